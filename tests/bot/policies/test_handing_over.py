"""Handing a policy over: who is asked, what they can answer, and who looks after it then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.messages import FormErrors, OpenForm, plain
from bot.model import CoOwner, Notice, Policy, PolicyStatus
from directory.database import reading, unit_of_work
from directory.model import AuditEntry, Status
from tests.bot.policies.owners import NEWS, OFFER, OwnersTown, email, registered
from tests.bot.policies.policies import ADA, BRAM, CLEO, DOV, RILEY, TITLE
from tests.bot.town import card_of, said

ASKS = f"Riley Requester asks you to own “{TITLE}”"
NOT_ASKED = "You are not asked to own this policy, or no longer."


@pytest.fixture
def town(database: Engine) -> OwnersTown:
    return registered(database)


# ---------------------------------------------------------------------------------------------- asking


def test_whoever_is_to_own_a_policy_is_asked_and_nothing_changes_until_they_answer(town: OwnersTown) -> None:
    shown = card_of(town.hand_over(RILEY, BRAM))
    assert shown.title == f"You asked {BRAM} to own “{TITLE}”"
    assert "Until they take it over, you own it." in plain(shown)
    assert town.told(OFFER) == [(BRAM, ASKS)]
    assert town.owner() == RILEY


def test_the_offer_says_what_the_policy_is_and_what_comes_next(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM, note="You know the letters best.")
    words = plain(town.told_card(BRAM, OFFER))
    assert "You know the letters best." in words
    assert "More people pay on time" in words
    assert "HM Revenue and Customs" in words
    assert "Before launch: Tuesday 4 August 2026" in words
    assert "Overdue" not in words
    town.now += timedelta(days=100)
    assert "Overdue: Before launch: Tuesday 4 August 2026" in plain(town.told_card(BRAM, OFFER))


def test_an_address_is_found_whatever_its_capitals(town: OwnersTown) -> None:
    town.hand_over(RILEY, "Bram.OTTERBOURNE@Example.gov.uk")
    assert [name for name, _ in town.told(OFFER)] == [BRAM]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Bram", "“Bram” is not an email address"),
        (
            "nobody@example.gov.uk",
            "We do not know “nobody@example.gov.uk”. Check the address, or ask them to say hello",
        ),
        (email(RILEY), "You own this policy already. Choose somebody else"),
    ],
)
def test_what_leads_to_nobody_is_said_beside_the_field_and_nothing_typed_is_lost(
    town: OwnersTown, typed: str, sentence: str
) -> None:
    opened = town.riley.presses("policy.hand_over", town.policy().id)
    assert isinstance(opened, OpenForm)
    answer = town.riley.submits("policy.hand_over", town.policy().id, colleague=typed, note="Please", stay="yes")
    assert isinstance(answer, FormErrors)
    assert answer.errors["colleague"].startswith(sentence)
    assert {field.name: field.value for field in answer.form.fields} == {
        "colleague": typed,
        "note": "Please",
        "stay": "yes",
    }
    assert town.told(OFFER) == []


def test_whoever_has_left_is_not_asked(town: OwnersTown) -> None:
    town.change(BRAM, status=Status.LEFT)
    answer = town.hand_over(RILEY, BRAM)
    assert "Bram Otterbourne has left. Enter somebody else" in said(answer)
    assert town.policy().handing_to_id is None


def test_a_note_that_is_too_long_is_refused_with_its_length(town: OwnersTown) -> None:
    answer = town.hand_over(RILEY, BRAM, note="x" * 501)
    assert isinstance(answer, FormErrors)
    assert "501" in answer.errors["note"]


def test_a_closed_policy_is_not_handed_over(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    with unit_of_work(town.engine) as session:
        session.exec(select(Policy)).one().status = PolicyStatus.CLOSED
    assert town.told(OFFER) == []
    assert "This policy is closed" in said(town.riley.presses("policy.hand_over", town.policy().id))
    assert "This policy is closed" in said(town.people[BRAM].presses("policy.accept", town.policy().id))
    assert town.owner() == RILEY


def test_somebody_else_who_is_asked_takes_the_place_of_the_first(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    town.hand_over(RILEY, CLEO)
    assert town.told(OFFER) == [(CLEO, ASKS)]
    assert town.told(NEWS) == [(BRAM, f"You are no longer asked to own “{TITLE}”")]
    assert town.answers(BRAM, "policy.accept").title == f"You are no longer asked to own “{TITLE}”"
    assert town.owner() == RILEY


def test_whoever_is_asked_again_is_told_once_more_and_the_old_offer_says_nothing(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    town.now += timedelta(hours=1)
    town.hand_over(RILEY, BRAM, note="Please")
    assert town.told(OFFER) == [(BRAM, ASKS)]
    assert len([each for each in town.every(Notice) if each.kind is OFFER]) == 2
    assert town.told(NEWS) == []


def test_an_offer_that_is_withdrawn_can_no_longer_be_taken(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    kept = town.answers(RILEY, "policy.keep")
    assert kept.title == f"Nobody is asked to own “{TITLE}”"
    assert town.told(OFFER) == []
    assert town.told(NEWS) == [(BRAM, f"You are no longer asked to own “{TITLE}”")]
    for action in ("policy.accept", "policy.refuse", "policy.offered"):
        assert town.answers(BRAM, action).title == f"You are no longer asked to own “{TITLE}”"
    assert town.owner() == RILEY
    assert town.answers(RILEY, "policy.keep").title == kept.title


# ---------------------------------------------------------------------------------------------- answering


def test_whoever_takes_it_over_owns_it_and_those_whom_it_concerns_are_told(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    assert town.answers(BRAM, "policy.accept").title == f"You own “{TITLE}”"
    assert town.owner() == BRAM
    assert town.owned_by() == [(RILEY, False), (BRAM, True)]
    assert sorted(town.told(NEWS)) == [(name, f"{BRAM} now owns “{TITLE}”") for name in (DOV, RILEY)]
    assert "You are still its deputy." in plain(town.told_card(DOV, NEWS))
    gone = town.told_card(RILEY, NEWS)
    assert "You no longer look after it." in plain(gone)
    assert [each.label for each in gone.buttons] == ["Stop these messages"]
    policy = town.policy()
    assert (policy.handing_to_id, policy.handing_by_id, policy.handing_at, policy.handing_note) == (
        None,
        None,
        None,
        "",
    )
    assert town.every(CoOwner) == []


def test_taking_it_over_twice_is_taking_it_over_once(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    first = town.answers(BRAM, "policy.accept")
    assert town.answers(BRAM, "policy.accept") == first
    assert town.answers(BRAM, "policy.refuse") == first
    assert len(town.owned_by()) == 2
    assert town.owner() == BRAM


def test_the_old_owner_stays_on_as_co_owner_where_they_said_so(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM, stay="yes")
    assert f"{RILEY} stays on as co-owner." in plain(town.told_card(BRAM, OFFER))
    town.answers(BRAM, "policy.accept")
    assert [each.person_id for each in town.every(CoOwner)] == [town.person_id(RILEY)]
    assert "You are its co-owner." in plain(town.told_card(RILEY, NEWS))
    town.hand_over(RILEY, CLEO, stay="no")
    assert town.policy().handing_to_id == town.person_id(CLEO)


def test_a_deputy_or_co_owner_who_becomes_the_owner_is_no_longer_the_other(database: Engine) -> None:
    town = registered(database, co_owners=[BRAM])
    town.hand_over(RILEY, DOV)
    town.answers(DOV, "policy.accept")
    assert town.policy().deputy_id is None
    town.hand_over(DOV, BRAM)
    town.answers(BRAM, "policy.accept")
    assert town.every(CoOwner) == []
    assert town.owned_by() == [(RILEY, False), (DOV, False), (BRAM, True)]


def test_a_deputy_who_names_themselves_owns_it_at_once(town: OwnersTown) -> None:
    assert card_of(town.hand_over(DOV, DOV)).title == f"You own “{TITLE}”"
    assert town.owner() == DOV
    assert town.told(NEWS) == [(RILEY, f"{DOV} now owns “{TITLE}”")]


def test_whoever_said_no_is_asked_nothing_more_and_the_asker_may_ask_another(town: OwnersTown) -> None:
    town.hand_over(DOV, BRAM)
    assert town.answers(BRAM, "policy.refuse").title == f"You said no to owning “{TITLE}”"
    assert town.told(NEWS) == [(DOV, f"{BRAM} will not own “{TITLE}”")]
    assert town.told(OFFER) == []
    assert town.owner() == RILEY
    assert town.policy().handing_to_id is None
    [again] = [each for each in town.told_card(DOV, NEWS).buttons if each.action == "policy.hand_over"]
    assert isinstance(town.people[DOV].presses(again.action, again.value), OpenForm)


def test_what_was_said_no_to_is_not_told_once_they_are_asked_again(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    town.answers(BRAM, "policy.refuse")
    town.now += timedelta(hours=1)
    town.hand_over(RILEY, BRAM)
    assert town.told(NEWS) == []
    assert town.told(OFFER) == [(BRAM, ASKS)]


def test_who_handed_it_to_whom_is_written_down_without_a_word_of_the_note(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM, note="You know the letters best.")
    town.answers(BRAM, "policy.accept")
    with reading(town.engine) as session:
        entries = {entry.action: entry for entry in session.exec(select(AuditEntry))}
    assert entries["policy.hand_over"].detail == {"to": town.person_id(BRAM)}
    assert entries["policy.accept"].actor == f"person:{town.person_id(BRAM)}"
    assert "letters" not in str([entry.detail for entry in entries.values()])


# ---------------------------------------------------------------------------------------------- whose it is


@pytest.mark.parametrize("action", ["policy.accept", "policy.refuse", "policy.offered"])
def test_nobody_answers_an_offer_that_was_made_to_somebody_else(town: OwnersTown, action: str) -> None:
    town.hand_over(RILEY, BRAM)
    for name in (CLEO, DOV, RILEY):
        assert NOT_ASKED in said(town.people[name].presses(action, town.policy().id))
    assert NOT_ASKED in said(town.people[BRAM].presses(action, "no such policy"))
    assert town.policy().handing_to_id == town.person_id(BRAM)


@pytest.mark.parametrize("action", ["policy.hand_over", "policy.keep"])
def test_only_those_who_look_after_a_policy_hand_it_over(town: OwnersTown, action: str) -> None:
    town.hand_over(RILEY, BRAM)
    for name, policy_id in ((CLEO, town.policy().id), (BRAM, town.policy().id), (RILEY, "no such policy")):
        answer = town.people[name].presses(action, policy_id)
        assert "Only the people who look after this policy" in said(answer)
    submitted = town.people[CLEO].submits("policy.hand_over", town.policy().id, colleague=email(CLEO))
    assert "Only the people who look after this policy" in said(submitted)
    assert town.policy().handing_to_id == town.person_id(BRAM)


def test_news_is_for_whoever_was_told_it(town: OwnersTown) -> None:
    town.hand_over(RILEY, BRAM)
    town.answers(BRAM, "policy.accept")
    assert town.answers(RILEY, "policy.news").title == f"{BRAM} now owns “{TITLE}”"
    assert "Only the people who look after this policy" in said(
        town.people[ADA].presses("policy.news", town.policy().id)
    )
