"""Where and when people are told things."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import col

from bot.acquaintance import remember_use
from bot.model import NoticeKind, NoticeState
from bot.notices import BY_EMAIL, PRESSING, Delivered, NotNow, Refused, Unsure
from bot.sending.limits import APART
from bot.sending.outbox import LEASE
from bot.sending.settling import GIVE_UP_AFTER, UNSURE_WAIT
from directory.database import unit_of_work
from directory.model import Account, Person, Unreachable
from tests.people import NOW, add_expert
from tests.post_office import Clock, PostOffice

SECOND = timedelta(seconds=1)
EVENING = NOW.replace(hour=20)
EIGHT_IN_THE_MORNING = NOW.replace(day=13, hour=7)
"""UK time, on the next day."""
IN_CHAT = [kind for kind in NoticeKind if kind not in BY_EMAIL]
ONE_OFF = [kind for kind in IN_CHAT if kind not in {NoticeKind.REQUEST_CARD, NoticeKind.OFFER_CARD}]


@pytest.fixture
def post(database: Engine) -> PostOffice:
    return PostOffice(database)


# ---------------------------------------------------------------------------------------------- where


def test_a_card_is_edited_where_it_is_although_they_use_another_platform_now(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "slack", "teams")
    with unit_of_work(post.engine) as session:
        remember_use(session, post.accounts()["slack"].id or 0, NOW + SECOND)
    post.tell(ada, "offer1", says="Open")
    assert [letter.to.platform for letter in post.deliver(Delivered("message1"))] == ["slack"]
    with unit_of_work(post.engine) as session:
        remember_use(session, post.accounts()["teams"].id or 0, NOW + 2 * SECOND)
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    post.tell(ada, "offer2")
    assert [(letter.subject, letter.to.platform, letter.receipt) for letter in post.deliver()] == [
        ("offer1", "slack", "message1"),
        ("offer2", "teams", ""),
    ]


def test_the_platform_somebody_chose_comes_before_where_they_were_last(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "slack", "teams", told_on="slack")
    post.tell(ada, "offer1")
    assert post.claim_one().to.platform == "slack"


def test_a_card_that_went_where_they_are_no_longer_reached_is_sent_anew_where_they_are(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "teams", "slack")
    post.tell(ada, "offer1", says="Open")
    post.deliver(Delivered("message1"))
    with unit_of_work(post.engine) as session:
        session.execute(
            update(Account).where(col(Account.platform) == "slack").values(unreachable=Unreachable.UNINSTALLED)
        )
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    [letter] = post.deliver(Delivered("message2"))
    assert (letter.to.platform, letter.receipt) == ("teams", "")
    assert post.notice().receipt == "message2"


def test_a_message_is_not_edited_in_another_workspace_of_the_same_platform(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "slack", workspace="T1")
    post.tell(ada, "offer1", says="Open")
    post.deliver(Delivered("message1"))
    post.account(ada, "slack", workspace="T2")
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    post.deliver(Refused("account_inactive", Unreachable.DEACTIVATED))
    post.clock.forward(SECOND)
    [letter] = post.deliver()
    assert (letter.to.workspace, letter.receipt) == ("T2", "")


def test_what_is_where_they_are_no_longer_reached_is_not_edited_from_another_account(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "slack", workspace="T1")
    post.tell(ada, "offer1", says="Open")
    post.deliver(Delivered("message1"))
    with unit_of_work(post.engine) as session:
        session.execute(update(Account).values(unreachable=Unreachable.UNINSTALLED))
    post.account(ada, "slack", workspace="T2")
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    [letter] = post.deliver()
    assert (letter.to.workspace, letter.receipt) == ("T2", "")


@pytest.mark.parametrize("gone", ["deleted", "somebody else's"])
def test_an_account_that_is_theirs_no_longer_gets_nothing_of_theirs(post: PostOffice, gone: str) -> None:
    ada = post.person("Ada Quillan", "slack", email="ada.quillan@example.gov.uk")
    other = post.person("Bram Otterbourne")
    post.tell(ada, "offer1", says="Open")
    post.deliver(Delivered("message1"))
    with unit_of_work(post.engine) as session:
        change = delete(Account) if gone == "deleted" else update(Account).values(person_id=other)
        session.execute(change)
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    [letter] = post.deliver()
    assert (letter.to.platform, letter.receipt) == ("email", "")


def test_who_has_no_chat_is_told_by_email_as_whoever_follows_its_links(post: PostOffice) -> None:
    cleo = post.person("Cleo Marchbanks", email="cleo.marchbanks@example.gov.uk")
    post.tell(cleo, "offer1")
    to = post.claim_one().to
    assert (to.platform, to.workspace, to.user, to.email, to.account_id) == (
        "email",
        "email",
        str(cleo),
        "cleo.marchbanks@example.gov.uk",
        None,
    )


def test_a_card_is_emailed_again_only_when_its_title_is_another_and_then_as_a_new_message(post: PostOffice) -> None:
    cleo = post.person("Cleo Marchbanks", email="cleo.marchbanks@example.gov.uk")
    keys = []
    for says in ("Can you help?", "Can you help?", "This is taken"):
        post.tell(cleo, "offer1", says=says)
        keys += [letter.key for letter in post.deliver(Delivered())]
        post.clock.forward(SECOND)
    assert keys == [f"offer.card:offer1:{cleo}:1", f"offer.card:offer1:{cleo}:3"]


def test_an_email_that_may_have_arrived_is_counted_when_it_is_sent_again(post: PostOffice) -> None:
    cleo = post.person("Cleo Marchbanks", email="cleo.marchbanks@example.gov.uk")
    post.tell(cleo, "offer1", says="Can you help?")
    post.deliver(Delivered("mail1"))
    post.clock.forward(SECOND)
    post.tell(cleo, "offer1", says="This is taken")
    post.deliver(Unsure("smtp_timeout"))
    post.clock.forward(UNSURE_WAIT)
    assert len(post.deliver(Delivered("mail2"))) == 1
    assert post.counted[-2:] == [("email", "delivered"), ("email", "possible_duplicate")]


def test_who_can_be_told_nowhere_is_told_when_they_turn_up_within_a_day(post: PostOffice) -> None:
    cleo = post.person("Cleo Marchbanks")
    post.tell(cleo, "offer1")
    assert post.deliver() == []
    assert post.notice().problem == "nowhere"
    post.account(cleo, "teams")
    post.clock.now = post.notice().due_at
    assert [letter.to.platform for letter in post.deliver()] == ["teams"]


def test_who_can_be_told_nowhere_for_a_day_is_given_up(post: PostOffice) -> None:
    cleo = post.person("Cleo Marchbanks")
    post.tell(cleo, "offer1")
    while post.notice().state is NoticeState.DUE:
        assert post.deliver() == []
        post.clock.now = max(post.notice().due_at, post.clock.now)
    assert (post.notice().state, post.notice().problem) == (NoticeState.DEAD, "nowhere")
    assert post.clock.now - NOW >= GIVE_UP_AFTER


# ---------------------------------------------------------------------------------------------- what they want


@pytest.mark.parametrize("kind", IN_CHAT)
def test_what_somebody_muted_is_dropped_but_never_the_cards(post: PostOffice, kind: NoticeKind) -> None:
    ada = post.person("Ada Quillan", "slack")
    post.prefers(ada, muted=list(NoticeKind))
    post.tell(ada, "offer1", kind)
    told = post.deliver()
    assert bool(told) is (kind not in ONE_OFF)
    assert post.notice().state is NoticeState.SETTLED


@pytest.mark.parametrize("kind", [kind for kind in IN_CHAT if kind not in PRESSING])
def test_whoever_wants_quiet_is_told_when_it_is_over(database: Engine, kind: NoticeKind) -> None:
    post = PostOffice(database, Clock(EVENING))
    ada = post.person("Ada Quillan", "slack")
    post.prefers(ada, quiet_hours="18:00-08:00")
    post.tell(ada, "offer1", kind)
    assert post.deliver() == []
    # Nor does it wait as far as anybody is concerned who looks after the bot.
    assert post.notice().due_at == post.notice().news_at == EIGHT_IN_THE_MORNING
    post.clock.now = EIGHT_IN_THE_MORNING + timedelta(hours=2)  # when they work, and may be nudged, as well
    assert len(post.deliver()) == 1


def test_a_card_that_changes_in_place_wakes_nobody(database: Engine) -> None:
    post = PostOffice(database, Clock(EVENING))
    ada = post.person("Ada Quillan", "slack")
    post.tell(ada, "offer1", says="Open")
    post.deliver()
    post.prefers(ada, quiet_hours="18:00-08:00")
    post.clock.forward(SECOND)
    post.tell(ada, "offer1", says="Closed")
    assert len(post.deliver()) == 1


def test_quiet_hours_nobody_can_read_hold_nothing_up(database: Engine) -> None:
    post = PostOffice(database, Clock(EVENING))
    ada = post.person("Ada Quillan", "slack")
    post.prefers(ada, quiet_hours="nights")
    post.tell(ada, "offer1")
    assert len(post.deliver()) == 1


def test_offers_go_out_whatever_the_hour_and_reminders_in_working_time_only(database: Engine) -> None:
    post = PostOffice(database, Clock(EVENING))
    with unit_of_work(database) as session:
        ada = add_expert(session, "Ada Quillan", working_hours="Mon-Fri 10:00-17:00").person_id
    post.account(ada, "slack")
    post.tell(ada, "offer1")
    post.tell(ada, "offer2", NoticeKind.OFFER_REMINDER)
    assert [letter.subject for letter in post.deliver()] == ["offer1"]
    ten_in_the_morning = NOW.replace(day=13)
    assert post.notices()["offer2"].due_at == ten_in_the_morning
    post.clock.now = ten_in_the_morning
    assert [letter.subject for letter in post.deliver()] == ["offer2"]


def test_a_requester_is_reminded_in_office_hours_only(database: Engine) -> None:
    post = PostOffice(database, Clock(EVENING))
    riley = post.person("Riley Requester", "slack")
    post.tell(riley, "request1", NoticeKind.REQUEST_REMINDER)
    assert post.deliver() == []
    post.clock.now = NOW.replace(day=13, hour=8)  # 9 o'clock in the United Kingdom
    assert [letter.kind for letter in post.deliver()] == [NoticeKind.REQUEST_REMINDER]


def test_a_reminder_of_friday_evening_is_given_after_the_bank_holiday_and_not_given_up_before(
    database: Engine,
) -> None:
    friday_evening = NOW.replace(day=22, hour=20)
    post = PostOffice(database, Clock(friday_evening))
    with unit_of_work(database) as session:
        ada = add_expert(session, "Ada Quillan").person_id
    post.account(ada, "slack")
    post.tell(ada, "offer1", NoticeKind.OFFER_REMINDER)
    post.deliver()
    post.clock.now = NOW.replace(day=26, hour=8)  # Monday 25 May 2026 is the spring bank holiday
    assert len(post.deliver(NotNow("http_503"))) == 1
    assert post.notice().state is NoticeState.DUE


# ---------------------------------------------------------------------------------------------- nudges on Teams

NUDGES = [
    NoticeKind.OFFER_NEWS,
    NoticeKind.REQUEST_NEWS,
    NoticeKind.REQUEST_REMINDER,
    NoticeKind.OFFER_REMINDER,
    NoticeKind.CONSULTATION_NEWS,
    NoticeKind.CONSULTATION_DAY_BEFORE,
    NoticeKind.CONSULTATION_SOON,
    NoticeKind.CHECK_IN_NUDGE,
    NoticeKind.POLICY_NEWS,
    NoticeKind.READING_NEWS,
    NoticeKind.PORTFOLIO_DIGEST,
]


@pytest.mark.parametrize("how", ["unsure", "killed"])
@pytest.mark.parametrize("kind", IN_CHAT)
def test_on_teams_a_nudge_that_may_have_arrived_is_not_sent_again_and_everything_else_is(
    post: PostOffice, kind: NoticeKind, how: str
) -> None:
    ada = post.person("Ada Quillan", "teams")
    post.tell(ada, "offer1", kind)
    if how == "killed":
        post.claim_one()
        post.clock.forward(LEASE)
    else:
        post.deliver(Unsure("http_502"))
        post.clock.forward(UNSURE_WAIT)
    assert bool(post.deliver()) is (kind not in NUDGES)
    assert post.notice().state is NoticeState.SETTLED or kind not in NUDGES
    assert (("teams", "not_resent") in post.counted) is (kind in NUDGES)


@pytest.mark.parametrize("kind", NUDGES)
def test_on_teams_a_nudge_that_did_certainly_not_arrive_is_sent_again(post: PostOffice, kind: NoticeKind) -> None:
    ada = post.person("Ada Quillan", "teams")
    post.tell(ada, "offer1", kind)
    post.deliver(NotNow("http_429", SECOND))
    post.clock.forward(APART["teams"])
    assert len(post.deliver()) == 1


@pytest.mark.parametrize("kind", NUDGES)
def test_on_slack_a_nudge_that_may_have_arrived_is_looked_for(post: PostOffice, kind: NoticeKind) -> None:
    ada = post.person("Ada Quillan", "slack")
    post.tell(ada, "offer1", kind)
    post.deliver(Unsure("http_502"))
    post.clock.forward(UNSURE_WAIT)
    assert [letter.is_unsure for letter in post.deliver()] == [True]


def test_somebody_who_is_forgotten_is_told_nothing(post: PostOffice) -> None:
    ada = post.person("Ada Quillan", "slack")
    post.tell(ada, "offer1")
    with unit_of_work(post.engine) as session:
        session.delete(session.get_one(Person, ada))
    assert post.deliver() == []
    assert post.notices() == {}
