"""How fast platforms may be written to, and which targets wait: rows that every replica shares.

A conversation takes one letter at a time, and the next one a while after the last was settled: so however long either
was on its way, they arrive that far apart. A workspace takes its letters at a steady rate after a small burst.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.model import Notice, NoticeState, SendingLimit
from bot.notices import Address
from bot.sending.decisions import Reason
from directory.database import UtcDateTime

EVERYTHING = "*"
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
LONGEST_HOLD = timedelta(hours=24)
"""Whatever a platform says: by then what waits is given up, and an administrator should look."""
NEXT_LOOK = timedelta(seconds=1)
"""How soon something is looked at again that waits for a letter on its way to the same conversation."""

APART = {
    "slack": timedelta(seconds=1),
    # docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel
    "teams": timedelta(seconds=2),
    # learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: in a conversation 7 in 1 second, 8 in 2, 60 in
    # 30, and 1,800 in an hour: the last is the strictest, and leaves room for answers to what people press
}
"""How far apart two letters to the same conversation are at least."""


def database_time(session: Session) -> datetime:
    """The database's clock, by which leases and limits go: one for every replica."""
    if session.get_bind().dialect.name == "postgresql":
        now: datetime = session.execute(sql_select(func.clock_timestamp(type_=UtcDateTime))).scalar_one()
        return now
    text: str = session.execute(sql_select(func.strftime("%Y-%m-%dT%H:%M:%f", "now"))).scalar_one()
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """One letter every ``every``, after at most ``burst`` at once."""

    every: timedelta
    burst: int

    @property
    def tolerance(self) -> timedelta:
        return self.every * (self.burst - 1)


SLACK_MESSAGES = Pace(timedelta(seconds=0.4), burst=10)
"""docs.slack.dev/reference/methods/chat.postMessage: several hundred a minute in a workspace. As a letter may be on its
way for 40 seconds, no minute sees more than 10 + (60 + 40) / 0.4 = 260."""
SLACK_EDITS = Pace(timedelta(seconds=2.5), burst=5)
"""docs.slack.dev/reference/methods/chat.update: tier 3, 50 a minute in a workspace. None sees more than 45."""
TEAMS_LETTERS = Pace(timedelta(seconds=1 / 15), burst=5)
"""The same page on Teams: for an app in a tenant 30 a second in older editions, 50 in newer ones. With ten letters on
their way at once from each replica, no second sees more than 10 + 5 + 15 from one replica, and 50 from three."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What a letter has to pass: its conversation, and what counts the letters of its workspace."""

    conversation: str
    workspace: str
    apart: timedelta
    pace: Pace | None

    @property
    def names(self) -> tuple[str, str]:
        return self.conversation, self.workspace


def lane(to: Address, is_edit: bool) -> Lane:
    """The lane of a letter to this address; Slack counts edits by themselves."""
    workspace = f"{to.platform}:{to.workspace}"
    apart = APART.get(to.platform, timedelta(0))
    match to.platform:
        case "slack" if is_edit:
            return Lane(f"{workspace}:{to.user}", f"{workspace}#edits", apart, SLACK_EDITS)
        case "slack":
            return Lane(f"{workspace}:{to.user}", workspace, apart, SLACK_MESSAGES)
        case "teams":
            return Lane(f"{workspace}:{to.user}", workspace, apart, TEAMS_LETTERS)
    return Lane(f"{workspace}:{to.user}", workspace, apart, None)


