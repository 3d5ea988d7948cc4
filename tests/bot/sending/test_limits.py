"""How fast platforms are written to, and who waits for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.events import Platform
from bot.model import NoticeKind
from bot.notices import Delivered, Letter, NotNow
from bot.sending.limits import APART, SLACK_EDITS, SLACK_MESSAGES, TEAMS_LETTERS, Pace
from bot.sending.outbox import LEASE
from tests.post_office import PostOffice

SECOND = timedelta(seconds=1)
MOMENT = timedelta(microseconds=1)
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def post(database: Engine) -> PostOffice:
    return PostOffice(database)


def several(post: PostOffice, number: int, platform: Platform, workspace: str = "home") -> list[int]:
    return [post.person(f"Sample Person{n}", platform, workspace=workspace) for n in range(number)]


@pytest.mark.parametrize("platform", ["slack", "teams", "web", "email"])
def test_a_conversation_takes_one_letter_at_a_time_in_the_order_they_were_told(
    post: PostOffice, platform: Platform
) -> None:
    ada = post.person("Ada Quillan", *([platform] if platform != "email" else []), email="ada@example.gov.uk")
    for name in ("first", "second", "third"):
        post.tell(ada, name, NoticeKind.MESSAGE)
    told = []
    for _ in range(3):
        letter = post.claim_one()
        assert post.outbox.claim(10) == []
        post.clock.forward(3 * SECOND)
        assert post.outbox.claim(10) == []
        post.outbox.settle((letter, Delivered()))
        if platform in APART:
            post.clock.forward(APART[platform] - MOMENT)
            assert post.outbox.claim(10) == []
            post.clock.forward(MOMENT)
        told.append(letter.subject)
        post.clock.forward(3 * SECOND)
    assert told == ["first", "second", "third"]


def test_nobody_gets_what_was_told_later_before_what_was_told_earlier(post: PostOffice) -> None:
    """However often either was put off, so that the later one is looked at again before the earlier one."""
    ada = post.person("Ada Quillan", "web")
    for number in range(4):
        post.tell(ada, f"message{number}", NoticeKind.MESSAGE)
    first = post.claim_one()
    post.clock.forward(2.2 * SECOND)
    assert post.outbox.claim(10) == []
    post.outbox.settle((first, Delivered()))
    told = [first.subject]
    for _ in range(20):
        post.tell(ada, f"message{len(post.notices())}", NoticeKind.MESSAGE)
        post.clock.forward(0.4 * SECOND)
        told += [letter.subject for letter in post.deliver()]
    for _ in range(40):
        post.clock.forward(SECOND)
        told += [letter.subject for letter in post.deliver()]
    assert told == [f"message{number}" for number in range(24)]


def test_the_time_between_two_letters_is_kept_however_long_either_was_on_its_way(post: PostOffice) -> None:
    """Each arrives between being claimed and being settled: so from settled to claimed is what counts."""
    ada = post.person("Ada Quillan", "slack")
    post.tell(ada, "first")
    post.tell(ada, "second")
    letter = post.claim_one()
    post.clock.forward(20 * SECOND)
    post.outbox.settle((letter, Delivered()))
    assert post.outbox.claim(10) == []
    post.clock.forward(APART["slack"])
    assert [each.subject for each in post.outbox.claim(10)] == ["second"]


def test_a_conversation_whose_sender_was_killed_is_free_again_when_the_lease_is_over(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "slack")
    post.tell(ada, "first")
    post.tell(ada, "second")
    post.claim_one()
    told = set()
    for _ in range(5):
        post.clock.forward(LEASE)
        told |= {letter.subject for letter in post.deliver()}
    assert told == {"first", "second"}


@pytest.mark.parametrize(
    ("platform", "pace"), [("slack", SLACK_MESSAGES), ("teams", TEAMS_LETTERS), ("web", None), ("email", None)]
)
def test_a_workspace_takes_a_few_at_once_and_then_one_at_a_time(
    post: PostOffice, platform: Platform, pace: Pace | None
) -> None:
    people = (
        several(post, 20, platform)
        if platform != "email"
        else [post.person(f"P{n}", email=f"p{n}@example.gov.uk") for n in range(20)]
    )
    for number, person in enumerate(people):
        post.tell(person, f"offer{number}")
    letters = post.outbox.claim(20)
    assert len(letters) == (pace.burst if pace else 20)
    if pace:
        for _ in range(3):
            post.clock.forward(pace.every)
            assert len(post.outbox.claim(20)) == 1
            assert post.outbox.claim(20) == []


def test_slack_counts_edits_by_themselves(post: PostOffice) -> None:
    people = several(post, 20, "slack")
    for number, person in enumerate(people):
        post.tell(person, f"offer{number}", says=f"Open {number}")
        post.deliver()
        post.clock.forward(SECOND)
    post.clock.forward(60 * SECOND)
    for number, person in enumerate(people):
        post.tell(person, f"offer{number}", says=f"Closed {number}")
    for person in several(post, 20, "slack"):
        post.tell(person, f"new offer{person}")
    letters = post.outbox.claim(100)
    assert len([letter for letter in letters if letter.receipt]) == SLACK_EDITS.burst
    assert len([letter for letter in letters if not letter.receipt]) == SLACK_MESSAGES.burst


def test_what_waits_comes_in_turn_and_none_is_forgotten(post: PostOffice) -> None:
    people = several(post, 60, "slack")
    for number, person in enumerate(people):
        post.tell(person, f"offer{number}")
    told: list[str] = []
    for _ in range(30):
        told += [letter.subject for letter in post.deliver()]
        post.clock.forward(SECOND)
    assert sorted(told) == sorted(f"offer{number}" for number in range(60))
    assert told[: SLACK_MESSAGES.burst] == [f"offer{number}" for number in range(SLACK_MESSAGES.burst)]


# ---------------------------------------------------------------------------------------------- one bad target


def test_a_conversation_that_must_wait_holds_up_only_its_own(post: PostOffice) -> None:
    ada, bram = post.person("Ada Quillan", "slack"), post.person("Bram Otterbourne", "slack")
    post.tell(ada, "offer1")
    post.deliver(NotNow("ratelimited", HALF_A_MINUTE))
    for number in range(30):
        post.tell(ada, f"held{number}", NoticeKind.MESSAGE)
    post.tell(bram, "offer2")
    assert [letter.subject for letter in post.outbox.claim(1)] == ["offer2"]
    post.clock.forward(HALF_A_MINUTE - MOMENT)
    assert post.deliver() == []
    post.clock.forward(MOMENT)
    assert [letter.subject for letter in post.deliver()] == ["offer1"]


def test_a_workspace_that_must_wait_holds_up_only_its_own(post: PostOffice) -> None:
    here, there = several(post, 3, "slack"), several(post, 1, "slack", workspace="another")
    teams = several(post, 1, "teams")
    post.tell(here[0], "first")
    post.deliver(NotNow("ratelimited", HALF_A_MINUTE, is_for_all=True))
    for person in (*here, *there, *teams):
        post.tell(person, f"news{person}", NoticeKind.MESSAGE)
    assert {letter.person_id for letter in post.deliver()} == {*there, *teams}
    post.clock.forward(HALF_A_MINUTE - MOMENT)
    assert post.deliver() == []
    told: list[Letter] = []
    for _ in range(20):
        post.clock.forward(SECOND)
        told += post.deliver()
    assert {letter.person_id for letter in told} == {*here}


def test_a_claim_reaches_past_however_many_that_must_wait(post: PostOffice) -> None:
    ada, bram = post.person("Ada Quillan", "slack"), post.person("Bram Otterbourne", "slack")
    post.tell(ada, "offer1")
    post.deliver(NotNow("ratelimited", timedelta(hours=1)))
    for number in range(200):
        post.tell(ada, f"held{number}", NoticeKind.MESSAGE)
    post.tell(bram, "offer2")
    assert [letter.subject for letter in post.outbox.claim(10)] == ["offer2"]
    assert post.outbox.claim(10) == []


def test_whatever_the_platform_says_nothing_is_held_for_longer_than_a_day(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "slack")
    post.tell(ada, "offer1")
    post.deliver(NotNow("ratelimited", timedelta.max))
    post.clock.forward(timedelta(days=1))
    assert len(post.deliver()) == 1


def test_a_shorter_wait_does_not_end_a_longer_one(post: PostOffice) -> None:
    people = several(post, 2, "slack")
    for person in people:
        post.tell(person, f"offer{person}")
    first, second = post.outbox.claim(10)
    post.outbox.settle(
        (first, NotNow("ratelimited", HALF_A_MINUTE, is_for_all=True)),
        (second, NotNow("ratelimited", SECOND, is_for_all=True)),
    )
    post.clock.forward(HALF_A_MINUTE - MOMENT)
    assert post.deliver() == []
