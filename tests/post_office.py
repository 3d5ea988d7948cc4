"""People to tell things, with a clock that stands still, and cards that say what the test wants."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, get_args

from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.blocks import Text
from bot.events import Platform
from bot.messages import Card
from bot.model import Notice, NoticeKind, Preferences
from bot.notices import Delivered, Letter, NotNow, Outcome, Refused, Unsure, tell
from bot.sending.outbox import Outbox
from directory.database import reading, unit_of_work
from directory.model import Account, Person
from tests.people import NOW

EVERYWHERE: tuple[Platform, ...] = get_args(Platform)


def card(text: str) -> Card:
    """A title and one line."""
    return Card(title=text, blocks=(Text(text=f"About {text}"),))


class Clock:
    """Says what it is told."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self, _session: Session | None = None) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


class PostOffice:
    """An outbox whose two clocks are one. ``says`` holds what is true of each subject: no card when it is empty."""

    def __init__(
        self, engine: Engine, clock: Clock | None = None, platforms: Collection[Platform] = EVERYWHERE
    ) -> None:
        self.engine = engine
        self.clock = clock or Clock()
        self.says: dict[str, str] = {}
        self.counted: list[tuple[Platform, str]] = []
        self._ids = iter(range(1, 1_000_000))
        self.outbox = self.replica(platforms)

    def replica(self, platforms: Collection[Platform] = EVERYWHERE, **options: Any) -> Outbox:
        """Another one at the same database."""
        return Outbox(
            self.engine,
            self.clock,
            lambda: f"attempt{next(self._ids)}",
            self._draw,
            platforms,
            chance=lambda: 0.0,
            lease_clock=self.clock,
            count=lambda platform, what: self.counted.append((platform, what)),
            **options,
        )

    def _draw(self, _session: Session, notice: Notice, _now: datetime) -> Card | None:
        text = self.says.get(notice.subject, notice.subject)
        if text == BROKEN:
            raise ValueError("a mistake of ours")
        return card(text) if text else None

    # ------------------------------------------------------------------------------------------ people

    def person(self, name: str, *platforms: Platform, workspace: str = "home", **columns: Any) -> int:
        """Somebody with an account on each of these platforms, the last one used last. Gives their id."""
        with unit_of_work(self.engine) as session:
            person = Person(name=name, **columns)
            session.add(person)
            session.flush()
            id_ = person.id or 0
        for platform in platforms:
            self.account(id_, platform, workspace=workspace)
        return id_

    def account(self, person_id: int, platform: Platform, *, workspace: str = "home") -> int:
        with unit_of_work(self.engine) as session:
            account = Account(
                person_id=person_id,
                platform=platform,
                workspace=workspace,
                user_id=f"u{person_id}",
                conversation=f"conversation with {person_id}",
                introduced_at=self.clock.now,
            )
            session.add(account)
            session.flush()
            return account.id or 0

    def prefers(self, person_id: int, **columns: Any) -> None:
        with unit_of_work(self.engine) as session:
            session.add(Preferences(person_id=person_id, **columns))

    # ------------------------------------------------------------------------------------------ notices

    def tell(
        self, person_id: int, subject: str, kind: NoticeKind = NoticeKind.OFFER_CARD, says: str = "", occasion: str = ""
    ) -> None:
        self.says[subject] = says or subject
        with unit_of_work(self.engine) as session:
            tell(session, kind, subject, person_id, self.clock.now, occasion=occasion)

    def claim_one(self) -> Letter:
        [letter] = self.outbox.claim(10)
        return letter

    def deliver(self, outcome: Outcome | Callable[[Letter], Outcome] | None = None) -> list[Letter]:
        """Claim what is due and settle it: delivered, where nothing else is said."""
        letters = self.outbox.claim(100)
        self.outbox.settle(*((letter, outcome_of(letter, outcome)) for letter in letters))
        return letters

    def notices(self) -> dict[str, Notice]:
        """All of them, by their subjects."""
        with reading(self.engine) as session:
            found = {notice.subject: notice for notice in session.exec(select(Notice))}
            session.expunge_all()
        return found

    def notice(self) -> Notice:
        [notice] = self.notices().values()
        return notice

    def accounts(self) -> dict[str, Account]:
        """All of them, by their platforms."""
        with reading(self.engine) as session:
            found = {account.platform: account for account in session.exec(select(Account))}
            session.expunge_all()
        return found


BROKEN = "broken"


def outcome_of(letter: Letter, outcome: Outcome | Callable[[Letter], Outcome] | None) -> Outcome:
    match outcome:
        case None:
            return Delivered(f"message of {letter.key}")
        case Delivered() | Refused() | Unsure() | NotNow():
            return outcome
    return outcome(letter)
