"""The portfolio in chat: its numbers, its lists, the ways to it, and whom it shows nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.blocks import Heading, Link, Links, PageKind, People, Picture
from bot.charts import stamp_of
from bot.events import Said
from bot.messages import Answer, Card, plain
from bot.portfolio.picture import read_portfolio
from bot.portfolio.whose import key_of
from directory.database import reading
from tests.bot.policies.policies import ADA, BRAM, CLEO, RILEY
from tests.bot.portfolio.portfolios import HMRC, PortfolioTown
from tests.bot.town import card_of, said
from tests.people import NOW
from tests.people import RILEY as RILEY_SENDER

REFUSED = "Only a head of profession of an organisation sees how its policies stand."
SECRETS = ("Late letters", "Secret of others", HMRC, "Home Office")
KEY = key_of(HMRC)


@pytest.fixture
def town(database: Engine) -> PortfolioTown:
    town = PortfolioTown(database)
    town.add_every_kind()
    return town


def names(card: Card) -> list[str]:
    return [line.name for block in card.blocks if isinstance(block, People) for line in block.people]


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


def links(card: Card) -> list[Link]:
    return [link for block in card.blocks if isinstance(block, Links) for link in block.links]


def lists(town: PortfolioTown, state: str, first: int = 0, name: str = BRAM) -> Answer:
    return town.people[name].presses("portfolio.list", f"{KEY}.{state}.{first}")


def test_a_head_sees_how_the_policies_of_their_organisation_stand(town: PortfolioTown) -> None:
    card = town.portfolio()
    words = plain(card)
    assert card.title == f"Policies: {HMRC}"
    for line in (
        "3 of 4 active policies that have launched (75%) had a check-in recorded in the last 7 months.",
        "Overdue: 1",
        "Due within 4 weeks: 1",
        "Never started: 1",
        "On track: 1",
        "At rest: 1 paused and 1 closed",
        "Confidence that they work: Up at 1 policy, down at 1, unchanged at 0",
    ):
        assert line in words
    assert "Secret of others" not in words


def test_the_longest_overdue_come_with_what_is_known_of_them(town: PortfolioTown) -> None:
    for days in (-10, -200, -30, -50, -60):
        town.add(f"Overdue by {-days}", due=(days,))
    card = town.portfolio()
    assert Heading(text="Longest overdue") in card.blocks
    assert names(card) == [
        "Overdue by 200", "Overdue by 60", "Overdue by 50", "Late letters", "Overdue by 30",
    ]  # fmt: skip
    assert (
        "Late letters. Owner: Ada Quillan. Overdue: Regular check-in, Thursday 2 April 2026. "
        "Launch 7 April 2025 · Confidence 7, up from 5 and 4 · Last check-in 1 February 2026"
    ) in plain(card)
    assert "Never started. Overdue: Regular check-in" in plain(card)


def test_it_leads_to_its_page_and_shows_its_picture(town: PortfolioTown) -> None:
    card = town.portfolio()
    [link] = links(card)
    assert (link.page, link.subject, link.person_id) == (PageKind.PORTFOLIO, KEY, town.person_id(BRAM))
    [picture] = [block for block in card.blocks if isinstance(block, Picture)]
    assert "Launched policies with a check-in recorded in the last 7 months: 75% on 12 May 2026." in picture.text
    assert picture.of == f"portfolio.{KEY}"
    with reading(town.engine) as session:
        chart = read_portfolio(session, KEY, NOW)
        assert chart is not None
        assert (chart.title, stamp_of(chart)) == (f"Policies with a live check-in, {HMRC}", picture.stamp)
        assert read_portfolio(session, key_of("Nowhere"), NOW) is None


def test_a_picture_says_how_the_share_went(town: PortfolioTown) -> None:
    for now, said_of_it in (
        (0, "75% on 12 May 2026. That is up from 0% on 30 April 2025."),
        (
            365,
            "0% on 12 May 2027. That is unchanged from 0% on 31 May 2025. The lowest was 0% on 31 May 2025, "
            "and the highest 75% on 31 May 2026.",
        ),
    ):
        town.now = NOW + timedelta(days=now)
        [picture] = [block for block in town.portfolio().blocks if isinstance(block, Picture)]
        assert picture.text.endswith(said_of_it)


@pytest.mark.parametrize(
    ("state", "title", "found"),
    [
        ("overdue", f"Overdue: 1 policy of {HMRC}", "Late letters"),
        ("due", f"Due within 4 weeks: 1 policy of {HMRC}", "Soon"),
        ("never_started", f"Never started: 1 policy of {HMRC}", "Never"),
        ("on_track", f"On track: 1 policy of {HMRC}", "Well"),
        ("paused", f"Paused: 1 policy of {HMRC}", "Resting"),
        ("closed", f"Closed: 1 policy of {HMRC}", "Over"),
    ],
)
def test_every_state_has_its_list(town: PortfolioTown, state: str, title: str, found: str) -> None:
    card = card_of(lists(town, state))
    assert (card.title, names(card)) == (title, [found])
    assert any(button.value == f"{KEY}.{state}.0" for button in town.portfolio().buttons)


def test_more_than_fit_come_on_the_next_page(town: PortfolioTown) -> None:
    for number in range(7):
        town.add(due=(number,), recorded=((1, 5),))
    first = lists(town, "due")
    assert first.kind == "reply"
    more = next(button for button in card_of(first).buttons if button.label == "Show more")
    second = town.people[BRAM].presses(more.action, more.value)
    assert second.kind == "replace"
    assert "Showing 6 to 8 of 8" in said(second)


def test_a_list_that_has_become_empty_says_so(town: PortfolioTown) -> None:
    town.make_head(CLEO, "Home Office")
    answer = town.people[CLEO].presses("portfolio.list", f"{key_of('Home Office')}.paused.0")
    assert said(answer).startswith("Paused: 0 policies of Home Office\nNobody is asked")


def test_an_organisation_without_policies_has_a_portfolio_that_says_so(town: PortfolioTown) -> None:
    town.make_head(CLEO, "Cabinet Office")
    assert "No policy is registered for this organisation yet" in plain(town.portfolio(CLEO))


def test_a_head_of_several_chooses(town: PortfolioTown) -> None:
    town.make_head(BRAM, "Home Office")
    card = town.portfolio()
    assert labels(card) == [HMRC, "Home Office", "Back to home"]
    [*_, home_office, _] = card.buttons
    assert "Secret of others" in said(town.people[BRAM].presses(home_office.action, home_office.value))


def test_a_head_of_very_many_can_still_be_answered(town: PortfolioTown) -> None:
    for number in range(30):
        town.make_head(BRAM, f"{'An office with a very long name ' * 5}{number}")
    assert len(town.portfolio().buttons) == 13


def test_long_and_hostile_names_fit(town: PortfolioTown) -> None:
    name = "<!channel> *A* _very_ `long` name\u202e " * 40
    town.make_head(CLEO, name)
    for number in range(9):
        town.add(f"{name}{number}", organisation=name, due=(-number - 1,), recorded=((3, 10), (9, 10), (10, 10)))
    assert len(names(town.portfolio(CLEO))) == 5
    assert card_of(town.people[CLEO].presses("portfolio.list", f"{key_of(name)}.overdue.5")).blocks


# ---------------------------------------------------------------------------------------------- whom it shows nothing


def everything_of_it(town: PortfolioTown, name: str) -> list[str]:
    """What this person gets from every way to the portfolio of HM Revenue and Customs."""
    who = town.people[name]
    values = [KEY, HMRC, HMRC.casefold(), key_of("Nowhere"), "x" * 300, "'; DROP TABLE policy"]
    pages = [f"{value}.{state}.0" for value in values for state in ("overdue", "closed", "nothing")]
    return [
        *(said(who.presses("portfolio.show", value)) for value in values),
        *(said(who.presses("portfolio.list", value)) for value in [*pages, "", ".", f"{KEY}.."]),
    ]


def check_refused(town: PortfolioTown, name: str) -> None:
    answers = everything_of_it(town, name)
    assert {REFUSED in answer for answer in answers} == {True}
    assert not [secret for secret in SECRETS for answer in answers if secret in answer]


def test_whoever_is_no_head_is_refused_in_words(town: PortfolioTown) -> None:
    check_refused(town, ADA)
    assert REFUSED in said(town.people[ADA].presses("portfolio.show", "0"))


def test_the_head_of_another_organisation_is_refused_in_words(town: PortfolioTown) -> None:
    town.make_head(CLEO, "Cabinet Office")
    check_refused(town, CLEO)


def test_whoever_was_head_and_is_no_more_is_refused_in_words(town: PortfolioTown) -> None:
    assert "Late letters" in plain(town.portfolio())
    town.take_role()
    check_refused(town, BRAM)


@pytest.mark.parametrize("value", [f"{KEY}.nothing.0", f"{KEY}.overdue.x", f"{KEY}.overdue", f"{KEY}.overdue.-1", KEY])
def test_a_list_from_nowhere_is_refused_in_words(town: PortfolioTown, value: str) -> None:
    assert "no longer works" in said(town.people[BRAM].presses("portfolio.list", value))


# ---------------------------------------------------------------------------------------------- ways to it


def says(town: PortfolioTown, text: str, **where: bool) -> Answer:
    """Riley says it."""
    return town.riley.conversation.handle(Said(key=f"said:{text}:{where}", sender=RILEY_SENDER, text=text, **where))


@pytest.mark.parametrize("text", ["evaluation portfolio", "/evaluation Portfolio", "evaluation portfolio."])
def test_it_is_said_in_words(town: PortfolioTown, text: str) -> None:
    assert REFUSED in said(says(town, text))
    town.make_head(RILEY)
    assert f"Policies: {HMRC}" in said(town.riley.says(text))


def test_where_others_see_it_nothing_is_shown(town: PortfolioTown) -> None:
    town.make_head(RILEY)
    assert "Policies are for the people who look after them" in said(says(town, "evaluation portfolio", is_shared=True))
    assert HMRC not in said(says(town, "home", is_shared=True))


def test_heads_find_the_way_to_it_and_nobody_else_does(town: PortfolioTown) -> None:
    ways = ("home", "evaluation", "evaluation help")
    before = [said(town.riley.says(text)) for text in ways]
    town.make_head(RILEY)
    after = [said(town.riley.says(text)) for text in ways]
    assert not [words for words in before if "ortfolio" in words]
    home, mine, how_to = after
    assert f"Your organisation\n{HMRC}: 4 active policies, 1 overdue.\nYou can: See the portfolio" in home
    assert "See the portfolio" in mine
    assert "evaluation portfolio: How the policies of your organisation stand" in how_to
