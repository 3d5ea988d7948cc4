"""How policies stand, checked against a count of one policy at a time, by calendar days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event
from sqlmodel import Session, select

from bot.model import CheckIn, CheckInStatus, Policy, PolicyStatus, Precision
from bot.portfolio.share import Share, Tracked, share_on
from bot.portfolio.standing import Portfolio, State, portfolio_of
from directory.database import reading, unit_of_work
from tests.bot.portfolio.portfolios import HMRC, LONG_AGO, TODAY, PortfolioTown
from tests.people import NOW
from tests.sizes import examples

UK = ZoneInfo("Europe/London")
WRITTEN = (HMRC, "hm revenue and customs ", "HM REVENUE AND CUSTOMS")
"""One organisation, as people write it."""


@pytest.fixture
def town(database: Engine) -> PortfolioTown:
    return PortfolioTown(database)


def standing(town: PortfolioTown, now: datetime = NOW) -> Portfolio:
    with reading(town.engine) as session:
        return portfolio_of(session, HMRC, now, UK)


def states(town: PortfolioTown) -> dict[str, set[State]]:
    return {each.title: set(each.states) for each in standing(town).entries}


def test_each_policy_stands_as_it_does(town: PortfolioTown) -> None:
    town.add_every_kind()
    assert states(town) == {
        "Late letters": {State.OVERDUE},
        "Soon": {State.DUE},
        "Never": {State.NEVER_STARTED},
        "Well": {State.ON_TRACK},
        "Resting": {State.PAUSED},
        "Over": {State.CLOSED},
    }


@pytest.mark.parametrize(
    ("due", "state"),
    [(-1, State.OVERDUE), (0, State.DUE), (28, State.DUE), (29, State.ON_TRACK)],
)
def test_the_day_decides(town: PortfolioTown, due: int, state: State) -> None:
    town.add(due=(due, 200), recorded=((10, 5),))
    assert standing(town).entries[0].states == {state}


@pytest.mark.parametrize(
    ("launch_on", "precision", "never_started"),
    [
        (date(2026, 2, 12), Precision.DAY, True),
        (date(2026, 2, 13), Precision.DAY, False),
        (date(2026, 1, 1), Precision.MONTH, True),
        (date(2026, 2, 1), Precision.MONTH, False),
    ],
)
def test_a_policy_never_started_three_months_after_launch(
    town: PortfolioTown, launch_on: date, precision: Precision, never_started: bool
) -> None:
    town.add(launched=(TODAY - launch_on).days, precision=precision, due=(-3,))
    assert standing(town).entries[0].states == {State.OVERDUE} | ({State.NEVER_STARTED} if never_started else set())


def test_one_organisation_is_the_same_however_it_is_written(town: PortfolioTown) -> None:
    for name in (*WRITTEN, "HM Revenue", "", "Straße", "STRASSE"):
        town.add(organisation=name)
    assert len(standing(town).entries) == len(WRITTEN)
    with reading(town.engine) as session:
        assert len(portfolio_of(session, "strasse", NOW, UK).entries) == 2
        assert not portfolio_of(session, " ", NOW, UK).entries


def test_however_many_policies_there_are_it_takes_as_many_queries(town: PortfolioTown) -> None:
    asked: list[str] = []
    event.listen(town.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for _ in range(2):
        for number in range(4):
            town.add(due=(number,), recorded=((number, 5),))
        asked.clear()
        standing(town)
        counts.append(sum("SELECT" in statement for statement in asked))
    assert counts == [4, 4]


# ---------------------------------------------------------------------------------------------- the share

LIVE_SINCE = TODAY - relativedelta(months=7)


def tracked(**values: object) -> Tracked:
    usual: dict[str, object] = {"registered_at": LONG_AGO, "launched_by": date(2025, 1, 1), "active_until": None}
    return Tracked(**usual | {"recorded": ()} | values)  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "live"), [(LIVE_SINCE, 1), (LIVE_SINCE - timedelta(days=1), 0), (TODAY, 1)])
def test_a_check_in_is_live_for_seven_months(day: date, live: int) -> None:
    recorded = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert share_on(TODAY, [tracked(recorded=(recorded,))], UK) == Share(TODAY, live, 1)


def test_a_policy_counts_from_launch_until_it_rests() -> None:
    policy = tracked(launched_by=date(2026, 1, 10), active_until=datetime(2026, 3, 10, 9, tzinfo=UTC))
    days = [date(2026, 1, 9), date(2026, 1, 10), date(2026, 3, 9), date(2026, 3, 10)]
    assert [share_on(day, [policy], UK).of for day in days] == [0, 1, 1, 0]


def test_what_was_registered_later_counts_from_then_on() -> None:
    policy = tracked(registered_at=datetime(2026, 1, 10, 9, tzinfo=UTC))
    assert [share_on(date(2026, 1, day), [policy], UK).of for day in (9, 10)] == [0, 1]


@pytest.mark.parametrize(
    ("live", "of", "percent"), [(0, 5, 0), (1, 900, 1), (1, 3, 33), (2, 3, 67), (899, 900, 99), (900, 900, 100)]
)
def test_only_all_are_a_hundred_percent_and_only_none_are_none(live: int, of: int, percent: int) -> None:
    assert Share(TODAY, live, of).percent == percent


# ---------------------------------------------------------------------------------------------- counted slowly


@st.composite
def policies(draw: st.DrawFn) -> dict[str, object]:
    days = st.integers(-900, 900)
    at_rest = draw(st.sampled_from(list(PolicyStatus)))
    return {
        "organisation": draw(st.sampled_from((*WRITTEN, "Home Office", ""))),
        "launched": draw(days),
        "due": tuple(draw(st.lists(st.integers(-60, 60), max_size=3))),
        "recorded": tuple(
            draw(
                st.lists(
                    st.tuples(st.integers(0, 900), st.none() | st.integers(0, 10)), max_size=4, unique_by=lambda x: x[0]
                )
            )
        ),
        "status": at_rest,
        "status_at": draw(st.none() | st.integers(0, 900).map(lambda ago: NOW - timedelta(days=ago))),
        "registered_at": NOW - timedelta(days=draw(st.integers(0, 900))),
        "precision": draw(st.sampled_from(list(Precision))),
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(12, full=400))
@given(wanted=st.lists(policies(), max_size=7), later=st.integers(0, 400))
def test_the_numbers_are_those_of_a_slow_count(
    town: PortfolioTown, wanted: list[dict[str, object]], later: int
) -> None:
    with unit_of_work(town.engine) as session:
        session.execute(delete(Policy))
    for each in wanted:
        town.add(**each)  # type: ignore[arg-type]
    now = NOW + timedelta(days=later)
    found = standing(town, now)
    with reading(town.engine) as session:
        slow = [SlowCount(session, policy) for policy in session.exec(select(Policy)) if _is_theirs(policy)]
        assert {state: found.count(state) for state in State} == _counted(slow, now.date())
        for share in found.shares:
            at = [each for each in slow if each.counts_on(share.on)]
            assert (share.live, share.of) == (sum(each.is_live_on(share.on) for each in at), len(at))
        assert found.share.of == sum(each.counts_on(now.date()) for each in slow)
        assert {each.id: each.confidence for each in found.entries} == {
            each.policy.id: each.confidence() for each in slow
        }


def _is_theirs(policy: Policy) -> bool:
    return policy.organisation.lower().split() == HMRC.lower().split()


def _counted(slow: list[SlowCount], today: date) -> dict[State, int]:
    counted = Counter(state for each in slow for state in each.states(today))
    return {state: counted[state] for state in State}


class SlowCount:
    """One policy, asked of the database by itself, and judged day by day."""

    def __init__(self, session: Session, policy: Policy) -> None:
        self.policy = policy
        self.check_ins = session.exec(select(CheckIn).where(CheckIn.policy_id == policy.id)).all()

    def states(self, today: date) -> Iterator[State]:
        if self.policy.status is not PolicyStatus.ACTIVE:
            yield State(self.policy.status.value)
            return
        due = [each.due_on for each in self.check_ins if each.status is CheckInStatus.PLANNED]
        none = True
        if any(day < today for day in due):
            yield State.OVERDUE
            none = False
        elif any((day - today).days <= 28 for day in due):
            yield State.DUE
            none = False
        if not self.recorded() and self._launched_on() + relativedelta(months=3) <= today:
            yield State.NEVER_STARTED
            none = False
        if none:
            yield State.ON_TRACK

    def recorded(self) -> list[CheckIn]:
        done = [each for each in self.check_ins if each.status is CheckInStatus.RECORDED]
        return sorted(done, key=lambda each: each.answered_at or LONG_AGO, reverse=True)

    def confidence(self) -> tuple[int, ...]:
        return tuple([each.confidence for each in self.recorded() if each.confidence is not None][:3])

    def counts_on(self, day: date) -> bool:
        if self._launched_on() > day or self._here(self.policy.registered_at) > day:
            return False
        if self.policy.status is PolicyStatus.ACTIVE:
            return True
        return self.policy.status_at is not None and self._here(self.policy.status_at) > day

    def is_live_on(self, day: date) -> bool:
        days = [self._here(each.answered_at) for each in self.recorded() if each.answered_at]
        return any(day - relativedelta(months=7) <= done <= day for done in days)

    def _launched_on(self) -> date:
        """Of a month its last day from Monday to Friday."""
        day = self.policy.launch_on
        if self.policy.launch_precision is Precision.MONTH:
            day = day + relativedelta(day=31)
            while day.weekday() > 4:
                day -= timedelta(days=1)
        return day

    @staticmethod
    def _here(when: datetime) -> date:
        return when.astimezone(UK).date()