@dataclass(slots=True)
class Limits:
    """The limits of some lanes, read and locked until the unit of work ends. ``now`` is by the database's clock."""

    now: datetime
    rows: dict[str, SendingLimit]
    queues: dict[str, int] = field(default_factory=dict)
    """How many were told to wait for each target, so that they do not all come back at the same moment."""

    def wait(self, lane: Lane) -> timedelta | None:
        """How long a letter has to wait, in turn after those that asked before; nothing when it may go now."""
        conversation, workspace = self.rows[lane.conversation], self.rows[lane.workspace]
        for row in (conversation, workspace):
            if row.held_until and row.held_until > self.now:
                step = lane.apart if row is conversation else _every(lane)
                return row.held_until - self.now + self._place(row.target) * step
        if conversation.next_at and conversation.next_at > self.now:
            return min(conversation.next_at - self.now, self.turn(lane))
        if lane.pace and workspace.next_at and workspace.next_at - self.now > lane.pace.tolerance:
            behind = workspace.next_at - self.now - lane.pace.tolerance
            return behind + self._place(workspace.target) * lane.pace.every
        return None

    def take(self, lane: Lane, lease: timedelta) -> None:
        """A letter goes out: until it is settled, or its lease is over, the conversation takes no other."""
        self.rows[lane.conversation].next_at = self.now + lease
        if lane.pace:
            workspace = self.rows[lane.workspace]
            workspace.next_at = max(workspace.next_at or self.now, self.now) + lane.pace.every

    def settled(self, lane: Lane) -> None:
        """A letter has arrived, or never will."""
        self.rows[lane.conversation].next_at = self.now + lane.apart

    def hold(self, lane: Lane, wait: timedelta, *, is_for_all: bool) -> None:
        """The platform said to wait. A hold that is longer already stays."""
        row = self.rows[lane.workspace if is_for_all else lane.conversation]
        row.held_until = max(row.held_until or self.now, self.now + min(wait, LONGEST_HOLD))

    def _place(self, target: str) -> int:
        """How many wait for this target already."""
        place = self.queues.get(target, 0)
        self.queues[target] = place + 1
        return place

    def turn(self, lane: Lane) -> timedelta:
        """How long to wait for those before it in the same conversation, which should not take much longer."""
        return max(lane.apart, NEXT_LOOK) * (self._place(lane.conversation) + 1)


def _every(lane: Lane) -> timedelta:
    return lane.pace.every if lane.pace else timedelta(0)


def locked(session: Session, lanes: Collection[Lane], now: datetime, queues: dict[str, int]) -> Limits:
    """The limits of these lanes. Whoever needs one of them meanwhile waits until the unit of work ends."""
    names = sorted({name for lane in lanes for name in lane.names})
    query = select(SendingLimit).where(col(SendingLimit.target).in_(names)).order_by(col(SendingLimit.target))
    locking = query.with_for_update().execution_options(populate_existing=True)
    rows = {row.target: row for row in session.exec(locking)}
    while missing := [name for name in names if name not in rows]:
        _add_missing(session, missing)
        rows = {row.target: row for row in session.exec(locking)}
    return Limits(now, rows, queues)


def as_they_are(session: Session, lanes: Collection[Lane], now: datetime, queues: dict[str, int]) -> Limits:
    """The limits of these lanes as values of our own: nothing that is done to them is kept, and nobody waits."""
    names = {name for lane in lanes for name in lane.names}
    found = session.exec(select(SendingLimit).where(col(SendingLimit.target).in_(names)))
    rows = {name: SendingLimit(target=name) for name in names}
    rows |= {row.target: SendingLimit.model_validate(row) for row in found}
    return Limits(now, rows, queues)


def _add_missing(session: Session, names: Iterable[str]) -> None:
    """In one order everywhere, so that two replicas never wait for each other."""
    rows = [{"target": name} for name in names]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(SendingLimit).on_conflict_do_nothing(), rows)


def who_waits(session: Session, person_ids: Collection[int]) -> dict[int, tuple[datetime, int]]:
    """Whose turn it is first, of what a limit kept back: of these people, by their ids."""
    kept_back = (Notice.state == NoticeState.DUE, Notice.problem == Reason.LIMITED)
    query = select(Notice.person_id, Notice.news_at, Notice.id).where(*kept_back, col(Notice.person_id).in_(person_ids))
    first: dict[int, tuple[datetime, int]] = {}
    for person_id, news_at, notice_id in session.exec(query):
        turn = (news_at, notice_id or 0)
        first[person_id] = min(first.get(person_id, turn), turn)
    return first


# ---------------------------------------------------------------------------------------------- all sending


PAUSED = sql_select(col(SendingLimit.target)).where(col(SendingLimit.target) == EVERYTHING).exists()
"""A condition: whether an administrator paused all sending."""


def is_paused(session: Session) -> bool:
    """Whether an administrator paused all sending."""
    return session.get(SendingLimit, EVERYTHING) is not None


def pause(session: Session) -> bool:
    """Send nothing until ``resume``. What is on its way arrives. Says whether anything changed."""
    if is_paused(session):
        return False
    session.add(SendingLimit(target=EVERYTHING, held_until=FOR_EVER))
    return True


def resume(session: Session) -> bool:
    """Send again. Says whether anything changed."""
    everything = session.get(SendingLimit, EVERYTHING)
    if everything is None:
        return False
    session.delete(everything)
    session.flush()
    return True
