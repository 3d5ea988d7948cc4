"""What came of somebody's consultations in the terminal: tables to read, or JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session, select

from bot.cards.afterwards import DIFFERENCE, GOT_IT, USEFUL
from bot.cards.record import named_other, summed
from bot.cards.words import short_date
from bot.consultations.record import Line, Side, lines_of, sum_of
from bot.consultations.standards import Statement, named
from directory.errors import NotFoundError
from directory.model import Person

TITLES = {Side.CONTRIBUTION: "What {name} gave as an expert", Side.LEARNING: "What {name} learnt"}


def show_record(out: Console, session: Session, email: str, statements: Sequence[Statement], *, as_json: bool) -> None:
    """Both records of one person, the latest consultation first. Raises NotFoundError for an address of nobody.

    As JSON ``{email, name, contribution, learning}``, where the last two are lists of ``{consultation_id, starts_at,
    with, has_left, question, minutes, useful, got_it, difference, what_changed, statements, note}``. ``starts_at`` is
    an instant in ISO 8601 (UTC), ``statements`` holds keys such as "OCC0526.S13"; what was not answered is null.
    """
    person = session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    if person is None:
        raise NotFoundError(f"Nobody with the address {email} is known.")
    id_ = person.id or 0
    if as_json:
        records = {side.value: [_as_json(line) for line in lines_of(session, id_, side)] for side in Side}
        typer.echo(json.dumps({"email": person.email, "name": person.name} | records, ensure_ascii=False, indent=2))
        return
    for side, title in TITLES.items():
        out.print(Text(f"{title.format(name=person.name)}: {summed(sum_of(session, id_, side))}", style="bold"))
        if lines := lines_of(session, id_, side):
            out.print(_table(lines, ZoneInfo(person.time_zone), statements))


def _table(lines: Sequence[Line], zone: ZoneInfo, statements: Sequence[Statement]) -> Table:
    table = Table()
    for heading in ("Date", "With", "Question", "Minutes", "Useful", "Got it", "Changed", "Note", "Supports"):
        table.add_column(heading, overflow="fold")
    for line in lines:
        changed = ". ".join(filter(None, (DIFFERENCE.get(line.difference, ""), line.what_changed)))
        cells = (
            short_date(line.starts_at.astimezone(zone).date()),
            named_other(line),
            line.question,
            str(line.minutes),
            USEFUL.get(line.useful, ""),
            GOT_IT.get(line.got_it, ""),
            changed,
            line.note,
            "\n".join(named(line.statements, statements)),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _as_json(line: Line) -> dict[str, object]:
    return {
        "consultation_id": line.consultation_id,
        "starts_at": line.starts_at.isoformat(),
        "with": line.other or None,
        "has_left": line.other_has_left or not line.other,
        "question": line.question,
        "minutes": line.minutes,
        "useful": line.useful or None,
        "got_it": line.got_it or None,
        "difference": line.difference or None,
        "what_changed": line.what_changed or None,
        "statements": list(line.statements),
        "note": line.note or None,
    }
