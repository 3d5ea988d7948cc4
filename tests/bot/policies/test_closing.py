"""A policy is paused, closed with what was learned, and reopened; whoever else looks after it is told."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.messages import Answer, FormErrors, Replace, plain
from bot.model import CheckInStatus, NoticeKind, PolicyStatus
from tests.bot.check_ins.check_ins import CheckInTown, labels
from tests.bot.policies.policies import ADA, BRAM, DOV, RILEY
from tests.bot.sending.pileup import in_the_middle
from tests.bot.town import card_of, said

LEARNED = "A shorter letter works for everybody but the self-employed."


def closes(town: CheckInTown, name: str = RILEY, learned: str = LEARNED) -> Answer:
    return town.sends(town.opened("policy.close", name, town.policy_id), name, learned=learned)


def pauses(town: CheckInTown, name: str = RILEY) -> Answer:
    return town.presses("policy.pause", name, town.policy_id)


def reopens(town: CheckInTown, name: str = RILEY) -> Answer:
    return town.presses("policy.reopen", name, town.policy_id)


def status(town: CheckInTown) -> PolicyStatus:
    return town.policy(town.policy_id).status


def asked_for(town: CheckInTown) -> int:
    """How many check-ins somebody will be nudged for."""
    return sum(each.next_at is not None for each in town.check_ins())


def test_while_a_policy_is_paused_nobody_is_nudged(database: Engine) -> None:
    town = CheckInTown(database)
    assert town.nudged()
    answer = pauses(town)
    assert isinstance(answer, Replace)
    assert "Paused since 3 November 2026. Nobody is reminded of its check-ins." in said(answer)
    policy = town.policy(town.policy_id)
    assert (policy.status, policy.status_at) == (PolicyStatus.PAUSED, town.now)
    assert (town.nudge(), asked_for(town)) == (None, 0)
    town.later(days=28)
    assert town.nudges() == []
    assert "policy.pause" in town.audited()


def test_a_policy_that_is_reopened_is_asked_for_again(database: Engine) -> None:
    town = CheckInTown(database)
    before = [(each.id, each.due_on) for each in town.check_ins()]
    pauses(town)
    answer = reopens(town)
    assert "Reopened. Its check-ins are asked for again." in said(answer)
    assert status(town) is PolicyStatus.ACTIVE
    assert asked_for(town) > 0
    assert [(each.id, each.due_on) for each in town.check_ins()][: len(before)] == before
    assert "policy.reopen" in town.audited()


def test_what_was_learned_is_asked_when_a_policy_is_closed(database: Engine) -> None:
    town = CheckInTown(database)
    town.records(reading_a="62")
    answer = closes(town)
    assert "Everything that was recorded stays." in said(answer)
    assert LEARNED in said(answer)
    policy = town.policy(town.policy_id)
    assert (policy.status, policy.learned) == (PolicyStatus.CLOSED, LEARNED)
    assert asked_for(town) == 0
    assert town.check_in.status is CheckInStatus.RECORDED
    assert town.readings() == {"Letters understood": 62}
    assert "policy.close" in town.audited()


@pytest.mark.parametrize(
    ("learned", "sentence"), [(" \n\u200b", "Say what was learned"), ("x" * 1_501, "It can have 1,500 at most")]
)
def test_a_policy_is_not_closed_without_words(database: Engine, learned: str, sentence: str) -> None:
    town = CheckInTown(database)
    answer = closes(town, learned=learned)
    assert isinstance(answer, FormErrors)
    assert sentence in answer.errors["learned"]
    assert status(town) is PolicyStatus.ACTIVE


def test_a_closed_policy_can_be_reopened_and_closed_again_with_what_was_said(database: Engine) -> None:
    town = CheckInTown(database)
    closes(town)
    reopens(town)
    form = town.opened("policy.close", value=town.policy_id)
    assert [field.value for field in form.fields] == [LEARNED]
    town.sends(form)
    assert status(town) is PolicyStatus.CLOSED


@pytest.mark.parametrize(
    ("first", "then", "says", "ends"),
    [
        ("pause", "pause", "Paused since 3 November 2026.", PolicyStatus.PAUSED),
        ("reopen", "reopen", "Reopened. Its check-ins are asked for again.", PolicyStatus.ACTIVE),
        ("close", "pause", "Nothing was changed: the policy is closed already.", PolicyStatus.CLOSED),
        ("close", "close", "Nothing was changed: the policy is closed already.", PolicyStatus.CLOSED),
        ("close", "reopen", "Reopened.", PolicyStatus.ACTIVE),
        ("pause", "close", "Everything that was recorded stays.", PolicyStatus.CLOSED),
        ("pause", "reopen", "Reopened.", PolicyStatus.ACTIVE),
    ],
)
def test_every_button_in_every_state(database: Engine, first: str, then: str, says: str, ends: PolicyStatus) -> None:
    town = CheckInTown(database)
    acts = {"pause": pauses, "reopen": reopens, "close": closes}
    old_form = town.opened("policy.close", value=town.policy_id)
    acts[first](town)
    answer = town.sends(old_form, learned="Something else") if then == "close" else acts[then](town)
    assert isinstance(answer, Replace)
    assert says in said(answer)
    assert status(town) is ends
    if (first, then) == ("close", "close"):
        assert town.policy(town.policy_id).learned == LEARNED
        assert "Nothing was changed" in said(town.presses("policy.close", value=town.policy_id))


def test_every_state_has_its_buttons(database: Engine) -> None:
    town = CheckInTown(database)

    def of_policy() -> list[str]:
        names = labels(card_of(town.presses("policy.show", value=town.policy_id)))
        return [name for name in names if name.endswith("the policy") or name == "See the plan"]

    assert of_policy() == ["See the plan", "Pause the policy", "Close the policy"]
    pauses(town)
    assert of_policy() == ["See the plan", "Reopen the policy", "Close the policy"]
    closes(town)
    assert of_policy() == ["See the plan", "Reopen the policy"]


# ---------------------------------------------------------------------------------------------- told


def test_everybody_else_who_looks_after_it_is_told(database: Engine) -> None:
    town = CheckInTown(database, co_owners=(BRAM,))
    pauses(town, DOV)
    assert sorted(town.told(NoticeKind.POLICY_NEWS)) == [
        (BRAM, "Dov Marrowby paused “Plain letters about tax debt”"),
        (RILEY, "Dov Marrowby paused “Plain letters about tax debt”"),
    ]
    card = town.told_card(RILEY, NoticeKind.POLICY_NEWS)
    assert "Nobody is asked for its check-ins until it is reopened." in plain(card)


def test_what_was_learned_is_told_with_the_closing(database: Engine) -> None:
    town = CheckInTown(database)
    closes(town)
    assert town.told(NoticeKind.POLICY_NEWS) == [(DOV, "Riley Requester closed “Plain letters about tax debt”")]
    assert LEARNED in plain(town.told_card(DOV, NoticeKind.POLICY_NEWS))


def test_what_is_no_longer_so_is_told_to_nobody(database: Engine) -> None:
    town = CheckInTown(database)
    pauses(town)
    town.later(minutes=5)
    reopens(town)
    assert town.told(NoticeKind.POLICY_NEWS) == [(DOV, "Riley Requester reopened “Plain letters about tax debt”")]


def test_pressing_twice_tells_once(database: Engine) -> None:
    town = CheckInTown(database)
    for _ in range(2):
        pauses(town)
        town.later(minutes=5)
    assert len(town.told(NoticeKind.POLICY_NEWS)) == 1
    assert town.audited().count("policy.pause") == 1


def test_two_who_close_it_at_once_close_it_once(database: Engine) -> None:
    town = CheckInTown(database)
    forms = {name: town.opened("policy.close", name, town.policy_id) for name in (RILEY, DOV)}
    answers = in_the_middle(
        database,
        "SELECT id FROM policy",
        *(lambda name=name: town.sends(forms[name], name, learned=f"As {name} sees it") for name in forms),
    )
    assert sum("Nothing was changed" in said(answer) for answer in answers) == 1
    assert town.audited().count("policy.close") == 1


@pytest.mark.parametrize("action", ["policy.pause", "policy.reopen", "policy.close"])
def test_nobody_else_pauses_or_closes_it(database: Engine, action: str) -> None:
    town = CheckInTown(database)
    form = town.opened("policy.close", value=town.policy_id)
    refusals = {said(town.presses(action, ADA, town.policy_id)), said(town.presses(action, value="nobody"))}
    refusals.add(said(town.sends(form, ADA, learned=LEARNED)))
    assert len(refusals) == 1
    assert "Only the people who look after this policy" in refusals.pop()
    assert status(town) is PolicyStatus.ACTIVE
