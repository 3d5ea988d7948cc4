"""The words of the field: professions, skills, topics, organisations, places and elements, with their everyday names.

Data, not code: ``config/vocabulary/*.toml`` ships, and a deployment adds CSV files of its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import tomli
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from rapidfuzz import fuzz, process

from directory.errors import WrongFileError

MUCH_ALIKE = 75
"""Per cent of letters that must agree for one name to be suggested for another."""


class Kind(StrEnum):
    """What a word of the vocabulary names."""

    PROFESSION = "profession"
    SKILL = "skill"
    TOPIC = "topic"
    ORGANISATION = "organisation"
    PLACE = "place"
    ELEMENT = "element"


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Entry(BaseModel):
    """One thing that can be named: its name as shown to people, its other names, and what it is part of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    name: Name
    synonyms: tuple[Name, ...] = ()
    broader: str = ""
    ask_for: tuple[str, ...] = ()
    """Elements only: the professions to offer first."""
    calls_for: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Sentences in which people say that they need it and do not name it."""
    next_to: tuple[str, ...] = ()
    """Nations and regions only: those they border on, or that a wide name ("the North") covers."""
    number: int = 0
    group: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The name and every synonym."""
        return (self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Filler:
    """Words and phrases of requests that carry no meaning."""

    phrases: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


_MARKS = str.maketrans(dict.fromkeys("-–—_/", " ") | dict.fromkeys("’'`", ""))


def folded(text: str) -> str:
    """Text as compared: lower case, hyphens, apostrophes and runs of space made one."""
    return " ".join(text.casefold().translate(_MARKS).split())


class Vocabulary:
    """Every entry, found by any of its names."""

    def __init__(self, entries: Iterable[Entry], filler: Filler | None = None) -> None:
        self.filler = filler or Filler()
        self._by_name: dict[tuple[Kind, str], Entry] = {}
        for entry in entries:
            self._add(entry)
        self._by_label = {
            (entry.kind, folded(label)): entry.name
            for entry in reversed(list(self._by_name.values()))
            for label in reversed(entry.labels)
        } | {key: entry.name for key, entry in self._by_name.items()}

    def _add(self, entry: Entry) -> None:
        """A second entry of the same name adds its synonyms to the first."""
        key = (entry.kind, folded(entry.name))
        if known := self._by_name.get(key):
            new = tuple(label for label in entry.synonyms if label not in known.labels)
            entry = known.model_copy(
                update={
                    "synonyms": known.synonyms + new,
                    "broader": known.broader or entry.broader,
                    "examples": known.examples + entry.examples,
                }
            )
        self._by_name[key] = entry

    def __eq__(self, other: object) -> bool:
        """Two that say the same are one vocabulary: what search makes of it is worked out once."""
        return isinstance(other, Vocabulary) and (self.entries, self.filler) == (other.entries, other.filler)

    def __hash__(self) -> int:
        return hash((self.entries, self.filler))

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._by_name.values())

    def of_kind(self, kind: Kind) -> list[Entry]:
        """In the order of the files."""
        return [entry for entry in self._by_name.values() if entry.kind is kind]

    def find(self, kind: Kind, text: str) -> Entry | None:
        """The entry that ``text`` names exactly, but for case, hyphens and spaces."""
        name = self._by_label.get((kind, folded(text)))
        return self._by_name[kind, folded(name)] if name else None

    def nearest(self, kind: Kind, text: str) -> Entry | None:
        """The entry whose name is most like ``text``, if any is much like it."""
        labels = [label for known, label in self._by_label if known is kind]
        best = process.extractOne(folded(text), labels, scorer=fuzz.ratio, score_cutoff=MUCH_ALIKE)
        return self.find(kind, best[0]) if best else None

    def broader_than(self, entry: Entry) -> list[Entry]:
        """What ``entry`` is part of, nearest first."""
        chain: list[Entry] = []
        while entry.broader and (parent := self.find(entry.kind, entry.broader)) and parent not in chain:
            chain.append(parent)
            entry = parent
        return chain

    def region_of(self, place: str) -> str:
        """The region of England or the nation in which a town lies, or an empty string when it is not known."""
        entry = self.find(Kind.PLACE, place)
        if entry is None:
            return ""
        chain = [entry, *self.broader_than(entry)]
        nations = {"united kingdom", "england"}
        regions = [part.name for part in chain if folded(part.name) not in nations and self._is_region(part)]
        return regions[-1] if regions else ""

    def _is_region(self, entry: Entry) -> bool:
        return folded(entry.broader) in {"united kingdom", "england"}


