"""Figures as people type them are understood, and what is none is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policies.figures import MAX_FIGURE, read_figure, write_figure
from directory.errors import WrongValueError
from tests.strategies import text


@pytest.mark.parametrize(
    ("typed", "unit", "figure"),
    [
        ("82", "", 82),
        ("82%", "", 82),
        ("82 %", "%", 82),
        ("82 per cent", "%", 82),
        ("1,234", "", 1_234),
        ("1 234 567.5", "", 1_234_567.5),
        ("£1.2m", "", 1_200_000),
        ("£1.2 million", "£", 1_200_000),
        ("1.2m", "£m", 1.2),
        ("£1.2m", "£ million", 1.2),
        ("£1.2bn", "£m", 1_200),
        ("3k", "people", 3_000),
        ("3k people", "people", 3_000),
        ("12 days", "days", 12),
        ("12 Days", "days", 12),
        ("5m", "m", 5),
        (".5", "", 0.5),
        ("-3", "", -3),
        ("\N{MINUS SIGN}3.25", "", -3.25),
        ("-£40", "£", -40),
        ("£-40", "£", -40),
        ("-0", "", 0),
        (" 7 ", "", 7),
    ],
)
def test_a_figure_is_read_as_people_type_it(typed: str, unit: str, figure: float) -> None:
    assert read_figure(typed, unit) == figure


@pytest.mark.parametrize(
    "typed",
    ["", "about 80", "80-90", "1,5", "1,2345", "12,34,567", "1.2.3", "1e9", "nan", "inf", "½", "٣", "--3", "80 cats",
     "five", "=1+1", "1/2", "£", "%", "3 %%", "9" * 4_000, "1e400", "82 <!channel>"],
)  # fmt: skip
def test_what_is_no_figure_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(WrongValueError) as refused:
        read_figure(typed, "people")
    assert "Enter a figure" in str(refused.value)
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (82.0, "%", "82%"),
        (1234.5, "", "1,234.5"),
        (1_200_000.0, "£", "£1,200,000"),
        (1.2, "£m", "£1.2m"),
        (1.2, "£ million", "£1.2 million"),
        (-40.0, "£", "-£40"),
        (12.0, "days", "12 days"),
        (5.0, "m", "5 m"),
        (0.1 + 0.2, "", "0.3"),
        (-0.0000001, "", "0"),
    ],
)
def test_a_figure_is_written_with_its_unit(value: float, unit: str, written: str) -> None:
    assert write_figure(value, unit) == written


@given(
    st.integers(-(10**14), 10**14).map(lambda number: number / 100),
    st.sampled_from(["", "%", "£", "£m", "£ million", "days", "m", "people helped"]),
)
def test_what_is_written_is_read_again_as_it_was(value: float, unit: str) -> None:
    assert read_figure(write_figure(value, unit), unit) == value


@given(text(200))
def test_whatever_is_typed_is_a_figure_or_a_sentence(typed: str) -> None:
    assert _is_kept_or_refused(typed)


def _is_kept_or_refused(typed: str) -> bool:
    try:
        return abs(read_figure(typed)) < MAX_FIGURE
    except WrongValueError as refused:
        return bool(str(refused))
