"""Every card with the longest and the strangest that a directory and a request may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.blocks import MAX_PEOPLE, People
from bot.cards import help as help_cards
from bot.cards import home
from bot.cards.profile import profile as profile_card
from bot.cards.refine import ANY, refine, unknown_name
from bot.cards.results import availability, results
from bot.cards.why import why
from bot.fields import MAX_ID, MAX_OPTIONS, ChoiceField, FormField, TextField
from bot.finding.find_expert import PAGE, POOLS
from bot.finding.refinement import LONGEST_NAME, Refinement
from bot.messages import Form, OpenForm, plain
from directory.database import unit_of_work
from directory.model import Account, Level, Status, Unreachable
from directory.profiles import Profile, Skill
from directory.roster.columns import COLUMNS, MAX_ITEMS, MAX_LINE
from directory.search import Concept, Correction, Match, MatchKind, Understood, Window
from directory.vocabulary import Kind
from tests.bot.finding.candidates import findings, pool, standing
from tests.people import NOW, Policymaker, add_expert
from tests.sizes import examples

TODAY = NOW.date()
HOSTILE = ("x", "W ", '"\\', "<!channel> ", "[x](javascript:alert(1)) ", "{label} ", "👩‍🔬", "ﷺ", "‮א", "e\u0301", "; ,")
"""What text is made of: letters, words, quotation marks, mentions, links, braces, emoji, right to left, accents."""


def long(stuff: str, column: str) -> str:
    """As much text as a column of the directory lets in."""
    return filled(stuff, COLUMNS[column].limit)


def filled(stuff: str, length: int) -> str:
    return (stuff * length)[: length - 1] + "z"


def longest(stuff: str, id_: int = 1) -> Profile:
    """The largest profile that an import lets in, all of the same stuff."""
    items = tuple(f"{number}{filled(stuff, 28)}" for number in range(MAX_ITEMS))
    skills = tuple(Skill(item, Level.ADVANCED_BEGINNER) for item in items)
    return Profile(
        id=id_ * 10**15,
        person_id=id_,
        name=long(stuff, "name"),
        pronouns=long(stuff, "pronouns"),
        role=long(stuff, "role"),
        professions=tuple(f"{number}{filled(stuff, MAX_LINE - 1)}" for number in range(3)),
        skills=skills,
        topics=items,
        ask_me_about=long(stuff, "ask_me_about"),
        experience=items,
        organisation=long(stuff, "organisation"),
        team=long(stuff, "team"),
        location=long(stuff, "location"),
        region=long(stuff, "region"),
        time_zone="America/Argentina/ComodRivadavia",
        working_hours=long("Mon-Fri 09:00-17:00; ", "working_hours"),
        terms=long(stuff, "terms"),
        commissioning=long(stuff, "commissioning"),
        pool=long(stuff, "pool"),
        confirmed_on=date(2026, 9, 30),
    )


def matches_of(stuff: str) -> tuple[Match, ...]:
    return tuple(Match(kind, filled(stuff, MAX_LINE) + kind, "typed", Level.ADVANCED_BEGINNER) for kind in MatchKind)


def understood(stuff: str) -> Understood:
    return Understood(
        text=filled(stuff, 2_000),
        concepts=tuple(Concept(kind, f"{kind}{filled(stuff, LONGEST_NAME)}", "typed") for kind in Kind) * 3,
        names=tuple(filled(stuff, 60) for _ in range(9)),
        corrections=tuple(Correction(filled(stuff, 90), filled(stuff, 90)) for _ in range(9)),
        minutes=45,
        when=Window(TODAY, TODAY, filled(stuff, 60)),
    )


def refinement(stuff: str) -> Refinement:
    name = filled(stuff, LONGEST_NAME).strip()
    return Refinement(profession=name[:MAX_ID], place=name, organisation=name, minutes=60, when="fortnight")


@pytest.mark.parametrize("people", [0, 1, PAGE])
@pytest.mark.parametrize("stuff", HOSTILE)
def test_the_largest_page_of_results_is_within_every_limit(stuff: str, people: int) -> None:
    found = findings(
        *((longest(stuff, id_), matches_of(stuff)) for id_ in range(1, people + 1)),
        stands_in_for=long(stuff, "name"),
        understood=understood(stuff),
        refinement=refinement(stuff),
        window=understood(stuff).when,
        first=50,
        total=1_000,
        pools=tuple(pool(long(stuff, "pool"), 9_999, long(stuff, "name")) for _ in range(POOLS)),
    )
    card = results(found, "s" * 40, filled(stuff, 2_000))
    lines = [line for block in card.blocks if isinstance(block, People) for line in block.people]
    assert len(lines) == people + POOLS
    assert all(len(line.buttons) == 2 for line in lines[:people])


@pytest.mark.parametrize("stuff", HOSTILE)
def test_the_largest_profile_is_within_every_limit(stuff: str) -> None:
    form = profile_card(longest(stuff), "Away until " + filled(stuff, 60), TODAY)
    shown = form.model_dump_json()
    assert "Ask me about" in shown
    assert "Has worked on" in shown
    assert "Answers with" in shown


@pytest.mark.parametrize("stuff", HOSTILE)
def test_the_largest_profile_at_home_and_among_those_not_reached_is_within_every_limit(stuff: str) -> None:
    somebody = replace(longest(stuff), role=filled(stuff, 2_000), organisation=filled(stuff, 2_000))
    platforms = ["slack", "teams", "web"]
    assert "You in the directory" in plain(home.home(somebody, (), (), 99_999))
    gone = Account(
        person_id=1, platform="teams", user_id="1", unreachable=Unreachable.DEACTIVATED, unreachable_since=NOW
    )
    card = home.unreachable([home.unreachable_line(somebody, gone, platforms)] * MAX_PEOPLE, 0, 99_999)
    assert "their account was switched off" in plain(card)


def test_the_smallest_profile_is_shown_too() -> None:
    form = profile_card(Profile(1, 1, "Ada Quillan"), "", TODAY)
    assert [block.kind for block in form.blocks] == ["heading", "small"]
    card = results(findings((Profile(1, 1, "Ada Quillan"), ())), "s1", "history")
    assert "Ada Quillan" in plain(card)


def field(form: Form, name: str) -> FormField:
    [found] = [each for each in form.fields if each.name == name]
    return found


@pytest.mark.parametrize("stuff", HOSTILE)
def test_the_longest_refinement_fits_into_its_form(stuff: str) -> None:
    professions = [f"{number}{filled(stuff, MAX_ID - 4)}" for number in range(2 * MAX_OPTIONS)]
    form = refine("s" * 40, refinement(stuff), professions)
    assert field(form, "place").value == refinement(stuff).place
    chosen = field(form, "profession")
    assert isinstance(chosen, ChoiceField)
    assert chosen.value == refinement(stuff).profession
    assert len(chosen.options) == MAX_OPTIONS
    for each in form.fields:
        assert not isinstance(each, TextField) or len(each.value) <= each.max_length


def test_a_profession_that_no_option_can_hold_is_left_out() -> None:
    too_long = "x" * (MAX_ID + 1)
    form = refine("s1", Refinement(), [too_long, ANY, "history", "x" * MAX_ID])
    chosen = field(form, "profession")
    assert isinstance(chosen, ChoiceField)
    assert [option.value for option in chosen.options] == [ANY, "history", "x" * MAX_ID]
    assert refine("s1", Refinement(), [too_long]).fields[0].name == "place"


def test_a_search_among_professions_of_the_longest_names_can_be_refined(database: Engine) -> None:
    """The roster lets in names of 200 characters; an option holds 150."""
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["x" * MAX_LINE, "history"])
    riley = Policymaker(database)
    riley.says("history")
    opened = riley.presses("search.refine", "id1")
    assert isinstance(opened, OpenForm)
    assert "History" in opened.form.model_dump_json()


@given(st.lists(st.text(min_size=1, max_size=MAX_LINE), max_size=120), st.text(max_size=LONGEST_NAME))
@settings(max_examples=examples(60))
def test_any_professions_make_a_form(professions: list[str], chosen: str) -> None:
    chosen = Refinement(profession=chosen).profession
    form = refine("s1", Refinement(profession=chosen), professions)
    names = [each.name for each in form.fields]
    assert names[-4:] == ["place", "organisation", "minutes", "when"]


@pytest.mark.parametrize("stuff", HOSTILE)
def test_every_other_card_takes_the_strangest_words(stuff: str) -> None:
    assert help_cards.problem(filled(stuff, 9_000)).blocks
    assert help_cards.broken(filled(stuff, 100)).blocks
    for kind in (Kind.PLACE, Kind.ORGANISATION):
        assert len(unknown_name(kind, filled(stuff, 3_000), "")) < 150
        assert len(unknown_name(kind, filled(stuff, 3_000), filled(stuff, 3_000))) < 200
    assert help_cards.welcome("slack").blocks
    assert help_cards.help_card("teams").blocks


def found(*matches: Match, stands_in_for: str = "") -> str:
    [only] = findings((Profile(1, 1, "Ada Quillan"), matches), stands_in_for=stands_in_for).people
    return why(only)


def test_the_reason_names_what_matched_once_and_no_more_than_can_be_read() -> None:
    history = Match(MatchKind.PROFESSION, "history", "history")
    skill = Match(MatchKind.SKILL, "archives", "archives", Level.EXPERT)
    assert found() == ""
    assert found(history, history) == "Why: is listed under history"
    assert found(history, skill) == "Why: is listed under history and has skills in archives (expert)"
    many = [Match(MatchKind.TOPIC, f"topic{number}", "topic") for number in range(9)]
    assert found(*many).count("topic") == 4


def test_a_cover_says_whom_they_cover_for() -> None:
    assert found(stands_in_for="Bram") == "Covers for Bram, who cannot be asked at the moment"
    assert found(Match(MatchKind.PLACE, "Leeds", "leeds"), stands_in_for="Bram").startswith(
        "Covers for Bram, who is based in Leeds"
    )


def test_availability_says_the_first_reason_that_counts() -> None:
    london = ZoneInfo("Europe/London")
    opening = NOW + timedelta(days=1)
    away = ((TODAY, TODAY + timedelta(days=2)),)
    assert availability(standing(), opening, london, NOW) == "Next free Wednesday 13 May 2026, 10:00 UK time"
    assert availability(standing(), None, london, NOW) == "No free time in the next 30 days"
    assert availability(standing(weekly_cap=0), opening, london, NOW) == "Not taking requests at the moment"
    assert availability(standing(status=Status.PAUSED), opening, london, NOW) == "Not taking requests at the moment"
    assert availability(standing(absences=away), opening, london, NOW) == "Away until Thursday 14 May 2026"


def test_a_page_says_where_in_the_list_it_is() -> None:
    people = [(Profile(id_, id_, f"Ada{id_} Quillan"), ()) for id_ in (1, 2)]
    assert "Showing 6 to 7 of 30." in plain(results(findings(*people, first=5, total=30), "s1", "history"))
    assert "Showing 6 of 6." in plain(results(findings(people[0], first=5, total=6), "s1", "history"))


HIDDEN = "Zebulon Quagmarsh"


@pytest.mark.parametrize(
    "text", ["history", "Zebulun Quagmarsh", "quagmarsh", "smoke signals", "Zebulon history", "somewhere hidden"]
)
@pytest.mark.parametrize("status", [Status.HIDDEN, Status.LEFT])
def test_somebody_hidden_leaves_no_trace_in_any_answer(database: Engine, status: Status, text: str) -> None:
    """Their name, profession and pool are not said: as cover, in a correction, in a pool or as a choice."""
    with unit_of_work(database) as session:
        cover = add_expert(session, "Bram Otterbourne", ["history"])
        hidden = add_expert(
            session, HIDDEN, ["history", "smoke signals"], pool="The hidden desk", cover=cover, status=status
        )
        add_expert(session, "Ada Quillan", ["history"], cover=hidden, weekly_cap=0)
    riley = Policymaker(database)
    answer = riley.says(text).model_dump_json()
    unsaid = ["The hidden desk", "Covers for Zebulon", str(hidden.id) + '"']
    unsaid += [word for word in ("Zebulon", "Quagmarsh", "Smoke signals") if word.lower() not in text.lower()]
    for word in unsaid:
        assert word not in answer
    assert "smoke" not in riley.presses("search.refine", "id1").model_dump_json().lower()
    assert "no longer in the directory" in riley.presses("expert.details", str(hidden.id)).model_dump_json()
