"""Platforms that answer 429, 412 and 5xx or break off, servers that are killed: nothing is lost, no limit passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from bot.events import Platform
from bot.model import Notice, NoticeKind, NoticeState
from bot.notices import NUDGES
from directory.database import reading
from tests.bot.sending.simulation import Arrival, Platforms, Replica, Time, most_within
from tests.post_office import PostOffice
from tests.sizes import FULL, examples

SEEDS = range(examples(1))
DATABASES = ["sqlite", "postgresql"] if FULL else ["postgresql"]
REPLICAS = {"sqlite": 1, "postgresql": 3}
KILLS = 5
TROUBLE_ENDS = timedelta(minutes=3)
AT_MOST = timedelta(hours=3)
SECOND = timedelta(seconds=1)

IN_A_CONVERSATION = {
    # docs.slack.dev/apis/web-api/rate-limits
    "slack": [(SECOND, 1)],
    # learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
    "teams": [(SECOND, 7), (2 * SECOND, 8), (30 * SECOND, 60), (timedelta(hours=1), 1_800)],
}
A_MINUTE = timedelta(minutes=1)
SLACK_POSTS = 300  # "several hundred" a minute
SLACK_EDITS = 50  # tier 3
TEAMS_A_SECOND = {1: 30, 3: 50}  # a tenant's limit is 30 in older editions of the page, and 50 in newer ones


class Story:
    """Offers to many people at once, and news of them while the platforms are in trouble."""

    def __init__(self, database: Engine, seed: int, replicas: int) -> None:
        self.chance = Random(seed)
        self.post = PostOffice(database)
        self.clock = self.post.clock
        self.time = Time(self.clock)
        self.platforms = Platforms(self.chance, self.clock)
        outboxes = [replace(self.post.replica(), chance=self.chance.random) for _ in range(replicas)]
        self.replicas = [Replica(each, self.time, self.platforms, self.chance) for each in outboxes]
        self._tell()
        for _ in range(KILLS):
            self.time.after(self.chance.uniform(0, 150), lambda: self.chance.choice(self.replicas).kill())
        self.time.after(TROUBLE_ENDS.total_seconds(), self._get_well)
        self.is_over = False

    def _tell(self) -> None:
        """A card for everybody, which changes for all of them within seconds; and to some people a lot more."""
        where: list[tuple[Platform, str, int]] = [("slack", "T1", 56), ("slack", "T2", 2), ("teams", "tenant", 8)]
        for platform, workspace, number in where:
            for one in range(number):
                person = self.post.person(f"{workspace} Person{one}", platform, workspace=workspace)
                card = f"card for {person}"
                self.post.tell(person, card, NoticeKind.OFFER_CARD)
                changes = self._saying(person, card, NoticeKind.OFFER_CARD, f"{card}, changed")
                self.time.after(60 + self.chance.uniform(0, 10), changes)
                for more in range(6 if one < 3 else 0):
                    self.post.tell(person, f"message {more} for {person}", NoticeKind.MESSAGE)
                    news = self._saying(person, f"news {more} for {person}", NoticeKind.OFFER_NEWS)
                    self.time.after(self.chance.uniform(0, 60), news)

    def _saying(self, person: int, subject: str, kind: NoticeKind, says: str = "") -> Callable[[], None]:
        return lambda: self.post.tell(person, subject, kind, says or subject)

    def _get_well(self) -> None:
        self.platforms.is_well = True
        self._look_whether_it_is_over()

    def _look_whether_it_is_over(self) -> None:
        with reading(self.post.engine) as session:
            self.is_over = session.exec(select(func.count()).where(Notice.state == NoticeState.DUE)).one() == 0
        self.time.after(A_MINUTE.total_seconds(), self._look_whether_it_is_over)

    def play(self) -> None:
        """To its end: everything is told that was to be told, and there is nothing more to come."""
        self.time.run_until(lambda: self.is_over, AT_MOST)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_whatever_platforms_and_servers_do_nothing_is_lost_and_no_limit_is_passed(database: Engine, seed: int) -> None:
    replicas = REPLICAS[database.dialect.name]
    story = Story(database, seed, replicas)
    story.play()
    check_nothing_is_lost(story)
    check_what_came_twice_may_have_arrived_before(story)
    check_limits(story.platforms.arrivals, replicas)
    assert story.platforms.begun_too_early() == []
    claims = [arrival.letter.claim for arrival in story.platforms.arrivals]
    assert len(claims) == len(set(claims))  # one request for each attempt
    assert len(claims) > 150


def check_nothing_is_lost(story: Story) -> None:
    """Everybody has the last state of every card before them, and every message, but for nudges let be on Teams."""
    shown = {(letter.subject, letter.card.title) for letter in story.platforms.shown.values()}
    let_be = 0
    for subject, notice in story.post.notices().items():
        assert notice.state is NoticeState.SETTLED, (subject, notice.problem)
        if (subject, story.post.says[subject]) not in shown:
            assert notice.kind in NUDGES, subject
            let_be += 1
    assert let_be <= story.post.counted.count(("teams", "not_resent"))


def check_what_came_twice_may_have_arrived_before(story: Story) -> None:
    """A second message only after an attempt of which nobody learnt what became of it; and it is counted."""
    twice = sum(number - 1 for number in story.platforms.accepted.values())
    unsure = [a for a in story.platforms.arrivals if a.letter.is_unsure and not a.letter.receipt]
    assert twice <= len(unsure)
    assert twice <= sum(what == "possible_duplicate" for _, what in story.post.counted)


def check_limits(arrivals: list[Arrival], replicas: int) -> None:
    conversations, workspaces = times_by(arrivals, lambda a: a.conversation), times_by(arrivals, lambda a: a.workspace)
    for conversation, times in conversations.items():
        for window, most in IN_A_CONVERSATION[str(conversation[0])]:
            assert most_within(times, window) <= most, conversation
    for workspace, times in workspaces.items():
        match workspace:
            case ("slack", _, True):
                assert most_within(times, A_MINUTE) <= SLACK_EDITS
            case ("slack", _, False):
                assert most_within(times, A_MINUTE) <= SLACK_POSTS
            case _:
                assert most_within(times, SECOND) <= TEAMS_A_SECOND[replicas]


def times_by(
    arrivals: list[Arrival], key: Callable[[Arrival], tuple[Hashable, ...]]
) -> dict[tuple[Hashable, ...], list[datetime]]:
    found: dict[tuple[Hashable, ...], list[datetime]] = defaultdict(list)
    for arrival in arrivals:
        found[key(arrival)].append(arrival.at)
    return found
