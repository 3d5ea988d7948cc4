"""The fictional people of the demonstration page, read from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.web.personas import read_personas
from directory.errors import WrongFileError

SOMEBODY = '[[personas]]\nid = "a"\nname = "A"\nemail = "a@example.gov.uk"\nrole = "R"\norganisation = "O"\n'


def test_the_sample_has_four_people_with_something_to_try() -> None:
    personas = read_personas()
    assert len(personas) == 4
    assert all(persona.examples for persona in personas)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("not TOML", "is not TOML"),
        ("", "wrong at personas"),
        (SOMEBODY.replace('name = "A"', 'name = ""'), "wrong at personas.0.name"),
        (SOMEBODY.replace('id = "a"', 'id = "A B"'), "wrong at personas.0.id"),
        (SOMEBODY + "age = 3\n", "wrong at personas.0.age"),
        (SOMEBODY * 2, "names a twice"),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "personas.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(WrongFileError, match=problem):
        read_personas(path)


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(WrongFileError, match="cannot be read"):
        read_personas(tmp_path / "personas.toml")