def load_vocabulary(folder: Path, extra: Sequence[Path] = ()) -> Vocabulary:
    """Read the shipped files of ``folder`` and a deployment's own CSV files.

    Raises WrongFileError naming the file, the line or entry, and what is wrong with it.
    """
    entries = [entry for path in sorted(folder.glob("*.toml")) if path.stem != "filler" for entry in _toml(path)]
    entries += [entry for path in sorted((folder / "examples").glob("*.toml")) for entry in _examples(path)]
    for path in extra:
        entries.extend(_csv(path))
    return Vocabulary(entries, _filler(folder / "filler.toml"))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise WrongFileError(f"The vocabulary file {path.name} cannot be read: {error}.") from error


def _examples(path: Path) -> Iterator[Entry]:
    """A table for each kind: names, each with its sentences."""
    for kind, said in _read(path).items():
        if not isinstance(said, dict):
            raise WrongFileError(f"{path.name}: “{kind}” must be a table of names, begun by [{kind}].")
        for name, sentences in said.items():
            try:
                yield Entry.model_validate({"kind": kind, "name": name, "examples": sentences})
            except ValidationError as error:
                raise WrongFileError(f"{path.name}, {kind} “{name}”: {_sentence(error)}.") from error


def _toml(path: Path) -> list[Entry]:
    entries = []
    for kind, rows in _read(path).items():
        if not isinstance(rows, list):
            raise WrongFileError(f"{path.name}: “{kind}” must be a list of tables, each begun by [[{kind}]].")
        for number, row in enumerate(rows, 1):
            try:
                entries.append(Entry.model_validate({"kind": kind, **row}))
            except (TypeError, ValidationError) as error:
                raise WrongFileError(f"{path.name}, {kind} number {number}: {_sentence(error)}.") from error
    return entries


def _csv(path: Path) -> list[Entry]:
    try:
        reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        if missing := {"kind", "name"} - set(reader.fieldnames or ()):
            raise WrongFileError(f"{path.name} has no column {' or '.join(sorted(missing))}.")
        return [_row(path, reader.line_num, row) for row in reader]
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise WrongFileError(f"{path.name}, line {line}: not UTF-8. Save the file as “CSV UTF-8”.") from error
    except FileNotFoundError as error:
        raise WrongFileError(f"The vocabulary file {path} is not there.") from error
    except OSError as error:
        raise WrongFileError(f"The vocabulary file {path.name} cannot be read: {error.strerror}.") from error
    except csv.Error as error:
        raise WrongFileError(f"The vocabulary file {path.name} cannot be read: {error}.") from error


def _row(path: Path, line: int, row: dict[str, str]) -> Entry:
    try:
        return Entry(
            kind=Kind((row["kind"] or "").strip().casefold()),
            name=row["name"] or "",
            synonyms=_parts(row.get("synonyms")),
            examples=_parts(row.get("examples")),
            broader=(row.get("broader") or "").strip(),
        )
    except ValidationError as error:
        raise WrongFileError(f"{path.name}, line {line}: {_sentence(error)}.") from error
    except ValueError as error:
        kinds = ", ".join(Kind)
        raise WrongFileError(f"{path.name}, line {line}: kind must be one of {kinds}, not “{row['kind']}”.") from error


def _parts(text: str | None) -> tuple[str, ...]:
    """What semicolons separate, each once."""
    parts = (part.strip() for part in (text or "").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _filler(path: Path) -> Filler:
    if not path.exists():
        return Filler()
    try:
        data = _FillerFile.model_validate(tomli.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise WrongFileError(f"{path.name}: {_sentence(error)}.") from error
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise WrongFileError(f"The vocabulary file {path.name} cannot be read: {error}.") from error
    return Filler(tuple(data.phrases), frozenset(data.words))


class _FillerFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phrases: list[str] = Field(default_factory=list)
    words: list[str] = Field(default_factory=list)


def _sentence(error: TypeError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc']) or 'entry'}: {first['msg']}"
    return "not a table of name, synonyms and broader"
