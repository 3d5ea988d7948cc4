"""What a search is narrowed to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.finding.refinement import LENGTHS, LONGEST_NAME, WHENS, Refinement, When
from directory.search import Concept, Understood, Window
from directory.vocabulary import Kind

TUESDAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("this_week", date(2026, 5, 12), date(2026, 5, 17)),
        ("next_week", date(2026, 5, 18), date(2026, 5, 24)),
        ("fortnight", date(2026, 5, 12), date(2026, 5, 26)),
        ("month", date(2026, 5, 12), date(2026, 6, 11)),
    ],
)
def test_a_time_in_words_becomes_days(when: When, first: date, last: date) -> None:
    assert Refinement(when=when).window(Understood("history"), TUESDAY) == Window(first, last, WHENS[when])


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from(list(WHENS)))
def test_days_asked_for_are_never_in_the_past(today: date, when: When) -> None:
    window = Refinement(when=when).window(Understood(""), today)
    assert window is not None
    assert window.first is not None
    assert window.last is not None
    assert today <= window.first <= window.last
    if when == "this_week":
        assert window.last.weekday() == 6
        assert window.last - today < timedelta(days=7)
    if when == "next_week":
        assert (window.first.weekday(), window.last.weekday()) == (0, 6)


def test_the_forms_time_goes_before_that_of_the_request() -> None:
    own = Window(date(2026, 6, 1), date(2026, 6, 7), "in June")
    asked = Understood("history in June", when=own)
    assert Refinement().window(asked, TUESDAY) is own
    assert Refinement(when="this_week").window(asked, TUESDAY) != own
    assert Refinement(widened=True).applied_to(asked).when is None


def test_what_is_limited_is_required_and_nothing_else_is() -> None:
    asked = Understood("history", required=(Concept(Kind.PLACE, "Leeds", "leeds"),))
    assert Refinement().applied_to(asked).required == asked.required
    limited = Refinement(profession="history", place="Wales", organisation="DWP").applied_to(asked)
    assert {(c.kind, c.name) for c in limited.required} == {
        (Kind.PROFESSION, "history"),
        (Kind.PLACE, "Wales"),
        (Kind.ORGANISATION, "DWP"),
    }


def test_widening_keeps_the_profession_that_was_chosen() -> None:
    asked = Understood("history", required=(Concept(Kind.PLACE, "Leeds", "leeds"),))
    [kept] = Refinement(profession="history", widened=True).applied_to(asked).required
    assert kept.name == "history"


@pytest.mark.parametrize(
    "values",
    [
        {"minutes": 20},
        {"minutes": -15},
        {"when": "yesterday"},
        {"place": "x" * (LONGEST_NAME + 1)},
        {"unknown": "x"},
    ],
)
def test_forged_limits_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Refinement.model_validate(values)


@given(
    st.builds(
        Refinement,
        profession=st.text(max_size=LONGEST_NAME),
        place=st.text(max_size=LONGEST_NAME),
        minutes=st.sampled_from((0, *LENGTHS)),
        when=st.sampled_from(["", *WHENS]),
        widened=st.booleans(),
    )
)
def test_a_refinement_comes_back_from_the_database_as_it_was(refinement: Refinement) -> None:
    assert Refinement.model_validate(refinement.model_dump(exclude_defaults=True)) == refinement
