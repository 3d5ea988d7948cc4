"""Statements of occupational standards: what ships, what a deployment adds, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.consultations.standards import load_standards, named
from config.settings import STANDARDS
from directory.errors import WrongFileError

OWN = """
code = "PPS"
name = "policy profession"
[[statement]]
code = "2-1"
words = "using evidence"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_one_that_ships_is_of_the_policy_officer_standard() -> None:
    [statement] = load_standards(STANDARDS)
    assert (statement.key, statement.label) == ("OCC0526.S13", "S13 working with specialists")


def test_a_deployment_adds_its_own_and_its_words_win(tmp_path: Path) -> None:
    own = written(tmp_path, OWN)
    assert [each.key for each in load_standards(STANDARDS, (own,))] == ["OCC0526.S13", "PPS.2-1"]
    better = OWN.replace("PPS", "OCC0526").replace("2-1", "S13")
    [statement] = load_standards(STANDARDS, (written(tmp_path, better),))
    assert statement.words == "using evidence"


def test_a_statement_that_no_file_lists_any_more_is_named_by_its_code() -> None:
    assert named(["OCC0526.S13", "OLD.K1"], load_standards(STANDARDS)) == [
        "S13 working with specialists (OCC0526)",
        "K1 (OLD)",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "own.toml cannot be read"),
        ('code = "A"\nname = "b"', "statement: Field required"),
        (OWN.replace("2-1", "2.1"), "statement.0.code"),
        (OWN.replace("using evidence", "x" * 51), "statement.0.words"),
        (OWN + 'colour = "red"', "statement.0.colour"),
        (OWN + "".join(f'[[statement]]\ncode = "K{n}"\nwords = "w"\n' for n in range(9)), "a form can show 10"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongFileError, match=said):
        load_standards(STANDARDS, (written(tmp_path, text),))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WrongFileError, match="is not there"):
        load_standards(STANDARDS, (tmp_path / "none.toml",))
