"""Statements of occupational standards that a consultation may support, as TOML files list them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.fields import MAX_CHOICES
from directory.errors import WrongFileError

CODE = r"^[A-Za-z0-9-]{1,20}$"
MAX_WORDS = 50
"""With its code, a statement is an option of a form."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a standard: "S13" of "OCC0526", "policy officer". ``words`` is a short name of ours."""

    standard: str
    standard_name: str
    code: str
    words: str

    @property
    def key(self) -> str:
        """How it is kept: "OCC0526.S13"."""
        return f"{self.standard}.{self.code}"

    @property
    def label(self) -> str:
        """For example "S13 working with specialists"."""
        return f"{self.code} {self.words}"


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=CODE)
    words: str = Field(min_length=1, max_length=MAX_WORDS)


class _Standard(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=CODE)
    name: str = Field(min_length=1, max_length=MAX_WORDS)
    statement: list[_Listed] = Field(min_length=1)


def load_standards(folder: Path, extra: Sequence[Path] = ()) -> tuple[Statement, ...]:
    """The statements of the shipped files of ``folder`` and of a deployment's own, whose words win.

    Raises WrongFileError naming the file and what is wrong with it, or that there are more than a form can show.
    """
    statements: dict[str, Statement] = {}
    for path in (*sorted(folder.glob("*.toml")), *extra):
        statements |= {each.key: each for each in _read(path)}
    if len(statements) > MAX_CHOICES:
        raise WrongFileError(
            f"The standards list {len(statements)} statements, and a form can show {MAX_CHOICES}: "
            "leave out those that a consultation is less likely to support."
        )
    return tuple(statements.values())


def named(keys: Iterable[str], statements: Sequence[Statement]) -> list[str]:
    """How people read the statements that were chosen; one that no file lists any more by its code alone."""
    labels = {each.key: f"{each.label} ({each.standard})" for each in statements}
    return [labels.get(key) or "{1} ({0})".format(*key.rpartition(".")[::2]) for key in keys]


def _read(path: Path) -> Iterable[Statement]:
    try:
        standard = _Standard.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise WrongFileError(f"The standards file {path} is not there.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongFileError(f"{path.name}: {where}: {first['msg']}.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongFileError(f"The standards file {path.name} cannot be read: {error}.") from error
    return [Statement(standard.code, standard.name, each.code, each.words) for each in standard.statement]
