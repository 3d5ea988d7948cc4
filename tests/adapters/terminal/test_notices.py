"""``find-expert due`` and ``find-expert notices``, as whoever looks after the bot runs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.model import NoticeKind
from bot.notices import Refused
from directory.database import open_database, unit_of_work
from directory.model import Person
from tests.adapters.terminal.conftest import Terminal, expect_one_sentence
from tests.adapters.test_killed_while_sending import TEN_OCLOCK, add_check_in
from tests.people import NOW, add_expert
from tests.post_office import PostOffice
from tests.requests import add_offer, add_person, add_request

SINCE = NOW - timedelta(hours=3)
"""The terminal's clock begins ten minutes before NOW."""


@pytest.fixture
def post(database_url: str) -> Iterator[PostOffice]:
    engine = open_database(database_url)
    post = PostOffice(engine)
    post.clock.now = SINCE
    yield post
    engine.dispose()


@pytest.fixture
def offer(post: PostOffice, database: Engine) -> str:
    """Ada, on Slack, is asked by Riley; she has not been told."""
    with unit_of_work(database) as session:
        request = add_request(session, add_person(session, "Riley Requester"))
        ada = add_expert(session, "Ada Quillan")
        offer = add_offer(session, request, ada).id
        person = session.get_one(Person, ada.person_id).id or 0
    post.account(person, "slack")
    post.tell(person, offer, NoticeKind.OFFER_CARD)
    return offer


def give_up(post: PostOffice) -> None:
    post.deliver(Refused("invalid_blocks"))


def test_what_would_be_sent_now_is_shown_without_sending_it(at_home: Terminal, offer: str, post: PostOffice) -> None:
    for _ in range(2):
        done = at_home("due")
        assert done.status == 0
        [row] = [line for line in done.out.splitlines() if "Ada Quillan" in line]
        assert "slack (not on)" in row
        assert "2 hours" in row
    [notice] = at_home("due", "--json").json
    title = notice.pop("title")
    assert title
    assert notice == {
        "id": 1,
        "kind": "offer.card",
        "subject": offer,
        "person_id": post.notice().person_id,
        "person": "Ada Quillan",
        "since": SINCE.isoformat(),
        "platform": "slack",
        "is_on": False,
        "edits": False,
    }
    assert post.notice().attempts == 0


def test_what_goes_out_from_here_is_told_from_what_waits_for_a_platform_that_is_off(
    at_home: Terminal, offer: str
) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-sample", "SLACK_SIGNING_SECRET": "a-sample-signing-secret"}
    [row] = [line for line in at_home("due", **tokens).out.splitlines() if "Ada Quillan" in line]
    assert "slack" in row
    assert "not on" not in row
    [notice] = at_home("due", "--json", **tokens).json
    assert notice["is_on"]


def test_nothing_to_send_and_nothing_given_up_is_said(at_home: Terminal) -> None:
    assert "nothing to send" in at_home("due").err
    assert at_home("due", "--json").json == []
    assert "Nothing was given up." in at_home("notices", "dead").err
    assert at_home("notices", "dead", "--json").json == []


def test_what_was_given_up_is_shown_with_its_reason_and_can_be_sent_again(
    at_home: Terminal, offer: str, post: PostOffice
) -> None:
    give_up(post)
    [row] = [line for line in at_home("notices", "dead").out.splitlines() if "Ada Quillan" in line]
    assert "invalid_blocks" in row
    [dead] = at_home("notices", "dead", "--json").json
    assert (dead["id"], dead["problem"], dead["attempts"]) == (1, "invalid_blocks", 1)
    assert at_home("due", "--json").json == []
    assert at_home("notices", "resend", 1).out == "Notice 1 is sent again.\n"
    assert [each["id"] for each in at_home("due", "--json", FIND_EXPERT_NOW=NOW.isoformat()).json] == [1]
    assert at_home("notices", "dead", "--json").json == []


def test_what_was_given_up_can_be_dropped(at_home: Terminal, offer: str, post: PostOffice) -> None:
    give_up(post)
    assert at_home("notices", "drop", 1).out == "Notice 1 is dropped.\n"
    assert at_home("due", "--json").json == at_home("notices", "dead", "--json").json == []


@pytest.mark.parametrize("act", ["resend", "drop"])
def test_what_was_not_given_up_is_one_sentence(at_home: Terminal, offer: str, act: str) -> None:
    for number in (1, 99):
        done = at_home("notices", act, number)
        assert f"No notice {number} was given up." in done.err
        assert (done.status, len(done.err.splitlines())) == (1, 1)


def test_all_sending_can_be_paused_and_resumed_and_due_says_so(at_home: Terminal, offer: str) -> None:
    assert "is paused" not in at_home("due").err
    assert at_home("notices", "pause").out == "All sending is paused.\n"
    assert at_home("notices", "pause").out == "All sending was paused already.\n"
    assert "All sending is paused." in at_home("due").err
    assert at_home("notices", "resume").out == "Sending goes on.\n"
    assert at_home("notices", "resume").out == "Sending was not paused.\n"
    assert "is paused" not in at_home("due").err


def test_without_a_database_it_is_one_sentence(terminal: Terminal) -> None:
    expect_one_sentence(terminal("due"), "find-expert db upgrade")


def test_a_nudge_whose_time_has_come_is_shown_before_anybody_planned_it(
    at_home: Terminal, database: Engine, post: PostOffice
) -> None:
    riley = post.person("Riley Requester", "slack")
    with unit_of_work(database) as session:
        add_check_in(session, riley)
    nobody_planned = {"FIND_EXPERT_NOW": TEN_OCLOCK.isoformat()}
    for _ in range(2):
        [row] = [line for line in at_home("due", **nobody_planned).out.splitlines() if "Riley Requester" in line]
        assert "new" in row
        [notice] = at_home("due", "--json", **nobody_planned).json
        assert (notice["id"], notice["kind"], notice["person"]) == (None, "check_in.nudge", "Riley Requester")
