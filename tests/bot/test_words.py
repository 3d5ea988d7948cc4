"""Dates, times, lists and text cut to fit, as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.words import (
    counted,
    fit,
    full_date,
    listed,
    quoted,
    sentence_case,
    short_date,
    time_of_day,
    zone_name,
)


def test_dates_are_written_as_on_gov_uk() -> None:
    assert full_date(date(2026, 3, 3)) == "Tuesday 3 March 2026"
    assert short_date(date(2026, 12, 31)) == "31 December 2026"


@pytest.mark.parametrize(
    ("instant", "zone", "said"),
    [
        ("2026-03-03T14:00", "Europe/London", "Tuesday 3 March 2026, 14:00 UK time"),
        ("2026-05-12T09:00", "Europe/London", "Tuesday 12 May 2026, 10:00 UK time"),
        ("2026-05-12T09:00", "Europe/Belfast", "Tuesday 12 May 2026, 10:00 UK time"),
        ("2026-05-12T22:30", "Europe/Brussels", "Wednesday 13 May 2026, 00:30 Brussels time"),
        ("2026-05-12T09:00", "America/New_York", "Tuesday 12 May 2026, 05:00 New York time"),
        ("2026-05-12T09:00", "America/Argentina/Buenos_Aires", "Tuesday 12 May 2026, 06:00 Buenos Aires time"),
        ("2026-05-12T09:00", "UTC", "Tuesday 12 May 2026, 09:00 UTC time"),
    ],
)
def test_a_time_is_said_in_the_persons_own_zone_and_names_it(instant: str, zone: str, said: str) -> None:
    assert time_of_day(datetime.fromisoformat(instant).replace(tzinfo=UTC), ZoneInfo(zone)) == said


def test_the_united_kingdom_has_one_name_for_its_zone() -> None:
    assert {zone_name(ZoneInfo(key)) for key in ("Europe/London", "Europe/Belfast", "GB")} == {"UK time"}


def test_lists_and_counts_read_as_english() -> None:
    assert [listed(list(letters)) for letters in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert listed(["a", "b"], "or") == "a or b"
    assert [counted(n, "person", "people") for n in (0, 1, 2, 1234)] == [
        "0 people",
        "1 person",
        "2 people",
        "1,234 people",
    ]
    assert [sentence_case(text) for text in ("", "hMRC", "élan")] == ["", "HMRC", "Élan"]


def test_text_that_fits_is_left_as_it_is() -> None:
    assert fit("  user research  ", 13) == "user research"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("user research in Leeds", 17, "user research…"),
        ("user research, in Leeds", 16, "user research…"),
        ("user\nresearch\nin Leeds", 16, "user\nresearch…"),
        ("a " + "x" * 50, 20, "a " + "x" * 17 + "…"),
        ("x" * 50, 20, "x" * 19 + "…"),
        ("user research", 1, "…"),
        (",;: ,;: ,;:", 5, "…"),
    ],
)
def test_text_that_does_not_is_cut_at_a_word_where_there_is_one_near(text: str, limit: int, cut: str) -> None:
    assert fit(text, limit) == cut


@given(st.text(), st.integers(1, 60))
def test_fitted_text_never_exceeds_its_limit_and_says_where_it_was_cut(text: str, limit: int) -> None:
    fitted = fit(text, limit)
    assert len(fitted) <= limit
    if fitted != text.strip():
        assert fitted.endswith("…")
        assert text.strip().startswith(fitted[:-1])
    assert bool(fitted) == bool(text.strip())


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=2, max_size=20), st.integers(24, 60))
def test_no_word_is_cut_where_words_are_short(words: list[str], limit: int) -> None:
    fitted = fit(" ".join(words), limit)
    kept = fitted.removesuffix("…").split()
    assert kept == words[: len(kept)]


@given(st.text(), st.integers(1, 80))
def test_quoted_text_is_on_one_line(text: str, limit: int) -> None:
    said = quoted(text, limit)
    assert said[0] + said[-1] == "“”"
    assert len(said) <= limit + 2
    assert len(said.splitlines()) == 1
