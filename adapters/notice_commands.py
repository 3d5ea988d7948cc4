"""``find-expert notices``: what was given up, and a pause for all that people are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

import typer
from sqlmodel import Session

from adapters.main import put_together
from adapters.terminal.consoles import TERMINAL, AsJson, err, out
from adapters.terminal.notices import show_given_up
from bot.sending import noticeboard
from config.settings import read_settings
from directory.database import reading, unit_of_work

notices_app = typer.Typer(help="What people are told: what was given up, and a pause for it.", no_args_is_help=True)

Changed = TypeVar("Changed")


@notices_app.command("dead")
def dead(as_json: AsJson = False) -> None:
    """Show what was given up, and why."""
    with put_together(read_settings()) as bot, reading(bot.engine) as session:
        show_given_up(out, err, session, bot.clock(), as_json=as_json)


NoticeId = Annotated[int, typer.Argument(metavar="ID", help="The number that “notices dead” shows.")]


@notices_app.command("resend")
def resend(notice: NoticeId) -> None:
    """Try once more what was given up."""
    _about_notices(lambda session, now: noticeboard.resend(session, notice, now, TERMINAL))
    out.print(f"Notice {notice} is sent again.")


@notices_app.command("drop")
def drop(notice: NoticeId) -> None:
    """Let be what was given up, until there is something new to tell."""
    _about_notices(lambda session, now: noticeboard.drop(session, notice, now, TERMINAL))
    out.print(f"Notice {notice} is dropped.")


@notices_app.command("pause")
def pause() -> None:
    """Send nothing to anybody until “notices resume”. Answers to what people do are given all the same."""
    changed = _about_notices(lambda session, now: noticeboard.pause(session, now, TERMINAL))
    out.print("All sending is paused." if changed else "All sending was paused already.")


@notices_app.command("resume")
def resume() -> None:
    """Send again, beginning with what waited."""
    changed = _about_notices(lambda session, now: noticeboard.resume(session, now, TERMINAL))
    out.print("Sending goes on." if changed else "Sending was not paused.")


def _about_notices(change: Callable[[Session, datetime], Changed]) -> Changed:
    with put_together(read_settings()) as bot, unit_of_work(bot.engine) as session:
        return change(session, bot.clock())
