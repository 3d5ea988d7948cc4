"""What cannot be seen is left out, and everything else is kept."""

from __future__ import annotations

import pytest

from adapters.unseen import NOTHING, seen


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00\x07b", "ab"),
        ("invoice\u202egnp.exe\u202c", "invoicegnp.exe"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("Zoë\t字 👩🏽‍⚖️  two spaces", "Zoë\t字 👩🏽‍⚖️  two spaces"),
        ("\ufeff", NOTHING),
        (" \n ", NOTHING),
    ],
)
def test_only_what_can_be_seen_is_shown(typed: str, shown: str) -> None:
    assert seen(typed) == shown
