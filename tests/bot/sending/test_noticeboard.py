"""How the outbox stands, and what an administrator does about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.housekeeping import forget_old
from bot.model import NoticeKind, NoticeState, SendingLimit
from bot.notices import NotNow, Refused
from bot.sending import noticeboard
from bot.sending.noticeboard import LIMITS_KEPT, Standing
from bot.sending.settling import GIVE_UP_AFTER
from directory.database import reading, unit_of_work
from directory.errors import NotFoundError
from directory.model import AuditEntry
from tests.people import NOW
from tests.post_office import Clock, PostOffice
from tests.requests import add_person, add_request

SECOND = timedelta(seconds=1)
RETENTION = timedelta(days=90)
ACTOR = "terminal"
Act = Callable[[Session, int, datetime, str], None]


@pytest.fixture
def post(database: Engine) -> PostOffice:
    return PostOffice(database)


@pytest.fixture
def ada(post: PostOffice) -> int:
    return post.person("Ada Quillan", "slack")


def standing(post: PostOffice) -> Standing:
    with reading(post.engine) as session:
        return noticeboard.standing(session, post.clock.now)


def audited(post: PostOffice) -> list[tuple[str, str, str]]:
    with reading(post.engine) as session:
        return [(each.actor, each.action, each.subject) for each in session.exec(select(AuditEntry))]


def test_what_waits_is_counted_with_the_age_of_the_oldest(post: PostOffice, ada: int) -> None:
    assert standing(post) == Standing()
    post.tell(ada, "offer1")
    post.clock.forward(SECOND)
    post.tell(ada, "offer2")
    post.clock.forward(SECOND)
    assert standing(post) == Standing(due=2, oldest=2 * SECOND)
    post.outbox.claim(1)
    assert standing(post) == Standing(due=2, oldest=2 * SECOND)


def test_what_is_tried_in_vain_waits_and_what_is_kept_for_the_morning_does_not(database: Engine) -> None:
    post = PostOffice(database, Clock(NOW.replace(hour=20)))
    ada, bram = post.person("Ada Quillan", "slack"), post.person("Bram Otterbourne", "slack")
    post.prefers(bram, quiet_hours="18:00-08:00")
    post.tell(ada, "offer1")
    post.tell(bram, "offer2")
    post.deliver(NotNow("http_503", timedelta(hours=1)))
    post.clock.forward(60 * SECOND)
    assert standing(post) == Standing(due=1, oldest=60 * SECOND)


def test_what_was_told_waits_no_longer_and_what_was_given_up_is_counted(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver()
    post.tell(ada, "offer2")
    post.clock.forward(SECOND)
    post.deliver(Refused("invalid_blocks"))
    assert standing(post) == Standing(dead=1)


def test_an_administrator_has_what_was_given_up_tried_again(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver(Refused("invalid_blocks"))
    post.clock.forward(GIVE_UP_AFTER)
    with unit_of_work(post.engine) as session:
        [dead] = noticeboard.given_up(session)
        assert noticeboard.names(session, [dead]) == {ada: "Ada Quillan"}
        noticeboard.resend(session, dead.id or 0, post.clock.now, ACTOR)
    assert standing(post) == Standing(due=1)
    assert [letter.subject for letter in post.deliver()] == ["offer1"]
    assert audited(post) == [(ACTOR, "notice.resend", "notice:1")]


def test_an_administrator_lets_be_what_was_given_up_until_there_is_news(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver(Refused("invalid_blocks"))
    with unit_of_work(post.engine) as session:
        noticeboard.drop(session, 1, post.clock.now, ACTOR)
    post.clock.forward(GIVE_UP_AFTER)
    assert post.deliver() == []
    assert standing(post) == Standing()
    post.tell(ada, "offer1", says="There is news")
    assert len(post.deliver()) == 1
    assert audited(post) == [(ACTOR, "notice.drop", "notice:1")]


@pytest.mark.parametrize("act", [noticeboard.resend, noticeboard.drop], ids=["resend", "drop"])
@pytest.mark.parametrize("state", ["due", "on its way", "told", "unknown"])
def test_only_what_was_given_up_is_resent_or_dropped(post: PostOffice, ada: int, state: str, act: Act) -> None:
    if state != "unknown":
        post.tell(ada, "offer1")
    if state == "on its way":
        post.claim_one()
    if state == "told":
        post.deliver()
    before = post.notices()
    with unit_of_work(post.engine) as session, pytest.raises(NotFoundError, match="was given up"):
        act(session, 1, post.clock.now, ACTOR)
    assert post.notices() == before
    assert audited(post) == []


def test_while_all_sending_is_paused_nothing_goes_out_and_nothing_is_given_up(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    with unit_of_work(post.engine) as session:
        assert noticeboard.pause(session, post.clock.now, ACTOR)
        assert not noticeboard.pause(session, post.clock.now, ACTOR)
    for _ in range(3):
        assert post.deliver() == []
        post.clock.forward(GIVE_UP_AFTER)
    assert standing(post).due == 1
    with unit_of_work(post.engine) as session:
        forget_old(session, post.clock.now, RETENTION)
    assert post.deliver() == []
    with unit_of_work(post.engine) as session:
        assert noticeboard.resume(session, post.clock.now, ACTOR)
        assert not noticeboard.resume(session, post.clock.now, ACTOR)
    post.deliver(NotNow("http_503"))
    assert post.notice().state is NoticeState.DUE
    assert [action for _, action, _ in audited(post)] == ["notices.pause", "notices.resume"]


def test_what_is_on_its_way_when_sending_is_paused_is_settled(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    letter = post.claim_one()
    with unit_of_work(post.engine) as session:
        noticeboard.pause(session, post.clock.now, ACTOR)
    post.outbox.settle((letter, Refused("invalid_blocks")))
    assert post.notice().state is NoticeState.DEAD


# ---------------------------------------------------------------------------------------------- looking


def test_what_would_be_sent_now_is_listed_without_sending_it_or_keeping_it_from_anybody(
    post: PostOffice, ada: int
) -> None:
    bram = post.person("Bram Otterbourne")
    post.tell(ada, "offer1", says="Open")
    post.tell(ada, "offer2", NoticeKind.MESSAGE)
    post.tell(bram, "offer3")
    before = post.notices()
    for _ in range(2):
        [(notice, drawn)] = post.outbox.due()
        assert (notice.subject, drawn.card.title, drawn.tell.to.platform, drawn.tell.to.user) == (
            "offer1",
            "Open",
            "slack",
            f"u{ada}",
        )
    assert post.notices() == before
    with reading(post.engine) as session:
        assert session.exec(select(SendingLimit)).all() == []
    assert [letter.subject for letter in post.outbox.claim(10)] == ["offer1"]
    assert post.outbox.due() == []


def test_what_was_lost_on_its_way_is_listed_again(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.claim_one()
    post.clock.forward(post.outbox.lease)
    assert [notice.subject for notice, _ in post.outbox.due()] == ["offer1"]


# ---------------------------------------------------------------------------------------------- forgetting


def test_what_was_told_once_is_forgotten_after_its_time_and_a_card_with_its_subject(post: PostOffice) -> None:
    with unit_of_work(post.engine) as session:
        requester = add_person(session, "Riley Requester")
        riley, request = requester.id or 0, add_request(session, requester).id
    post.account(riley, "slack")
    post.tell(riley, request, NoticeKind.REQUEST_CARD)
    post.tell(riley, "gone", NoticeKind.REQUEST_CARD)
    post.tell(riley, "message1", NoticeKind.MESSAGE)
    post.tell(riley, "message2", NoticeKind.MESSAGE)
    for _ in range(3):
        post.deliver()
        post.clock.forward(SECOND)
    post.deliver(Refused("invalid_blocks"))
    post.clock.now = NOW + RETENTION
    post.tell(riley, "message3", NoticeKind.MESSAGE)
    for age, kept in (
        (RETENTION, {request, "message1", "message2", "message3"}),
        (RETENTION + SECOND, {request, "message3"}),
    ):
        with unit_of_work(post.engine) as session:
            forget_old(session, NOW + age, RETENTION)
        assert set(post.notices()) == kept


def test_what_is_still_to_be_told_is_never_forgotten(post: PostOffice, ada: int) -> None:
    post.tell(ada, "message1", NoticeKind.MESSAGE)
    with unit_of_work(post.engine) as session:
        forget_old(session, NOW + 2 * RETENTION, RETENTION)
    assert set(post.notices()) == {"message1"}


def test_limits_are_forgotten_when_they_are_over(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver()

    def targets(later: timedelta) -> set[str]:
        with unit_of_work(post.engine) as session:
            forget_old(session, post.clock.now + later, RETENTION)
        with reading(post.engine) as session:
            return set(session.exec(select(SendingLimit.target)))

    assert targets(LIMITS_KEPT) == {"slack:home", f"slack:home:u{ada}"}
    assert targets(LIMITS_KEPT + 2 * SECOND) == set()
