"""Why this person: whatever is asked of whomever, only what they have and what was asked for is ever named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from directory.profiles import Evidence, Profile
from directory.search import Match, MatchKind, SearchIndex
from directory.search.fields import Value, values
from tests.directory.search.people import MONDAY, index_of, person, reasons, shipped, skill

PROFESSIONS = ("user research", "economics", "statistics", "service design", "law", "Puppetry")
SKILLS = ("depth interviews", "accessibility", "regression", "drafting")
TOPICS = ("pensions", "housing", "tax", "climate change", "Universal Credit")
PLACES = (("Leeds", "Yorkshire and The Humber"), ("York", "Yorkshire and The Humber"), ("Cardiff", "Wales"))
TEXTS = (
    "Testing letters with people who owe tax. Bring the messy version.",
    "Rent arrears in housing associations",
    "Counting bats in churches.\nTwo visits are enough.",
    "What pension letters do to people near York",
)
ASKED = (
    *PROFESSIONS,
    *TOPICS,
    *SKILLS,
    *(town for town, _ in PLACES),
    *("user researcher", "UX", "economist", "letters", "bats", "Treasury", "Ada Quillan", "rent", "solicitor"),
    *("usr reserch", "pensoins", "statistican", "we are testing a solution", "Wales", "churches", "weavers"),
)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    def some(of: tuple[str, ...], most: int = 2) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(of), max_size=most, unique=True)))

    town, region = draw(st.sampled_from((*PLACES, ("", ""))))
    return person(
        1,
        draw(st.sampled_from(("Ada Quillan", "Bram Otterbourne"))),
        role=draw(st.sampled_from(("", "Senior user researcher", "Economist", "Lawyer"))),
        professions=some(PROFESSIONS),
        skills=tuple(skill(name) for name in some(SKILLS)),
        topics=some(TOPICS),
        ask_me_about="".join(some(TEXTS, 1)),
        experience=some(TEXTS),
        evidence=tuple(Evidence(text, date(2026, 5, 12)) for text in some(TEXTS)),
        organisation="".join(some(("HM Treasury", "HM Revenue and Customs"), 1)),
        location=town,
        region=region,
    )


def requests() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(ASKED), min_size=1, max_size=3, unique=True).map(", ".join)


OTHERS = tuple(person(n, "Cleo Wintersmith", topics=("fishing",), location="Bristol") for n in range(12, 19))


@cache
def index() -> SearchIndex:
    return SearchIndex(shipped())


def index_with(profile: Profile, *more: Profile) -> SearchIndex:
    """This person among others, so that nothing is common. The index is made anew in the place of the one before."""
    index().build((profile, *OTHERS, *more))
    return index()


def score(index: SearchIndex, text: str) -> float:
    hits = index.search(index.understand(text, MONDAY), 20)
    return next((hit.score for hit in hits if hit.id == 1), 0.0)


def entries(profile: Profile) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for value in values(profile):
        found.setdefault(value.text, []).append(value)
    return found


def without(profile: Profile, named: set[str]) -> Profile:
    """The profile without the entries of these texts."""
    changed: dict[str, Any] = {
        name: ""
        for name in ("name", "role", "ask_me_about", "organisation", "team", "pool", "location", "region")
        if getattr(profile, name) in named
    }
    changed |= {
        name: tuple(each for each in getattr(profile, name) if each not in named)
        for name in ("professions", "topics", "experience")
    }
    skills = tuple(each for each in profile.skills if each.name not in named)
    evidence = tuple(each for each in profile.evidence if each.text not in named)
    return replace(profile, **changed, skills=skills, evidence=evidence)


@given(profiles(), requests())
def test_a_reason_is_an_entry_of_the_profile_or_a_part_of_one(profile: Profile, text: str) -> None:
    every = entries(profile)
    for match in reasons(index_with(profile), 1, text):
        assert match.entry in every
        assert match.label.removesuffix("…") in " ".join(match.entry.split())
        assert match.typed
        assert set(match.typed.split()) <= set(text.replace(",", " ").split())


@given(profiles(), requests())
def test_an_entry_that_is_named_has_what_the_request_looks_for(profile: Profile, text: str) -> None:
    index = index_with(profile)
    wanted = {term.key for term in index.understand(text, MONDAY).terms}
    every = entries(profile)
    for match in reasons(index, 1, text):
        having = {key for value in every[match.entry] for key in index._terms.of_entry(value.field, value.text)}
        assert having & wanted


@given(profiles(), requests())
def test_without_what_is_named_nobody_fits_better(profile: Profile, text: str) -> None:
    twin = replace(profile, id=99)  # or the request would be read otherwise once nobody has these words
    index = index_with(profile, twin)
    named = {match.entry for match in reasons(index, 1, text)}
    before = score(index, text)
    after = score(index_with(without(profile, named), twin), text)
    assert after <= before
    assert after < before or not named or reasons(index_with(without(profile, named), twin), 1, text)


def test_somebody_with_nothing_in_common_has_no_reason() -> None:
    assert reasons(index_of(person(1, topics=("fishing",), location="Bristol"), *OTHERS), 1, "economist in Leeds") == ()


def test_one_word_of_an_organisation_or_a_place_that_is_asked_for_is_no_reason() -> None:
    people = (
        person(1, organisation="Met Office", ask_me_about="Home care", professions=("law",)),
        person(2, organisation="Home Office", professions=("law",)),
    )
    asked = "lawyer at the Home Office"
    assert [match.label for match in reasons(index_of(*people, *OTHERS), 1, asked)] == ["law"]
    assert {match.label for match in reasons(index_of(*people, *OTHERS), 2, asked)} == {"law", "Home Office"}


def test_a_misspelt_word_is_explained_by_what_it_was_read_as() -> None:
    profile = person(1, role="Senior user researcher", location="Leeds")
    [match] = reasons(index_of(profile, *OTHERS), 1, "usr reserchr")
    assert (match.kind, match.label) == (MatchKind.ROLE, "Senior user researcher")


def test_of_somebody_near_it_is_their_own_town_that_is_named() -> None:
    near = person(1, professions=("user research",), location="York", region="Yorkshire and The Humber")
    places = [each.label for each in _places(reasons(index_of(near, *OTHERS), 1, "user researcher near Leeds"))]
    assert places
    assert "Leeds" not in places


def _places(found: tuple[Match, ...]) -> list[Match]:
    return [match for match in found if match.kind is MatchKind.PLACE]
