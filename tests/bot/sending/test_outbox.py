"""Claiming and settling: who is told what, where, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from adapters.scheduler import LOOK_AT_NOTICES
from bot.model import NoticeKind, NoticeState
from bot.notices import Delivered, NotNow, Refused, Unsure
from bot.sending.outbox import LEASE, LEFT_TO_OTHERS, LOOK_AGAIN, SEND_SECONDS
from bot.sending.settling import FIRST_WAIT, GIVE_UP_AFTER, LONGEST_WAIT, UNSURE_WAIT
from directory.database import unit_of_work
from directory.model import Unreachable
from tests.post_office import BROKEN, PostOffice

SECOND = timedelta(seconds=1)
MOMENT = timedelta(microseconds=1)
PLATFORM_FAILED = Unsure("http_502")


@pytest.fixture
def post(database: Engine) -> PostOffice:
    return PostOffice(database)


@pytest.fixture
def ada(post: PostOffice) -> int:
    return post.person("Ada Quillan", "slack", email="ada.quillan@example.gov.uk")


def test_a_notice_is_claimed_once_and_told_once(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1", says="Can you help?")
    letter = post.claim_one()
    assert (letter.card.title, letter.to.platform, letter.to.user, letter.receipt) == (
        "Can you help?",
        "slack",
        f"u{ada}",
        "",
    )
    assert letter.to.conversation == f"conversation with {ada}"
    assert post.outbox.claim(10) == []
    post.outbox.settle((letter, Delivered("message1")))
    post.clock.forward(GIVE_UP_AFTER)
    assert post.outbox.claim(10) == []
    notice = post.notice()
    assert (notice.state, notice.receipt, notice.attempts, notice.problem) == (NoticeState.SETTLED, "message1", 0, "")
    assert post.counted == [("slack", "delivered")]


def test_a_look_when_nothing_is_due_waits_for_nobody_who_writes(database: Engine, post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver()
    begun: list[str] = []
    event.listen(database, "before_cursor_execute", lambda _conn, _cursor, statement, *_rest: begun.append(statement))
    with unit_of_work(database):
        before = len(begun)
        assert post.outbox.claim(10) == []
    assert not [each for each in begun[before:] if "IMMEDIATE" in each or "FOR UPDATE" in each]


def test_a_card_is_edited_in_place_and_what_says_the_same_is_not_sent_again(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1", says="Can you help?")
    post.deliver(Delivered("message1"))
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Can you help?")
    assert post.deliver() == []
    assert post.notice().state is NoticeState.SETTLED
    post.tell(ada, "offer1", says="This is taken")
    [edit] = post.deliver(Delivered())
    assert (edit.card.title, edit.receipt) == ("This is taken", "message1")
    assert post.notice().receipt == "message1"


def test_what_is_not_a_card_is_a_message_of_its_own_each_time_and_not_told_twice_on_one_occasion(
    post: PostOffice, ada: int
) -> None:
    for occasion in ("first", "first", "second"):
        post.tell(ada, "offer1", NoticeKind.OFFER_NEWS, occasion=occasion)
        post.clock.forward(SECOND)
    told = post.deliver()
    post.clock.forward(SECOND)
    told += post.deliver()
    assert [(letter.key, letter.receipt) for letter in told] == [
        (f"offer.news:offer1:{ada}:first:1", ""),
        (f"offer.news:offer1:{ada}:second:1", ""),
    ]
    assert all(notice.receipt == "" for notice in post.notices().values())


def test_nothing_is_sent_when_nothing_is_left_to_tell(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.says["offer1"] = ""
    assert post.deliver() == []
    assert post.notice().state is NoticeState.SETTLED


def test_what_is_said_while_it_is_being_sent_is_sent_next(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1", says="Can you help?")
    letter = post.claim_one()
    post.tell(ada, "offer1", says="It was withdrawn")
    assert post.outbox.claim(10) == []
    post.outbox.settle((letter, Delivered("message1")))
    post.clock.forward(SECOND)
    [edit] = post.deliver()
    assert (edit.card.title, edit.receipt) == ("It was withdrawn", "message1")


def test_what_is_said_while_a_message_is_refused_is_tried(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1", says="Too long for Slack")
    letter = post.claim_one()
    post.tell(ada, "offer1", says="Short")
    post.outbox.settle((letter, Refused("msg_too_long")))
    post.clock.forward(SECOND)
    assert [each.card.title for each in post.deliver()] == ["Short"]


# ---------------------------------------------------------------------------------------------- leases


def test_a_claim_whose_lease_is_over_is_an_attempt_that_may_have_arrived(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    lost = post.claim_one()
    post.clock.forward(LEASE - MOMENT)
    assert post.outbox.claim(10) == []
    post.clock.forward(MOMENT)
    again = post.claim_one()
    assert (again.is_unsure, lost.is_unsure, again.key) == (True, False, lost.key)
    assert again.claim != lost.claim
    assert post.notice().attempts == 2


def test_a_lease_leaves_time_for_three_requests() -> None:
    assert timedelta(seconds=3 * SEND_SECONDS) <= LEASE


def test_what_a_killed_server_held_is_sent_by_another_within_a_minute(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.claim_one()
    killed_at = post.clock.now
    another = post.replica()
    while not another.claim(10):
        post.clock.forward(LOOK_AT_NOTICES)
    assert post.clock.now - killed_at <= timedelta(seconds=60)


def test_only_the_attempt_that_holds_a_notice_settles_it(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    lost = post.claim_one()
    post.clock.forward(LEASE)
    again = post.claim_one()
    for outcome in (Delivered("message of the lost"), Refused("gone"), NotNow("later"), Unsure("broken")):
        post.outbox.settle((lost, outcome))
        assert post.notice().claim == again.claim
    assert post.counted == []
    post.outbox.settle((again, Delivered("message1")))
    assert post.notice().receipt == "message1"


def test_an_attempt_that_is_late_but_that_nobody_else_has_taken_up_is_settled(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    letter = post.claim_one()
    post.clock.forward(LEASE * 2)
    post.outbox.settle((letter, Delivered("message1")))
    assert post.deliver() == []


def test_what_may_have_arrived_is_shown_once_more_in_place(post: PostOffice, ada: int) -> None:
    """What was found may be an older state of the card."""
    post.tell(ada, "offer1", says="Can you help?")
    post.claim_one()
    post.tell(ada, "offer1", says="It was withdrawn")
    post.clock.forward(LEASE)
    post.deliver(Delivered("found"))
    post.clock.forward(SECOND)
    [edit] = post.deliver()
    assert (edit.receipt, edit.card.title, edit.is_unsure) == ("found", "It was withdrawn", False)
    post.clock.forward(SECOND)
    assert post.deliver() == []
    assert post.counted == [("slack", "delivered"), ("slack", "possible_duplicate"), ("slack", "delivered")]


# ---------------------------------------------------------------------------------------------- outcomes


def test_a_platform_that_says_when_is_tried_then_and_not_before(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver(NotNow("ratelimited", timedelta(seconds=30)))
    post.clock.forward(timedelta(seconds=30) - MOMENT)
    assert post.deliver() == []
    post.clock.forward(MOMENT)
    [again] = post.deliver()
    assert not again.is_unsure


def test_without_a_word_from_the_platform_the_wait_is_twice_as_long_each_time_up_to_a_quarter_of_an_hour(
    post: PostOffice, ada: int
) -> None:
    post.tell(ada, "offer1")
    waits = []
    for _ in range(12):
        [_letter] = post.deliver(NotNow("http_503"))
        waits.append(post.notice().due_at - post.clock.now)
        post.clock.now = post.notice().due_at
    assert waits[:4] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def test_what_is_unsure_is_tried_again_after_a_while_and_says_so(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    [first] = post.deliver(PLATFORM_FAILED)
    post.clock.forward(UNSURE_WAIT - MOMENT)
    assert post.deliver() == []
    post.clock.forward(MOMENT)
    again = post.claim_one()
    assert (again.is_unsure, again.key) == (True, first.key)
    assert post.notice().problem == "http_502"


def test_unsure_stays_unsure_when_a_later_attempt_did_certainly_not_arrive(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver(PLATFORM_FAILED)
    post.clock.forward(UNSURE_WAIT)
    post.deliver(NotNow("ratelimited", SECOND))
    post.clock.forward(SECOND)
    assert post.claim_one().is_unsure


def test_an_edit_that_may_have_arrived_is_made_again_even_when_it_says_what_was_shown_before(
    post: PostOffice, ada: int
) -> None:
    post.tell(ada, "offer1", says="Open")
    post.deliver(Delivered("message1"))
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    post.deliver(PLATFORM_FAILED)
    post.tell(ada, "offer1", says="Open")
    post.clock.forward(UNSURE_WAIT)
    assert [letter.card.title for letter in post.deliver()] == ["Open"]


@pytest.mark.parametrize("outcome", [NotNow("http_503"), PLATFORM_FAILED, NotNow("wait", timedelta(minutes=20))])
def test_what_cannot_be_told_for_a_day_is_given_up_and_seen(
    post: PostOffice, ada: int, outcome: NotNow | Unsure
) -> None:
    post.tell(ada, "offer1")
    began = post.clock.now
    while post.notice().state is NoticeState.DUE:
        assert post.clock.now - began <= GIVE_UP_AFTER + timedelta(minutes=20)
        post.deliver(outcome)
        post.clock.now = max(post.notice().due_at, post.clock.now)
    assert post.notice().state is NoticeState.DEAD
    assert post.clock.now - began >= GIVE_UP_AFTER
    assert ("slack", "given_up") in post.counted
    post.clock.forward(GIVE_UP_AFTER)
    assert post.deliver() == []
    post.tell(ada, "offer1", says="There is news")
    assert [letter.card.title for letter in post.deliver()] == ["There is news"]


def test_the_day_begins_with_the_first_attempt_however_long_the_server_was_away(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.clock.forward(GIVE_UP_AFTER * 3)
    post.deliver(NotNow("http_503"))
    assert post.notice().state is NoticeState.DUE


def test_what_the_platform_refuses_for_good_is_given_up_at_once(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver(Refused("invalid_blocks"))
    notice = post.notice()
    assert (notice.state, notice.problem) == (NoticeState.DEAD, "invalid_blocks")
    assert post.counted == [("slack", "refused"), ("slack", "given_up")]


def test_a_message_that_is_gone_is_sent_anew(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1", says="Open")
    [first] = post.deliver(Delivered("message1"))
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    post.deliver(Refused("message_not_found", is_gone=True))
    post.clock.forward(SECOND)
    [anew] = post.deliver(Delivered("message2"))
    assert anew.receipt == ""
    assert anew.key != first.key
    assert post.notice().receipt == "message2"


def test_a_new_message_that_is_said_to_be_gone_is_not_tried_for_ever(post: PostOffice, ada: int) -> None:
    post.tell(ada, "offer1")
    post.deliver(Refused("message_not_found", is_gone=True))
    assert post.notice().state is NoticeState.DEAD


def test_who_cannot_be_reached_at_one_place_is_told_at_the_next_at_once_and_by_email_in_the_end(
    post: PostOffice,
) -> None:
    bram = post.person("Bram Otterbourne", "teams", "slack", email="bram.otterbourne@example.gov.uk")
    post.tell(bram, "offer1", says="Open")
    post.deliver(Delivered("message1"))
    post.clock.forward(SECOND)
    places = []
    for state in ("Closed", "Open again", "Closed for good"):
        post.tell(bram, "offer1", says=state)
        while letters := post.deliver(
            lambda letter: Delivered("mail1") if letter.to.platform == "email" else Refused("gone", Unreachable.BLOCKED)
        ):
            places += [(letter.to.platform, letter.receipt, letter.to.email) for letter in letters]
    assert places[:3] == [
        ("slack", "message1", ""),
        ("teams", "", ""),
        ("email", "", "bram.otterbourne@example.gov.uk"),
    ]
    assert {each.unreachable for each in post.accounts().values()} == {Unreachable.BLOCKED}


def test_by_email_news_comes_with_its_card_and_by_itself_only_later(post: PostOffice, ada: int) -> None:
    cleo = post.person("Cleo Marchbanks", email="cleo.marchbanks@example.gov.uk")
    told: list[tuple[str, NoticeKind]] = []

    def deliver_all() -> None:
        for _ in range(3):  # one at a time to each of them
            told.extend((letter.to.platform, letter.kind) for letter in post.deliver())
            post.clock.forward(SECOND)

    for state in ("Asked", "Booked"):
        for person in (cleo, ada):
            post.tell(person, f"offer{person}", says=state)
            post.tell(person, f"offer{person}", NoticeKind.OFFER_NEWS, says=state, occasion=state)
        deliver_all()
    assert told.count(("email", NoticeKind.OFFER_CARD)) == told.count(("slack", NoticeKind.OFFER_CARD)) == 2
    assert told.count(("slack", NoticeKind.OFFER_NEWS)) == 2
    assert ("email", NoticeKind.OFFER_NEWS) not in told

    post.tell(cleo, f"offer{cleo}", NoticeKind.OFFER_NEWS, says="Booked", occasion="still booked")
    deliver_all()
    assert told.count(("email", NoticeKind.OFFER_NEWS)) == 1


def test_an_email_address_that_is_refused_is_given_up(post: PostOffice) -> None:
    cleo = post.person("Cleo Marchbanks", email="cleo.marchbanks@example.gov.uk")
    post.tell(cleo, "offer1")
    post.deliver(Refused("550", Unreachable.LEFT))
    assert post.notice().state is NoticeState.DEAD


# ---------------------------------------------------------------------------------------------- what cannot be drawn


def test_a_card_that_cannot_be_drawn_holds_up_nobody_else_and_is_given_up_in_the_end(
    post: PostOffice, ada: int
) -> None:
    bram = post.person("Bram Otterbourne", "slack")
    post.tell(ada, "offer1", says=BROKEN)
    post.tell(bram, "offer2")
    assert [letter.subject for letter in post.deliver()] == ["offer2"]
    began = post.clock.now
    while post.notices()["offer1"].state is NoticeState.DUE:
        post.clock.now = max(post.notices()["offer1"].due_at, post.clock.now)
        assert post.deliver() == []
    assert post.clock.now - began >= GIVE_UP_AFTER
    assert post.notices()["offer1"].problem == "not_drawn"


# ---------------------------------------------------------------------------------------------- other replicas


def test_what_only_another_replica_can_send_is_left_to_it(database: Engine) -> None:
    here = PostOffice(database, platforms=["slack"])
    there = here.replica(["teams"])
    ada, bram = here.person("Ada Quillan", "slack"), here.person("Bram Otterbourne", "teams")
    here.tell(bram, "offer2")
    here.tell(ada, "offer1")
    assert [letter.subject for letter in here.deliver()] == ["offer1"]
    assert here.outbox.claim(10) == []
    assert [letter.subject for letter in there.claim(10)] == ["offer2"]


def test_what_nobody_can_send_is_put_off_and_given_up_in_the_end(database: Engine) -> None:
    here = PostOffice(database, platforms=["slack"])
    bram = here.person("Bram Otterbourne", "teams")
    here.tell(bram, "offer2")
    began = here.clock.now
    while here.notice().state is NoticeState.DUE:
        assert here.outbox.claim(10) == []
        here.clock.now = max(here.notice().due_at, here.clock.now + LOOK_AGAIN)
    assert here.notice().problem == "not_here"
    assert GIVE_UP_AFTER <= here.clock.now - began <= GIVE_UP_AFTER + 3 * LEFT_TO_OTHERS
