"""Slips in the small words of length and time."""

from __future__ import annotations

from datetime import date

import pytest

from directory.search.slips import mended
from tests.directory.search.people import MONDAY, ids, index_of, person, shipped_index, small_vocabulary


def concepts(text: str) -> set[str]:
    return {concept.name for concept in shipped_index().understand(text, MONDAY).concepts}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20 minits with a historian", 20),
        ("15 mintues with a historian", 15),
        ("hlaf an hour with a historian", 30),
        ("half an huor with a historian", 30),
        ("2 horus with a historian", 120),
    ],
)
def test_a_length_survives_a_slip(text: str, minutes: int) -> None:
    assert shipped_index().understand(text, MONDAY).minutes == minutes
    assert concepts(text) == {"history"}
    assert shipped_index().understand(text, MONDAY).words == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("historian next weak", date(2026, 3, 9), date(2026, 3, 15)),
        ("historian nex week", date(2026, 3, 9), date(2026, 3, 15)),
        ("historian tommorow", date(2026, 3, 3), date(2026, 3, 3)),
        ("historian by fryday", MONDAY, date(2026, 3, 6)),
        ("historian on wensday", date(2026, 3, 4), date(2026, 3, 4)),
        ("historian in Janury", date(2027, 1, 1), date(2027, 1, 31)),
        ("historian this moth", MONDAY, date(2026, 3, 31)),
    ],
)
def test_a_time_survives_a_slip(text: str, first: date, last: date) -> None:
    understood = shipped_index().understand(text, MONDAY)
    assert understood.when is not None
    assert (understood.when.first, understood.when.last) == (first, last)
    assert concepts(text) == {"history"}


@pytest.mark.parametrize(
    "text",
    ["weak evidence on growth", "on marsh drainage", "by many people", "20 minds", "moth survey", "in tune with users"],
)
def test_a_known_word_that_only_looks_like_time_is_left_alone(text: str) -> None:
    assert mended(text, lambda word: True) == text


def test_a_short_month_is_never_read_into_an_unknown_word() -> None:
    assert mended("on marsh drainage, in jume", lambda word: False) == "on marsh drainage, in jume"


def test_a_misspelt_word_of_grammar_or_filler_asks_for_nothing() -> None:
    index = index_of(person(1, topics=("wildlife",)), person(2, topics=("pensions",)))
    understood = index.understand("plaese somone abuot pensions wiht", MONDAY)
    assert [concept.name for concept in understood.concepts] == ["pensions"]
    assert understood.words == ()


def test_a_misspelt_request_is_read_as_one_would_read_it() -> None:
    understood = shipped_index().understand("20 minits with a statistition near Cardif", MONDAY)
    assert {concept.name for concept in understood.concepts} == {"statistics", "Cardiff"}
    assert understood.minutes == 20


@pytest.mark.parametrize(
    ("text", "topic"),
    [("user researcher on heath inequalities", "health inequalities"), ("planing permission", "planning permission")],
)
def test_a_slip_that_is_a_word_itself_is_mended_where_that_makes_a_phrase(text: str, topic: str) -> None:
    assert topic in concepts(text)


@pytest.mark.parametrize("text", ["levers of change", "Delhi"])
def test_a_word_that_is_one_stays_what_it_is_where_it_makes_no_phrase(text: str) -> None:
    assert shipped_index().understand(text, MONDAY).corrections == ()


def test_a_slip_that_has_the_stem_of_another_word_may_still_be_meant_as_the_nearest() -> None:
    index = index_of(person(1, professions=("communications",)), person(2, topics=("comings and goings",)))
    assert ids(index, "coms officer")[0] == 1


def test_what_few_people_misspelt_in_their_profiles_is_not_taken_for_a_word() -> None:
    many = [person(number, topics=("quality of care",)) for number in range(1, 151)]
    index = index_of(*many, person(200, ask_me_about="qaulity of bread, wuality"), person(201, ask_me_about="qualia"))
    assert [each.read for each in index.understand("qaulity", MONDAY).corrections] == ["quality"]
    assert index.understand("qualia", MONDAY).corrections == ()  # English, or more than one slip away, is left alone
    assert len(set(ids(index, "qaulity")) & set(range(1, 151))) >= 9
    few = index_of(*many[:20], person(200, ask_me_about="qaulity of bread"), vocabulary=small_vocabulary())
    assert few.understand("qaulity", MONDAY).corrections == ()
