"""Cards about who owns a policy hold whatever people typed, and stay within what every platform takes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cards import booking, handing_over, naming, policy_news
from bot.cards.asking import ask_form
from bot.fields import MAX_OPTION_LABEL, ChoiceField
from bot.messages import plain
from bot.model import CheckIn, Policy
from bot.policies.owning import Gone
from bot.policies.whose import Owned
from directory.model import Person
from tests.bot.test_cards import HOSTILE, longest
from tests.people import NOW

TODAY = date(2026, 5, 12)


def filled(stuff: str, length: int) -> str:
    return (stuff * length)[:length]


def owned(stuff: str) -> Owned:
    """Riley owns it, Ada is asked to own it, and Bram to name an owner, who looks."""
    names = {1: filled(stuff, 400), 2: filled(stuff, 400), 3: filled(stuff, 400), 4: filled(stuff, 400)}
    people = {id_: Person(id=id_, name=name, email="x@example.gov.uk") for id_, name in names.items()}
    policy = Policy(
        id="policy",
        title=filled(stuff, 2_000),
        organisation=filled(stuff, 2_000),
        outcomes=[filled(stuff, 500)] * 10,
        launch_on=TODAY,
        owner_id=1,
        deputy_id=2,
        handing_to_id=3,
        handing_by_id=1,
        handing_at=NOW,
        handing_note=filled(stuff, handing_over.MAX_NOTE),
        handing_stays=True,
        ownerless_since=NOW,
        naming_id=4,
        naming_until=NOW + timedelta(days=14),
        registered_at=NOW,
        plan_at=NOW,
    )
    return Owned(policy, people, (), people[4], TODAY)


def plan(stuff: str) -> list[CheckIn]:
    days = [TODAY + timedelta(days=30 * number) for number in range(-10, 20)]
    name = filled(stuff, 500)
    return [CheckIn(id=f"c{day}", policy_id="policy", rule="r", occurs_on=day, due_on=day, name=name) for day in days]


@pytest.mark.parametrize("stuff", HOSTILE)
def test_whatever_a_policy_is_called_every_card_about_its_owner_fits(stuff: str) -> None:
    mine = owned(stuff)
    cards = [
        handing_over.offer(mine, plan(stuff)),
        handing_over.asked(mine),
        handing_over.yours(mine),
        handing_over.refused(mine),
        handing_over.no_longer(mine),
        handing_over.kept(mine),
        naming.who_will_own(mine, Gone.LEFT, plan(stuff)),
        naming.has_an_owner(mine),
        policy_news.taken(mine),
        policy_news.refused(mine, filled(stuff, 400)),
        policy_news.withdrawn(mine),
    ]
    assert all(plain(card) for card in cards)
    assert "And 7 more" in plain(cards[0])
    form = handing_over.hand_over_form(mine, may_stay=True)
    assert [field.name for field in form.fields] == ["colleague", "stay", "note"]
    assert naming.unowned_line(mine, Gone.PAUSED).buttons


@pytest.mark.parametrize("stuff", HOSTILE)
def test_whoever_is_found_the_form_to_book_a_check_in_fits(stuff: str) -> None:
    mine, person = owned(stuff), longest(stuff)
    ordinary = ask_form(
        context="c.1", about=["Ada"], minutes=30, times=[NOW], picked=[NOW], deadlines=[("later", "x")], zone=mine.zone
    )
    form = booking.book_form(ordinary, plan(stuff)[0], [person], person, list(mine.people.values()))
    [who] = [field for field in form.fields if field.name == "who"]
    assert isinstance(who, ChoiceField)
    assert all(len(option.label) <= MAX_OPTION_LABEL for option in who.options)
    assert booking.question(mine, plan(stuff)[0])
