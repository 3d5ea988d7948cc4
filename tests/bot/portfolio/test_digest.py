"""The monthly digest: once a month, at a good hour, to whoever is a head, however many servers look how often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from bot.deadlines import Deadlines
from bot.housekeeping import forget_old
from bot.messages import Card, plain
from bot.model import Notice, Policy, PolicyStatus
from bot.portfolio import digest
from bot.portfolio.whose import key_of
from bot.times.diaries import pattern_of
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.model import Person
from tests.bot.policies.policies import BRAM, CLEO
from tests.bot.portfolio.portfolios import DIGEST, HMRC, PortfolioTown
from tests.bot.town import said
from tests.sizes import FULL

UK = ZoneInfo("Europe/London")


@pytest.fixture
def town(database: Engine) -> PortfolioTown:
    town = PortfolioTown(database)
    town.add("Late letters", due=(-40,), recorded=((100, 7),))
    return town


def at(town: PortfolioTown, *wall: int, zone: ZoneInfo = UK) -> list[str]:
    """What was told by then, when it is looked at this time by the clock on the wall."""
    town.now = datetime(*wall, tzinfo=zone).astimezone(UTC)  # type: ignore[misc, arg-type]
    town.deadlines.pass_deadlines()
    return [key.rpartition(":")[2] for key in town.digests()]


def due_at(town: PortfolioTown) -> datetime:
    [told] = [notice for notice in town.every(Notice) if notice.kind == DIGEST]
    return told.due_at.astimezone(UK)


def live_in(town: PortfolioTown, zone: str, name: str = BRAM) -> None:
    with unit_of_work(town.engine) as session:
        session.execute(update(Person).where(col(Person.name) == name).values(time_zone=zone))


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ((2026, 4), 1),  # a Wednesday, after the clocks went forward
        ((2026, 5), 5),  # the first Tuesday: the 1st is a Friday
        ((2026, 11), 3),  # after the clocks went back
        ((2026, 12), 1),
        ((2027, 1), 5),
        ((2032, 1), 6),  # the 1st is a Thursday, and a bank holiday
    ],
)
def test_it_comes_at_ten_on_the_first_day_that_suits(town: PortfolioTown, month: tuple[int, int], day: int) -> None:
    for earlier in range(1, day):
        assert at(town, *month, earlier, 12) == []
    assert at(town, *month, day, 9, 59) == []
    assert at(town, *month, day, 10) == ["{}{:02}".format(*month)]
    assert town.would_send() == [DIGEST]
    assert due_at(town) == datetime(*month, day, 10, tzinfo=UK)


def test_a_head_elsewhere_gets_it_at_ten_there(town: PortfolioTown) -> None:
    live_in(town, "America/New_York")
    assert at(town, 2026, 5, 5, 10) == []
    assert at(town, 2026, 5, 5, 10, zone=ZoneInfo("America/New_York")) == ["202605"]


def test_it_says_how_the_policies_stand_and_how_to_stop_it(town: PortfolioTown) -> None:
    at(town, 2026, 5, 5, 10)
    [card] = town.drawn(BRAM, DIGEST)
    assert card.title == f"Policies in May 2026: {HMRC}"
    assert "Overdue: 1" in plain(card)
    assert "Stop these reminders" in plain(card)


def test_nobody_is_told_at_night_however_late_it_is_looked(town: PortfolioTown) -> None:
    assert at(town, 2026, 5, 5, 23) == ["202605"]
    assert due_at(town) == datetime(2026, 5, 6, 10, tzinfo=UK)
    assert town.would_send() == []
    town.now = datetime(2026, 5, 6, 10, tzinfo=UK).astimezone(UTC)
    assert town.would_send() == [DIGEST]


def test_what_waited_is_not_sent_at_night_either(town: PortfolioTown) -> None:
    at(town, 2026, 5, 5, 10)
    sent = []
    for hour in range(6, 80):
        town.now = datetime(2026, 5, 5, 10, tzinfo=UTC) + timedelta(hours=hour)
        sent += [town.now.astimezone(UK)] * len(town.would_send())
    assert [(when.day, when.hour) for when in sent[:1]] == [(6, 10)]


def test_one_month_has_one_digest_across_restarts_replicas_and_both_changes_of_the_clock(town: PortfolioTown) -> None:
    spells = [((2026, 3, 27), 11), ((2026, 5, 1), 7), ((2026, 10, 23), 14)]
    for begins, days in [((2026, 3, 1), 600)] if FULL else spells:
        for hour in range(2, days * 24, 1 if FULL else 11):
            town.now = datetime(*begins, tzinfo=UTC) + timedelta(hours=hour)
            for _ in range(2):  # each has just begun, and knows nothing of the other
                Deadlines(town.engine, town.riley.index, lambda: town.now, lambda: "id", digest.due).pass_deadlines()
    notices = [notice for notice in town.every(Notice) if notice.kind == DIGEST]
    months = [f"{notice.due_at.astimezone(UK):%Y%m}" for notice in notices]
    assert len(months) == len(set(months))
    assert {"202604", "202605", "202611"} <= set(months)
    assert [notice.key.rpartition(":")[2] for notice in notices] == months
    with reading(town.engine) as session:
        pattern = pattern_of(session, town.person_id(BRAM))
    for notice in notices:
        here = notice.due_at.astimezone(UK)
        assert 10 <= here.hour < 16
        assert here.strftime("%a") in {"Tue", "Wed", "Thu"}
        assert not pattern.is_bank_holiday(here.date())


def test_replicas_that_look_at_the_same_moment_tell_it_once(town: PortfolioTown) -> None:
    town.now = datetime(2026, 5, 5, 9, tzinfo=UTC)
    with reading(town.engine) as session:
        [(step, subject)] = list(digest.due(session, town.now))

    def tell(_: int) -> bool:
        with unit_of_work(town.engine) as session:
            return step(Work(session, town.riley.index.view(session), town.now, lambda: "id"), subject)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, range(16)))
    assert len(town.digests()) == 1


def test_a_short_retention_does_not_make_it_come_again(town: PortfolioTown) -> None:
    at(town, 2026, 5, 5, 10)
    with unit_of_work(town.engine) as session:
        session.execute(update(Notice).values(state="settled"))
        forget_old(session, town.now + timedelta(days=5), timedelta(days=1))
    assert at(town, 2026, 5, 12, 10) == ["202605"]
    with unit_of_work(town.engine) as session:
        forget_old(session, town.now + timedelta(days=40), timedelta(days=1))
    assert town.digests() == []


# ---------------------------------------------------------------------------------------------- who gets none


def test_whoever_is_made_head_late_in_a_month_waits_for_the_next(town: PortfolioTown) -> None:
    town.make_head(CLEO)
    assert at(town, 2026, 5, 19, 9) == ["202605", "202605"]
    town.make_head("Dov Marrowby")
    assert len(at(town, 2026, 5, 19, 11)) == 2
    assert len(at(town, 2026, 6, 2, 10)) == 5


def test_whoever_is_away_gets_it_when_they_are_back(town: PortfolioTown) -> None:
    town.now = datetime(2026, 5, 4, 9, tzinfo=UTC)
    town.away(BRAM, days=15)
    assert at(town, 2026, 5, 19, 12) == []
    assert at(town, 2026, 5, 20, 10) == ["202605"]


def test_whoever_is_away_for_the_month_gets_none_of_it(town: PortfolioTown) -> None:
    town.now = datetime(2026, 5, 1, 9, tzinfo=UTC)
    town.away(BRAM, days=30)
    assert at(town, 2026, 5, 31, 23) == []
    assert at(town, 2026, 6, 2, 10) == ["202606"]


def test_where_nothing_is_active_nobody_is_told(town: PortfolioTown) -> None:
    with unit_of_work(town.engine) as session:
        session.execute(update(Policy).values(status=PolicyStatus.PAUSED))
    assert at(town, 2026, 5, 5, 10) == []


def test_whoever_turned_it_off_gets_none(town: PortfolioTown) -> None:
    at(town, 2026, 5, 5, 10)
    assert "You get no more monthly digests" in said(town.people[BRAM].presses("told.stop", DIGEST))
    assert town.would_send() == []


def test_whoever_has_left_is_not_told(town: PortfolioTown) -> None:
    town.change(BRAM, status="left")
    assert at(town, 2026, 5, 5, 10) == []


def test_a_head_of_two_organisations_gets_one_of_each(town: PortfolioTown) -> None:
    town.make_head(BRAM, "Home Office")
    town.make_head(BRAM, "Cabinet Office")
    town.add("Visas", organisation="Home Office")
    assert at(town, 2026, 5, 5, 10) == ["202605", "202605"]
    assert {card.title for card in town.drawn(BRAM, DIGEST)} == {
        f"Policies in May 2026: {HMRC}",
        "Policies in May 2026: Home Office",
    }


def drawn(session: Session, town: PortfolioTown) -> Card | None:
    notice = session.exec(select(Notice).where(Notice.kind == DIGEST)).one()
    return digest.of_digest(session, notice, town.now)


def test_whoever_is_head_no_more_when_it_is_sent_sees_nothing(town: PortfolioTown) -> None:
    at(town, 2026, 5, 5, 10)
    town.take_role()
    with reading(town.engine) as session:
        assert drawn(session, town) is None
    assert town.would_send() == []


def test_it_is_not_sent_in_another_month(town: PortfolioTown) -> None:
    at(town, 2026, 5, 5, 10)
    for now, is_sent in ((datetime(2026, 5, 28, 12, tzinfo=UTC), True), (datetime(2026, 6, 2, 12, tzinfo=UTC), False)):
        town.now = now
        with reading(town.engine) as session:
            assert (drawn(session, town) is not None) is is_sent


def test_where_it_is_of_is_known_by_its_key_alone(town: PortfolioTown) -> None:
    at(town, 2026, 5, 5, 10)
    [notice] = [notice for notice in town.every(Notice) if notice.kind == DIGEST]
    assert notice.subject == key_of(HMRC)
    assert f"Policies: {HMRC}" in said(town.people[BRAM].presses("portfolio.show", notice.subject))
