"""Where and when people are told something: the account or address, and not in their quiet hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import acquaintance
from bot.check_ins.hours import next_moment
from bot.events import Platform
from bot.model import Notice, NoticeKind, Preferences
from bot.notices import BY_EMAIL, ONE_CARD, Address
from bot.times import diaries
from bot.times.quiet_hours import end_of_quiet, parse
from bot.times.working_time import next_working_moment
from directory.errors import WrongValueError
from directory.model import Account, Person

EMAIL: Platform = "email"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What decides where and when one person is told things."""

    person: Person
    accounts: tuple[Account, ...]
    """Those at which they can be reached."""
    preferences: Preferences | None

    def address(self, notice: Notice) -> Address | None:
        """Where to tell them: where the card is already, else where they are told things, else by email."""
        if notice.kind in BY_EMAIL:
            return self._by_email()
        here = next((each for each in self.accounts if notice.receipt and each.id == notice.account_id), None)
        account = here or acquaintance.chosen(self.person, self.accounts)
        if account is not None:
            return Address(
                _platform(account.platform), account.workspace, account.user_id, account.conversation, "", account.id
            )
        return self._by_email()

    def _by_email(self) -> Address | None:
        if not self.person.email:
            return None
        return Address(EMAIL, EMAIL, str(self.person.id), email=self.person.email)

    def wants(self, kind: NoticeKind) -> bool:
        """Whether they want to be told this kind of thing; cards are not a matter of taste."""
        return kind in ONE_CARD or self.preferences is None or kind not in self.preferences.muted

    def quiet_until(self, now: datetime) -> datetime | None:
        """When their quiet hours end (UTC); nothing when it is not quiet."""
        if self.preferences is None or not self.preferences.quiet_hours:
            return None
        try:
            hours = parse(self.preferences.quiet_hours)
        except WrongValueError:
            return None
        ends = end_of_quiet(hours, ZoneInfo(self.person.time_zone), now)
        return ends if ends > now else None


def whereabouts(session: Session, person_ids: Collection[int]) -> Mapping[int, Whereabouts]:
    """Those of these people, by their ids."""
    accounts: dict[int, list[Account]] = {}
    for account in acquaintance.reachable(session, person_ids):
        accounts.setdefault(account.person_id, []).append(account)
    preferences = session.exec(select(Preferences).where(col(Preferences.person_id).in_(person_ids)))
    chosen = {each.person_id: each for each in preferences}
    people = session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    return {
        id_: Whereabouts(person, tuple(accounts.get(id_, ())), chosen.get(id_))
        for person in people
        if (id_ := person.id) is not None
    }


def working_from(session: Session, person_id: int, now: datetime) -> datetime:
    """The first instant (UTC) of their working time from ``now`` on, which is ``now`` itself in working time."""
    return next_working_moment(diaries.of_person(session, person_id, now).pattern, now)


def nudged_from(session: Session, person_id: int, now: datetime) -> datetime:
    """The first instant (UTC) from ``now`` on at which they may be nudged, which is ``now`` itself where it is one."""
    return next_moment(diaries.pattern_of(session, person_id), now)


def holds_receipt(notice: Notice, to: Address) -> bool:
    """Whether the message that was sent is at this address, so that it can be edited in place."""
    if not notice.receipt or not notice.shown.startswith(f"{to.platform}:"):
        return False
    return notice.account_id == to.account_id


def _platform(name: str) -> Platform:
    match name:
        case "slack" | "teams" | "web" as platform:
            return platform
    raise ValueError(f"nobody is told things on {name!r}")
