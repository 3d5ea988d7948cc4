"""Notices in the terminal: what would be sent now, and what was given up; tables to read, or JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from bot.cards.words import counted
from bot.check_ins.nudging import nudges_due
from bot.model import Notice
from bot.sending import noticeboard
from bot.sending.decisions import Drawn
from bot.sending.limits import is_paused
from bot.sending.outbox import Outbox
from directory.database import reading

Names = Mapping[int, str]


def show_due(out: Console, err: Console, outbox: Outbox, told_by: Collection[str], *, as_json: bool) -> None:
    """What would be sent now, and to whom, in the order of sending.

    As JSON a list of ``{id, kind, subject, person_id, person, platform, is_on, title, edits, since}``: ``is_on`` says
    whether the platform is among ``told_by``, so that it does go out; ``edits`` whether a message that is there already
    is changed; ``since`` is an instant in ISO 8601 (UTC). A nudge whose time has come this moment has no id yet.
    """
    due = outbox.due(nudges_due)
    with reading(outbox.engine) as session:
        names = noticeboard.names(session, [notice for notice, _ in due])
        is_waiting = is_paused(session)
    if as_json:
        typer.echo(_json([_about(notice, names) | _on_its_way(drawn, told_by) for notice, drawn in due]))
        return
    if is_waiting:
        err.print("All sending is paused. Go on with: find-expert notices resume", style="bold", soft_wrap=True)
    if not due:
        err.print("There is nothing to send now.")
        return
    table = _table("Notice", "To", "By", "What", "Waits")
    for notice, drawn in due:
        platform = drawn.tell.to.platform
        how = f"{platform}, in place" if drawn.tell.receipt else platform
        how += "" if platform in told_by else " (not on)"
        cells = (how, drawn.card.title, _age(notice, outbox.clock()))
        table.add_row(str(notice.id or "new"), names[notice.person_id], *cells)
    out.print(table)


def show_given_up(out: Console, err: Console, session: Session, now: datetime, *, as_json: bool) -> None:
    """What was given up, and why, the oldest first.

    As JSON a list of ``{id, kind, subject, person_id, person, since, problem, attempts}``.
    """
    dead = noticeboard.given_up(session)
    names = noticeboard.names(session, dead)
    if as_json:
        why = ({"problem": notice.problem, "attempts": notice.attempts} for notice in dead)
        typer.echo(_json([_about(notice, names) | more for notice, more in zip(dead, why, strict=True)]))
        return
    if not dead:
        err.print("Nothing was given up.")
        return
    table = _table("Notice", "To", "Kind", "Problem", "Attempts", "Since")
    for notice in dead:
        cells = (notice.kind, notice.problem, str(notice.attempts), _age(notice, now))
        table.add_row(str(notice.id), names[notice.person_id], *cells)
    out.print(table)


def _on_its_way(drawn: Drawn, told_by: Collection[str]) -> dict[str, object]:
    platform = drawn.tell.to.platform
    return {
        "platform": platform,
        "is_on": platform in told_by,
        "title": drawn.card.title,
        "edits": bool(drawn.tell.receipt),
    }


def _about(notice: Notice, names: Names) -> dict[str, object]:
    return {
        "id": notice.id,
        "kind": notice.kind,
        "subject": notice.subject,
        "person_id": notice.person_id,
        "person": names[notice.person_id],
        "since": notice.news_at.isoformat(),
    }


def _age(notice: Notice, now: datetime) -> str:
    minutes = max(0, int((now - notice.news_at).total_seconds()) // 60)
    if minutes < 60:
        return counted(minutes, "minute", "minutes")
    return counted(minutes // 60, "hour", "hours")


def _table(*headings: str) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _json(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=2)
