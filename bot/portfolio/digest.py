"""Once a month, to heads of profession: how the policies of their organisation stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.cards import portfolio as cards
from bot.check_ins.hours import first_look, first_moment, next_moment
from bot.deadlines import AT_ONCE, Step
from bot.messages import Card
from bot.model import Notice, NoticeKind, Policy, PolicyStatus
from bot.notices import occasion_of, tell, untold
from bot.policies.able import able_ones
from bot.policies.readers import same
from bot.portfolio.picture import picture_of
from bot.portfolio.standing import portfolio_of
from bot.portfolio.whose import headed_or_none, key_of
from bot.times.diaries import pattern_of
from bot.turn import Work
from directory.model import Person, Role, RoleGrant

STILL_NEWS = timedelta(days=14)
"""After its day. Whoever is made a head later in a month waits for the next one."""
DIGEST = NoticeKind.PORTFOLIO_DIGEST


def due(session: Session, now: datetime) -> Iterator[tuple[Step, str]]:
    """Heads whose digest of this month has its time, and who do not have it yet."""
    heads = {each.notice_key(now): each for each in _heads(session) if each.may_be_due(now)}
    told = set(session.exec(select(Notice.key).where(col(Notice.key).in_(heads)))) if heads else set()
    is_due = (head.subject for key, head in heads.items() if key not in told and _goes_out_at(session, head, now))
    yield from ((tell_head, subject) for subject, _ in zip(is_due, range(AT_ONCE), strict=False))


def tell_head(work: Work, subject: str) -> bool:
    """Tell one of them, once a month, however many replicas look."""
    head = next((each for each in _heads(work.session) if each.subject == subject), None)
    if head is None or not able_ones(work.session, [head.person_id]):
        return False
    at = _goes_out_at(work.session, head, work.now)
    was_told = select(Notice.id).where(Notice.key == head.notice_key(work.now))
    if at is None or work.session.exec(was_told).first() is not None:
        return False
    tell(work.session, DIGEST, head.key, head.person_id, work.now, occasion=head.occasion(work.now), due_at=at)
    return True


def of_digest(session: Session, notice: Notice, now: datetime) -> Card | None:
    """As they stand when it is sent; nothing for whoever is their head no more, with none active, or a month late."""
    organisation = headed_or_none(session, notice.person_id, notice.subject)
    zone = ZoneInfo(session.get_one(Person, notice.person_id).time_zone)
    if organisation is None or occasion_of(notice) != _occasion(now, zone):
        return None
    portfolio = portfolio_of(session, organisation, now, zone)
    if not portfolio.active:
        return None
    return cards.portfolio_card(portfolio, picture_of(portfolio), notice.person_id, month=portfolio.today)


# ---------------------------------------------------------------------------------------------- who, and when


@dataclass(frozen=True, slots=True)
class _Head:
    """Somebody, as the head of one organisation by its key."""

    person_id: int
    key: str
    zone: ZoneInfo

    @property
    def subject(self) -> str:
        return f"{self.person_id}.{self.key}"

    def occasion(self, now: datetime) -> str:
        return _occasion(now, self.zone)

    def notice_key(self, now: datetime) -> str:
        """By which the notice of this month is known."""
        return untold(DIGEST, self.key, self.person_id, now, occasion=self.occasion(now)).key

    def may_be_due(self, now: datetime) -> bool:
        """Whether it may be, whatever holidays and absences there are: what can be told without asking for them."""
        return first_look(self.zone, _month(now, self.zone)) <= now


def _heads(session: Session) -> list[_Head]:
    """Every head of an organisation that has an active policy."""
    named = select(Policy.organisation).where(Policy.status == PolicyStatus.ACTIVE).distinct()
    with_policies = {same(name) for name in session.exec(named)} - {""}
    query = select(col(RoleGrant.person_id), col(RoleGrant.organisation), col(Person.time_zone))
    query = query.join(Person, col(Person.id) == col(RoleGrant.person_id)).order_by(col(RoleGrant.id))
    grants = session.exec(query.where(RoleGrant.role == Role.HEAD_OF_PROFESSION))
    found = (_Head(id_, key_of(name), ZoneInfo(zone)) for id_, name, zone in grants if same(name) in with_policies)
    return list(dict.fromkeys(found))


def _goes_out_at(session: Session, head: _Head, now: datetime) -> datetime | None:
    """When the digest of this month reaches them, from now on; nothing while it is not due, or is no news any more."""
    pattern = pattern_of(session, head.person_id)
    begins = first_moment(pattern, _month(now, pattern.zone))
    at = next_moment(pattern, now)
    is_due = begins <= now < begins + STILL_NEWS and _month(at, pattern.zone) == _month(now, pattern.zone)
    return at if is_due else None


def _month(now: datetime, zone: ZoneInfo) -> date:
    """Its first day, where they are."""
    return now.astimezone(zone).date().replace(day=1)


def _occasion(now: datetime, zone: ZoneInfo) -> str:
    return f"{_month(now, zone):%Y%m}"
