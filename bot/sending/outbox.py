"""The outbox: notices that are due are claimed, drawn from what is true now, and settled by whoever claimed them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine, or_
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot import acquaintance
from bot.events import Platform
from bot.messages import Card
from bot.model import Notice, NoticeState
from bot.notices import BY_EMAIL, CountNotice, Delivered, Letter, NotNow, Outcome, Refused, Unsure, What, uncounted
from bot.sending import settling
from bot.sending.decisions import (
    Decision,
    Drawn,
    ForOthers,
    Later,
    LetBe,
    NotDrawnError,
    Reason,
    Tell,
    blamed_on,
    decide,
    is_sent_again,
    is_shown,
    is_told_by_its_card,
)
from bot.sending.limits import PAUSED, Lane, Limits, as_they_are, database_time, lane, locked, who_waits
from bot.sending.whereabouts import EMAIL, Whereabouts, whereabouts
from directory.database import reading, unit_of_work

SEND_SECONDS = 15
"""How long a platform may take to answer one request."""
LEASE = timedelta(seconds=3 * SEND_SECONDS)
"""How long an attempt has a notice to itself: enough to look, to send, and to be slow. What a process held that was
killed is therefore sent by another within a minute."""
PAGES = (1, 2, 4, 8, 16, 32)
"""How many times as many as are wanted are looked at, look after look, to reach past what cannot be sent now."""
LEFT_TO_OTHERS = timedelta(minutes=10)
"""How long what cannot be sent from here is left to replicas that have its platform, before it is put off."""
LOOK_AGAIN = timedelta(minutes=1)
"""How long we remember of a notice that it is for others to send."""

Draw = Callable[[Session, Notice, datetime], Card | None]
"""The card that tells a notice as things are now; nothing when there is nothing left to tell. It only reads."""

Upcoming = Callable[[Session, datetime], Iterable[Notice]]

log = logging.getLogger(__name__)


LimitsOf = Callable[[Session, Sequence[Lane]], Limits]


@dataclass(slots=True)
class _Look:
    """What came of one look at what is due."""

    seen: int
    letters: list[Letter] = field(default_factory=list)
    not_resent: int = 0


@dataclass(frozen=True, slots=True)
class Outbox:
    """Nothing here touches a network, and all of it blocks.

    ``clock`` says what is due, ``lease_clock`` how long attempts and limits last; ``chance`` (0 to 1) spreads retries.
    """

    engine: Engine
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    draw: Draw
    platforms: Collection[Platform]
    """Those that can be posted to from here; among them "email" where there is a mail server."""
    chance: Callable[[], float]
    lease_clock: Callable[[Session], datetime] = database_time
    lease: timedelta = LEASE
    count: CountNotice = uncounted
    has_mail: bool = True
    """Whether there is a mail server: without one, what goes by email only is let be, and does not pile up."""
    _for_others: dict[int, datetime] = field(default_factory=dict)
    """Until when we do not look again at what is for others to send."""

    # ------------------------------------------------------------------------------------------ claiming

    def claim(self, most: int) -> list[Letter]:
        """At most so many letters, for the caller alone to deliver and to settle before ``lease`` is over.

        Each look is one short unit of work, and there is none when nothing is due. Raises SQLAlchemyError when the
        database is away or busy.
        """
        with reading(self.engine) as session:
            due = self._due(self.clock(), self.lease_clock(session)).where(~PAUSED)
            if session.exec(due.limit(1)).first() is None:
                return []
        letters: list[Letter] = []
        queues: dict[str, int] = {}
        for times in PAGES:
            try:
                look = self._look(most - len(letters), times * most, queues)
            except SQLAlchemyError:
                if not letters:
                    raise
                break  # what is claimed already is not to wait until its lease is over
            letters += look.letters
            for _ in range(look.not_resent):
                self.count("teams", "not_resent")
            if len(letters) == most or look.seen < times * most:
                break
        return letters

    def _due(self, now: datetime, lease_now: datetime) -> SelectOfScalar[Notice]:
        """What is due and nobody's, or was claimed by an attempt that was lost."""
        for notice_id in [each for each, until in self._for_others.items() if until <= now]:
            del self._for_others[notice_id]
        is_free = or_(col(Notice.claimed_until).is_(None), col(Notice.claimed_until) <= lease_now)
        due = select(Notice).where(Notice.state == NoticeState.DUE, Notice.due_at <= now, is_free)
        return due.where(col(Notice.id).not_in(self._for_others)) if self._for_others else due

    def _look(self, most: int, size: int, queues: dict[str, int]) -> _Look:
        while True:
            try:
                with unit_of_work(self.engine) as session, session.no_autoflush:
                    return self._claim(session, most, size, queues)
            except NotDrawnError as broken:
                log.exception("a notice could not be drawn", extra={"notice": broken.notice_id})
                self._put_off(broken.notice_id)

    def _claim(self, session: Session, most: int, size: int, queues: dict[str, int]) -> _Look:
        now, lease_now = self.clock(), self.lease_clock(session)
        due = self._due(now, lease_now).order_by(col(Notice.due_at), col(Notice.id)).limit(size)
        notices = session.exec(due.with_for_update(skip_locked=True)).all()
        for notice in notices:
            if notice.claim:
                settling.lapsed(notice)
        look = _Look(len(notices))
        for notice, decision in self._decided(session, notices, now, partial(locked, now=lease_now, queues=queues)):
            match decision:
                case Drawn():
                    settling.claim(notice, self.new_id(), lease_now + self.lease, now)
                    look.letters.append(_letter(notice, decision))
                case Later():
                    settling.postpone(notice, decision, now)
                case LetBe():
                    look.not_resent += decision.reason is Reason.NOT_RESENT
                    settling.let_be(notice, decision.reason)
                case ForOthers():
                    self._for_others[notice.id or 0] = now + LOOK_AGAIN
            if len(look.letters) == most:
                break
        return look

    def _decided(
        self, session: Session, notices: Sequence[Notice], now: datetime, limits_of: LimitsOf
    ) -> Iterator[tuple[Notice, Drawn | Later | LetBe | ForOthers]]:
        """What is to be done with each of these, in turn; for whatever is to go out, its place is taken."""
        person_ids = {notice.person_id for notice in notices}
        people, waiting = whereabouts(session, person_ids), who_waits(session, person_ids)
        first = [(notice, self._here(session, notice, people[notice.person_id], now)) for notice in notices]
        tells = [decision for _, decision in first if isinstance(decision, Tell)]
        limits = limits_of(session, [_lane(tell) for tell in tells])
        for notice, decision in first:
            if isinstance(decision, Tell) and waiting.get(notice.person_id, _turn(notice)) < _turn(notice):
                yield notice, Later(now + limits.turn(_lane(decision)), Reason.LIMITED)
            elif isinstance(decision, Tell):
                yield notice, self._drawn(session, notice, decision, limits, now)
            else:
                yield notice, decision

    def _here(self, session: Session, notice: Notice, who: Whereabouts, now: datetime) -> Decision | ForOthers:
        if notice.kind in BY_EMAIL and not self.has_mail:
            return LetBe(Reason.NO_MAIL)
        with blamed_on(notice):
            decision = decide(session, notice, who, now)
        if not isinstance(decision, Tell) or decision.to.platform in self.platforms:
            return decision
        if now - notice.news_at < LEFT_TO_OTHERS:
            return ForOthers()
        return Later(now + LEFT_TO_OTHERS, Reason.NOT_HERE)

    def _drawn(
        self, session: Session, notice: Notice, tell: Tell, limits: Limits, now: datetime
    ) -> Drawn | Later | LetBe:
        if wait := limits.wait(_lane(tell)):
            return Later(now + wait, Reason.LIMITED)
        with blamed_on(notice):
            card = self.draw(session, notice, now)
            if card is None:
                return LetBe(Reason.NOTHING_LEFT)
            if is_shown(notice, card, tell.to) or is_told_by_its_card(
                session, notice, card, tell.to, lambda own: self.draw(session, own, now)
            ):
                return LetBe(Reason.UNCHANGED)
        limits.take(_lane(tell), self.lease)
        return Drawn(tell, card)

    def _put_off(self, notice_id: int) -> None:
        now = self.clock()
        with unit_of_work(self.engine) as session:
            notice = session.get(Notice, notice_id, with_for_update=True)
            if notice and notice.state is NoticeState.DUE:
                notice.attempts += 1
                wait = settling.backoff(notice.attempts, settling.UNSURE_WAIT, self.chance())
                settling.postpone(notice, Later(now + wait, Reason.NOT_DRAWN), now)

    # ------------------------------------------------------------------------------------------ settling

    def settle(self, *attempts: tuple[Letter, Outcome]) -> None:
        """What became of attempts. Of a letter that somebody else has by now, nothing is changed.

        Raises SQLAlchemyError: it can be tried again, and should be until it is done.
        """
        # Whoever has news for several cards locks them in an order of their own. To wait for one of those, and hold
        # another, may end in a deadlock: what is locked is settled by itself afterwards.
        skip_locked = len(attempts) > 1
        counted: list[tuple[Platform, What]] = []
        with unit_of_work(self.engine) as session:
            ids = sorted(letter.notice_id for letter, _ in attempts)
            query = select(Notice).where(col(Notice.id).in_(ids)).order_by(col(Notice.id))
            notices = {notice.id: notice for notice in session.exec(query.with_for_update(skip_locked=skip_locked))}
            left = [attempt for attempt in attempts if skip_locked and attempt[0].notice_id not in notices]
            attempts = tuple(attempt for attempt in attempts if attempt not in left)
            limits = locked(session, [_lane(letter) for letter, _ in attempts], self.lease_clock(session), {})
            for letter, outcome in attempts:
                notice = notices.get(letter.notice_id)
                if notice is None or notice.claim != letter.claim:
                    log.warning("an attempt was settled too late", extra={"notice": letter.notice_id})
                    continue
                counted += [
                    (letter.to.platform, what) for what in self._settle(session, notice, letter, outcome, limits)
                ]
        for platform, what in counted:
            self.count(platform, what)
        for attempt in left:
            self.settle(attempt)

    def _settle(
        self, session: Session, notice: Notice, letter: Letter, outcome: Outcome, limits: Limits
    ) -> Iterator[What]:
        now, wait = self.clock(), settling.how_long(notice, outcome, self.chance())
        limits.settled(_lane(letter))
        match outcome:
            case Delivered():
                yield "delivered"
                if letter.is_unsure and (not letter.receipt or letter.to.platform == EMAIL):
                    yield "possible_duplicate"
            case Refused():
                yield "refused"
                if outcome.why and letter.to.account_id is not None:
                    acquaintance.cannot_reach_at(session, letter.to.account_id, outcome.why, now)
            case NotNow():
                yield "not_now"
                limits.hold(_lane(letter), wait, is_for_all=outcome.is_for_all)
            case Unsure():
                yield "unsure"
                if not is_sent_again(letter.kind, letter.to):
                    yield "not_resent"
        settling.settle(notice, letter, outcome, now, wait)
        if notice.state is NoticeState.DEAD:
            log.warning("a notice was given up: %s", notice.problem, extra={"notice": notice.id})
            yield "given_up"

    # ------------------------------------------------------------------------------------------ looking

    def due(self, to_come: Upcoming | None = None) -> list[tuple[Notice, Drawn]]:
        """What would be sent now, and where, in turn. Nothing is changed, and nothing is kept from anybody.

        ``to_come`` gives what is to be told now and is in no row yet.
        """
        now = self.clock()
        with reading(self.engine) as session:
            lease_now = self.lease_clock(session)
            rows = session.exec(self._due(now, lease_now).order_by(col(Notice.due_at), col(Notice.id))).all()
            notices = [*rows, *(to_come(session, now) if to_come else ())]
            decided = self._decided(session, notices, now, partial(as_they_are, now=lease_now, queues={}))
            found = [(notice, decision) for notice, decision in decided if isinstance(decision, Drawn)]
            session.expunge_all()
        return found


def _turn(notice: Notice) -> tuple[datetime, int]:
    return notice.news_at, notice.id or 0


def _lane(to: Letter | Tell) -> Lane:
    return lane(to.to, bool(to.receipt))


def _letter(notice: Notice, drawn: Drawn) -> Letter:
    to, receipt = drawn.tell.to, drawn.tell.receipt
    # By email every state of a card is a message of its own; elsewhere the first one is edited.
    number = notice.news if to.platform == EMAIL else notice.message_number
    return Letter(
        notice_id=notice.id or 0,
        claim=notice.claim,
        key=f"{notice.key}:{number}",
        kind=notice.kind,
        subject=notice.subject,
        person_id=notice.person_id,
        news=notice.news,
        to=to,
        card=drawn.card,
        receipt=receipt,
        news_at=notice.news_at,
        is_unsure=notice.is_unsure,
    )
