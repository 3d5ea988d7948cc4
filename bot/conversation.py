"""One event in, one answer out, and at most one commit before it. The outermost edge of the core."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import SQLModel

from bot import searching
from bot.cards import help as help_cards
from bot.events import Event, Pressed, Said, Submitted
from bot.messages import Answer, PressedAnswer, Reply, SubmittedAnswer
from bot.model import Delivery
from bot.searching import Turn
from directory.database import is_conflict, reading, unit_of_work
from directory.errors import FindExpertError
from directory.live import LiveIndex

TRIES = 3
"""How often a transaction that lost against another one is tried."""

KEPT_WITHIN_SECONDS = 1.5
"""Slack waits 3 seconds in all: longer than this we do not wait for another writer."""

log = logging.getLogger(__name__)

_answers: TypeAdapter[SubmittedAnswer] = TypeAdapter(Answer)

PRESSES: dict[str, Callable[[Turn, str], PressedAnswer]] = {
    "search.more": searching.show_more,
    "search.refine": searching.open_refine,
    "search.widen": searching.widen,
    "search.example": searching.try_example,
    "expert.details": searching.show_details,
    "help.show": searching.show_help,
}
"""Every button ever sent. Names are for ever: messages that people keep hold them."""

FORMS: dict[str, Callable[[Turn, Submitted], SubmittedAnswer]] = {
    "search.refine": searching.refine,
}


class Conversation:
    """The bot, whatever the platform."""

    def __init__(
        self, engine: Engine, index: LiveIndex, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._engine = engine
        self._index = index
        self._clock = clock
        self._new_id = new_id

    def handle(self, event: Event) -> SubmittedAnswer:
        """Answer one event. What it changes is committed before this returns; the same event again changes nothing."""
        try:
            return self._with_retries(event)
        except FindExpertError as error:
            return Reply(card=help_cards.problem(str(error)))
        except Exception:
            reference = self._new_id()
            log.exception("an event could not be answered; reference %s", reference)
            return Reply(card=help_cards.broken(reference))

    def _with_retries(self, event: Event) -> SubmittedAnswer:
        for _ in range(TRIES - 1):
            try:
                return self._once(event)
            except IntegrityError:
                log.info("the same event was being answered elsewhere; reading that answer")
            except DBAPIError as error:
                if not is_conflict(error):
                    raise
        return self._once(event)

    def _once(self, event: Event) -> SubmittedAnswer:
        """Look first, then keep: whoever only looks takes no lock, and waits for nobody who writes."""
        key = f"{event.sender.platform}:{event.key}"
        now = self._clock()
        with reading(self._engine) as session:
            if (delivery := session.get(Delivery, key)) is not None:
                return _answers.validate_json(delivery.answer)
            turn = Turn(session, self._index.view(session), now, self._new_id)
            answer = _answer(event, turn)
        if turn.to_keep:
            self._keep([*turn.to_keep, Delivery(key=key, answer=answer.model_dump_json(), received_at=now)])
        return answer

    def _keep(self, rows: list[SQLModel]) -> None:
        """Keep a search. While a large import has SQLite to itself, people still get their answer, only not kept."""
        try:
            with unit_of_work(self._engine, KEPT_WITHIN_SECONDS) as session:
                session.add_all(rows)
        except OperationalError as error:
            if not is_conflict(error):
                raise
            log.warning("a search was answered but not kept: the database was busy")


def _answer(event: Event, turn: Turn) -> SubmittedAnswer:
    match event:
        case Said():
            return searching.said(turn, event.text)
        case Pressed():
            if press := PRESSES.get(event.action):
                return press(turn, event.value)
        case Submitted():
            if form := FORMS.get(event.form):
                return form(turn, event)
    raise FindExpertError(help_cards.unknown_action())
