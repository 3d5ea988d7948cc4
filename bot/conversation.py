"""One event in, one answer out, and at most one commit before it. The outermost edge of the core."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, SQLModel

from bot import acquaintance
from bot.acquaintance import Asker
from bot.admission import AllowList, NotAdmittedError, admitted, check_may
from bot.cards import help as help_cards
from bot.events import Event, Introduction, Platform, Pressed, Said, Sender, Submitted
from bot.finding import searching
from bot.here import Here
from bot.messages import Answer, Reply, SubmittedAnswer
from bot.model import Delivery
from bot.names import CHANGES, CHANGING_FORMS, FORMS, PRESSES
from bot.policies import words as evaluation
from bot.turn import Turn
from directory.database import is_conflict, reading, unit_of_work
from directory.errors import FindExpertError
from directory.live import LiveIndex
from directory.model import Unreachable

TRIES = 3
"""How often a transaction that lost against another one is tried."""

CHANGED_WITHIN_SECONDS = 2.0
"""Slack waits 3 seconds in all: longer than this nobody waits for other writers to do what they pressed."""
KEPT_WITHIN_SECONDS = 1.0
"""The same for what nobody waits for: a search that is kept, what a platform said of somebody."""

log = logging.getLogger(__name__)

_answers: TypeAdapter[SubmittedAnswer] = TypeAdapter(Answer)

Outcome = TypeVar("Outcome")


class Conversation:
    """The bot, whatever the platform: it is the ``bot.core.Core`` that gateways call."""

    def __init__(
        self,
        engine: Engine,
        index: LiveIndex,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        allowed: AllowList,
        told: Callable[[], None] = lambda: None,
        here: Here | None = None,
    ) -> None:
        """``told`` is called after whatever may have given somebody else something to be told; ``here`` is what this
        deployment has.
        """
        self._here = here or Here()
        self._engine = engine
        self._index = index
        self._clock = clock
        self._new_id = new_id
        self._allowed = allowed
        self._told = told

    # ------------------------------------------------------------------------------------------ answering

    def handle(self, event: Event) -> SubmittedAnswer:
        """Answer one event. What it changes is committed before this returns; the same event again changes nothing."""
        answer, _ = self._answer(event, is_always_kept=False)
        return answer

    def handle_once(self, event: Event) -> SubmittedAnswer | None:
        """As ``handle``; nothing when the same event was answered before."""
        answer, is_new = self._answer(event, is_always_kept=True)
        return answer if is_new else None

    def _answer(self, event: Event, *, is_always_kept: bool) -> tuple[SubmittedAnswer, bool]:
        """The answer, and whether it is new."""
        try:
            return _with_retries(lambda: self._once(event, is_always_kept=is_always_kept), CHANGED_WITHIN_SECONDS)
        except FindExpertError as error:
            return Reply(card=help_cards.problem(str(error))), True
        except Exception:
            reference = self._new_id()
            log.exception("an event could not be answered; reference %s", reference)
            return Reply(card=help_cards.broken(reference)), True

    def _once(self, event: Event, *, is_always_kept: bool) -> tuple[SubmittedAnswer, bool]:
        """Look first, then keep: whoever only looks takes no lock, and waits for nobody who writes."""
        if _changes(event):
            return self._change(event)
        now = self._clock()
        with reading(self._engine) as session:
            if stored := _stored(session, event):
                return stored, False
            known = acquaintance.asker(session, event.sender)
            answer, kept, rows = self._look(session, event, known, now)
        if rows or is_always_kept:
            rows.append(_delivery(event, kept, now))
        self._keep(rows, known, now)
        return answer, True

    def _look(
        self, session: Session, event: Event, known: Asker | None, now: datetime
    ) -> tuple[SubmittedAnswer, SubmittedAnswer, list[SQLModel]]:
        """The answer, what is kept of it, and what else is kept."""
        try:
            asker = admitted(self._allowed, event, known)
            turn = Turn(session, self._index.view(session), now, self._new_id, asker, event.is_shared, here=self._here)
            check_may(session, turn.asker, event)
            answer = _answer(event, turn)
            return answer, next(iter(turn.instead), answer), turn.to_keep
        except NotAdmittedError as refused:
            answer = Reply(card=refused.card)
            return answer, answer, []

    def _change(self, event: Event) -> tuple[SubmittedAnswer, bool]:
        now = self._clock()
        with unit_of_work(self._engine, CHANGED_WITHIN_SECONDS) as session:
            if stored := _stored(session, event):
                return stored, False
            known = acquaintance.asker(session, event.sender)
            answer, kept, rows = self._look(session, event, known, now)
            session.add_all([*rows, _delivery(event, kept, now)])
        self._told()
        return answer, True

    def _keep(self, rows: list[SQLModel], known: Asker | None, now: datetime) -> None:
        """Keep a search. While a large import has SQLite to itself, people still get their answer, only not kept."""
        is_first_use = known is not None and not acquaintance.used_lately(known, now)
        if not rows and not is_first_use:
            return
        try:
            with unit_of_work(self._engine, KEPT_WITHIN_SECONDS) as session:
                session.add_all(rows)
                if known and is_first_use:
                    acquaintance.remember_use(session, known.account.id or 0, now)
        except OperationalError as error:
            if not is_conflict(error):
                raise
            log.warning("an answer was given but not kept: the database was busy")

    # ------------------------------------------------------------------------------------------ knowing people

    def needs_introduction(self, sender: Sender, conversation: str = "") -> bool:
        """Whether the platform should be asked who this is. Strangers need no introduction: they are refused."""
        if not self._allowed.admits(sender):
            return False
        try:
            with reading(self._engine) as session:
                known = acquaintance.asker(session, sender)
        except DBAPIError:
            log.warning("the database does not say who is known")
            return False
        return acquaintance.wants_introduction(known, conversation, self._clock())

    def meet(self, sender: Sender, introduction: Introduction, conversation: str = "") -> None:
        """Remember who this is, joined to the person of the directory where it is one."""
        is_welcome = self._allowed.guests or not introduction.is_guest
        if self._allowed.admits(sender):
            self._note(
                lambda session: acquaintance.meet(
                    session, sender, introduction, conversation, self._clock(), is_welcome=is_welcome
                )
            )

    def cannot_reach(self, sender: Sender, why: Unreachable) -> None:
        """Remember that this person can no longer be written to there."""
        self._note(lambda session: acquaintance.cannot_reach(session, sender, why, self._clock()))

    def uninstalled(self, platform: Platform, workspace: str) -> None:
        """Remember that nobody of a workspace can be written to any more."""
        self._note(lambda session: acquaintance.uninstalled(session, platform, workspace, self._clock()))

    def _note(self, change: Callable[[Session], None]) -> None:
        """Change what is known of somebody. What cannot be kept now is asked of the platform again next time."""

        def once() -> None:
            with unit_of_work(self._engine, KEPT_WITHIN_SECONDS) as session:
                change(session)

        try:
            _with_retries(once, KEPT_WITHIN_SECONDS)
        except DBAPIError:
            log.warning("what a platform said of somebody was not kept", exc_info=True)


def _changes(event: Event) -> bool:
    match event:
        case Pressed():
            return event.action in CHANGES
        case Submitted():
            return event.form in CHANGING_FORMS
    return False


def _with_retries(once: Callable[[], Outcome], within: float) -> Outcome:
    give_up = time.monotonic() + within
    for _ in range(TRIES - 1):
        try:
            return once()
        except (IntegrityError, StaleDataError):
            log.info("the same was being done elsewhere; looking at what came of it")
        except DBAPIError as error:
            if not is_conflict(error) or time.monotonic() >= give_up:
                raise
    return once()


def _stored(session: Session, event: Event) -> SubmittedAnswer | None:
    delivery = session.get(Delivery, _key(event))
    return _answers.validate_json(delivery.answer) if delivery else None


def _delivery(event: Event, answer: SubmittedAnswer, now: datetime) -> Delivery:
    return Delivery(key=_key(event), answer=answer.model_dump_json(), received_at=now)


def _key(event: Event) -> str:
    return f"{event.sender.platform}:{event.key}"


def _answer(event: Event, turn: Turn) -> SubmittedAnswer:
    match event:
        case Said():
            own = None if event.is_search else evaluation.said(turn, event.text)
            return own or searching.said(turn, event.text, is_kept=not event.is_unfinished)
        case Pressed():
            if press := PRESSES.get(event.action):
                return press(turn, event.value)
        case Submitted():
            if form := FORMS.get(event.form):
                return form(turn, event)
    raise FindExpertError(help_cards.unknown_action())
