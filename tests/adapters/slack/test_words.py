"""What people wrote in Slack, as the words they meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.words import plain_words, request_in
from tests.sizes import examples


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<@U02ADA> and <@U03|bo> know", "and know"),
        ("see <#C01GEN|general> or <#C02>", "see general or"),
        ("<!here> <!subteam^S01|@statisticians> help", "help"),
        ("by <!date^1772443800^{date}|2 March 2026>", "by 2 March 2026"),
        ("<https://example.gov.uk/a?b=1&amp;c|the report>", "the report"),
        ("<https://example.gov.uk/a?b=1&amp;c>", "https://example.gov.uk/a?b=1&c"),
        ("<mailto:ada@example.gov.uk|ada@example.gov.uk>", "ada@example.gov.uk"),
        ("*bold* _slanted_ ~gone~ `code`", "bold slanted gone code"),
        ("R&amp;D for &lt;18s", "R&D for <18s"),
        ("2 * 3 first_last snake_case_", "2 3 first_last snake_case"),
        ("thanks :tada: at 10:30:00 :+1:", "thanks at 10:30:00 :+1:"),
        ("&gt; quoted\n\nanswer", "quoted\n\nanswer"),
        ("&amp;lt;not markup&amp;gt;", "&lt;not markup&gt;"),
    ],
)
def test_markup_becomes_words(written: str, meant: str) -> None:
    assert plain_words(written) == meant


TYPED = st.text(alphabet="@#!|&;:*_~` \n\ragtlmp/-^éU0", max_size=40)  # Slack escapes < and > that people type


@settings(max_examples=examples(120, full=15_000))
@given(TYPED, TYPED)
def test_no_text_makes_it_stumble_and_no_mention_is_left(before: str, after: str) -> None:
    text = f"{before}<@U02ADA>{after}"

    assert "U02ADA" not in plain_words(text)
    assert plain_words(text).endswith(request_in(text))
