"""Home: the box to search from, one's own profile, where one is told things, and who cannot be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Engine

from bot.blocks import Button, Buttons, People, SearchBox
from bot.events import Introduction, Pressed, Said, Sender
from bot.messages import Answer, Card, OpenForm, Replace, Reply, plain
from directory.database import unit_of_work
from directory.model import Role, Unreachable
from directory.roles import give_role
from tests.people import NOW, Policymaker, add_expert

ADA_ON_SLACK = Sender(platform="slack", workspace="T01ACME", user="U02ADA")
ADA_ON_TEAMS = Sender(platform="teams", workspace="tenant-1", user="object-2")
NAMES = ["Ada Quillan", *(f"{first} Marlowby" for first in ("Cato", "Dilys", "Euan", "Fern", "Gus", "Ivo"))]
ADA = Introduction(name="Ada Quillan", email="ada.quillan@example.gov.uk")


def card_of(answer: Answer) -> Card:
    assert isinstance(answer, Reply | Replace)
    return answer.card


def buttons(card: Card) -> dict[str, Button]:
    return {one.label: one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons}


def people(card: Card) -> Sequence[str]:
    return [line.name for block in card.blocks if isinstance(block, People) for line in block.people]


@pytest.fixture
def directory(database: Engine) -> Engine:
    with unit_of_work(database) as session:
        for name in (
            "Ada Quillan",
            *(f"{first} Marlowby" for first in ("Cato", "Dilys", "Euan", "Fern", "Gus", "Ivo")),
        ):
            add_expert(
                session, name, ["history"], role="Historian", organisation="Home Office", confirmed_on=date(2026, 5, 1)
            )
    return database


@pytest.mark.parametrize("word", ["home", "Home", " mine "])
def test_home_has_a_box_to_search_from_and_help(directory: Engine, word: str) -> None:
    card = card_of(Policymaker(directory).says(word))
    assert any(isinstance(block, SearchBox) for block in card.blocks)
    assert buttons(card)["How to search"].action == "help.show"
    assert "You in the directory" not in plain(card)
    assert "Where you are told things" not in plain(card)
    assert "Your directory" not in plain(card)


def test_an_expert_sees_their_own_profile_at_home(directory: Engine) -> None:
    ada = Policymaker(directory, sender=ADA_ON_SLACK, introduction=ADA)
    card = card_of(ada.says("home"))
    assert "Historian, Home Office\nConfirmed 1 May 2026." in plain(card)
    own = buttons(card)["See your profile"]
    assert own.opens_form
    opened = ada.presses(own.action, own.value)
    assert isinstance(opened, OpenForm)
    assert "Ada Quillan" in opened.form.model_dump_json()


def test_somebody_on_two_platforms_chooses_where_they_are_told_things(directory: Engine) -> None:
    Policymaker(directory, sender=ADA_ON_SLACK, introduction=ADA).says("help")
    ada = Policymaker(directory, sender=ADA_ON_TEAMS, introduction=ADA)
    card = card_of(ada.says("home"))
    assert "where you used the bot last" in plain(card)
    chosen = ada.presses(buttons(card)["Always tell me on Slack"].action, "slack")
    assert isinstance(chosen, Replace)
    assert "On Slack, as you chose." in plain(chosen.card)
    assert set(buttons(chosen.card)) >= {"Always tell me on Teams", "Tell me where I used it last"}
    undone = card_of(ada.presses(buttons(chosen.card)["Tell me where I used it last"].action))
    assert "where you used the bot last" in plain(undone)


def test_a_guest_on_both_platforms_sees_a_home_and_chooses_nothing(directory: Engine) -> None:
    gus = Policymaker(directory, sender=ADA_ON_SLACK, introduction=None)
    gus.allowed.guests = True
    for sender in (ADA_ON_SLACK, ADA_ON_TEAMS):
        gus.conversation.meet(sender, Introduction(name="Gus Guest", email="gus@example.gov.uk", is_guest=True))
    card = card_of(gus.says("home"))
    assert any(isinstance(block, SearchBox) for block in card.blocks)
    assert "Where you are told things" not in plain(card)


def test_nobody_is_told_things_on_a_platform_they_never_used(directory: Engine) -> None:
    ada = Policymaker(directory, sender=ADA_ON_SLACK, introduction=ADA)
    assert "That did not work" in plain(card_of(ada.presses("told.choose", "teams")))
    assert "Where you are told things" not in plain(card_of(ada.says("home")))


def test_the_same_choice_delivered_twice_is_one(directory: Engine) -> None:
    Policymaker(directory, sender=ADA_ON_SLACK, introduction=ADA)
    ada = Policymaker(directory, sender=ADA_ON_TEAMS, introduction=ADA)
    first = ada.presses("told.choose", "slack", key="one")
    ada.presses("told.choose", "teams")
    assert ada.presses("told.choose", "slack", key="one") == first
    assert "On Teams, as you chose." in plain(card_of(ada.says("home")))


def test_a_directory_manager_sees_who_cannot_be_reached_and_why(directory: Engine) -> None:
    with unit_of_work(directory) as session:
        give_role(session, "riley.requester@example.gov.uk", Role.DIRECTORY_MANAGER, NOW, "terminal")
    manager = Policymaker(directory)
    assert "Your directory" not in plain(card_of(manager.says("home")))
    Policymaker(directory, sender=ADA_ON_TEAMS, introduction=ADA)
    lost = [ADA_ON_SLACK] + [Sender(platform="slack", workspace="T01ACME", user=f"U{n}") for n in range(6)]
    for sender, name in zip(lost, NAMES, strict=True):
        email = f"{name.lower().replace(' ', '.')}@example.gov.uk"
        manager.conversation.meet(sender, Introduction(name=name, email=email))
        manager.conversation.cannot_reach(sender, Unreachable.BLOCKED)
    home = card_of(manager.says("home"))
    assert "7 experts can no longer be written to on Slack or on Teams." in plain(home)
    ada = Policymaker(directory, sender=ADA_ON_TEAMS, introduction=ADA)
    assert "Your directory" not in plain(card_of(ada.says("home")))
    see = buttons(home)["See who cannot be reached"]
    first = manager.presses(see.action, see.value)
    assert isinstance(first, Reply)
    more = buttons(first.card)["Show more"]
    second = manager.presses(more.action, more.value)
    assert isinstance(second, Replace)
    assert sorted([*people(first.card), *people(second.card)]) == sorted(NAMES)
    shown = plain(first.card) + plain(second.card)
    assert "Slack: the bot is blocked or turned off for them, since 12 May 2026. Reached on Teams" in shown
    assert "Reached by email only" in shown


def test_an_expert_who_is_reached_nowhere_is_one_expert_and_shown_for_each_platform(directory: Engine) -> None:
    with unit_of_work(directory) as session:
        give_role(session, "riley.requester@example.gov.uk", Role.DIRECTORY_MANAGER, NOW, "terminal")
    manager = Policymaker(directory)
    for sender in (ADA_ON_SLACK, ADA_ON_TEAMS):
        manager.conversation.meet(sender, ADA)
        manager.conversation.cannot_reach(sender, Unreachable.BLOCKED)
    assert "1 expert can no longer be written to on Slack or on Teams." in plain(card_of(manager.says("home")))
    for value in ("0", "5"):  # those after the fifth can be reached again by now
        shown = card_of(manager.presses("reach.show", value))
        assert people(shown) == ["Ada Quillan", "Ada Quillan"]
        assert "Showing 1 to 2 of 2" in plain(shown)
        assert "Show more" not in buttons(shown)


def test_when_everybody_can_be_reached_it_says_so(directory: Engine) -> None:
    with unit_of_work(directory) as session:
        give_role(session, "riley.requester@example.gov.uk", Role.ADMINISTRATOR, NOW, "terminal")
    assert "Everybody can be reached" in plain(card_of(Policymaker(directory).presses("reach.show", "0")))


def test_where_others_see_the_answer_home_holds_nothing_of_ones_own(directory: Engine) -> None:
    with unit_of_work(directory) as session:
        give_role(session, ADA.email, Role.DIRECTORY_MANAGER, NOW, "terminal")
    Policymaker(directory, sender=ADA_ON_SLACK, introduction=ADA)
    ada = Policymaker(directory, sender=ADA_ON_TEAMS, introduction=ADA)
    said = Said(key="k1", sender=ADA_ON_TEAMS, is_shared=True, text="home")
    shown = plain(card_of(ada.conversation.handle(said)))
    assert "Your profile and settings are in your own chat with the bot" in shown
    assert "Historian" not in shown
    assert "Where you are told things" not in shown
    back = Pressed(key="k2", sender=ADA_ON_TEAMS, is_shared=True, action="home.show")
    assert "Historian" not in plain(card_of(ada.conversation.handle(back)))


@pytest.mark.parametrize(("action", "value"), [("reach.show", "0"), ("told.choose", "teams")])
def test_a_personal_button_does_nothing_where_others_see_the_answer(directory: Engine, action: str, value: str) -> None:
    with unit_of_work(directory) as session:
        give_role(session, ADA.email, Role.DIRECTORY_MANAGER, NOW, "terminal")
    ada = Policymaker(directory, sender=ADA_ON_TEAMS, introduction=ADA)
    press = Pressed(key="k1", sender=ADA_ON_TEAMS, is_shared=True, action=action, value=value)
    assert "Others see the answers here" in plain(card_of(ada.conversation.handle(press)))
    assert "Others see" not in plain(card_of(ada.presses(action, value)))
