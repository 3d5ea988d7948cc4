"""What search makes of a vocabulary, kept in a file: to work it out takes seconds, to read it a fraction of one."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import zipfile
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from directory.search.concepts import Phrases, Relations, Sense
from directory.search.known import filler_of
from directory.search.lexicon import Lexicon, all_of_it_kept, made_of
from directory.search.nearest import Nearest
from directory.search.sparse import Sparse
from directory.search.suggestions import Suggestions
from directory.vocabulary import Kind, Vocabulary

MOST_KEPT = 4
"""Files that stay in the folder: those of other vocabularies and versions, the newest."""

STEMMER = version("PyStemmer")

_PATTERN = "vocabulary-*.npz"

_PARTS = ("things", "shares", "starts")
"""The arrays of a sparse matrix."""

log = logging.getLogger(__name__)

Arrays = dict[str, Any]


@lru_cache(maxsize=8)
def lexicon(vocabulary: Vocabulary, folder: Path | None = None) -> Lexicon:
    """What search makes of a vocabulary, which must not change any more.

    ``folder``: where it is kept for the next start. A folder that cannot be written or a file that cannot be read is no
    error: it is worked out anew.
    """
    if folder is None:
        return made_of(vocabulary)
    path = folder / _PATTERN.replace("*", mark_of(vocabulary))
    known = _read(path, vocabulary)
    if known is None:
        known = made_of(vocabulary)
        _write(path, known)
    return known


def mark_of(vocabulary: Vocabulary, rules: Path = Path(__file__).parent, stemmer: str = STEMMER) -> str:
    """The same for the same words read by the same rules: those of the modules in the folder ``rules``, and of the
    stemmer of this version."""
    mark = hashlib.sha256(stemmer.encode())
    for path in sorted(rules.glob("*.py")):
        mark.update(path.read_bytes())
    for entry in vocabulary.entries:
        mark.update(entry.model_dump_json().encode())
    mark.update(json.dumps([vocabulary.filler.phrases, sorted(vocabulary.filler.words)]).encode())
    return mark.hexdigest()[:32]


def _read(path: Path, vocabulary: Vocabulary) -> Lexicon | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept, all_of_it_kept():
            return _unpacked(dict(kept), vocabulary)
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile) as error:
        log.info("%s cannot be read (%s): it is worked out anew", path, error)
        return None


def _write(path: Path, made: Lexicon) -> None:
    """Whoever reads meanwhile sees the whole file or none."""
    unfinished = path.with_name(f"{path.stem}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **_packed(made))
        unfinished.replace(path)
        newest_first = sorted(path.parent.glob(_PATTERN), key=lambda each: -each.stat().st_mtime_ns)
        for old in newest_first[MOST_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.info("%s cannot be kept for the next start: %s", path, error)
        with suppress(OSError):
            unfinished.unlink()


def _packed(made: Lexicon) -> Arrays:
    """Arrays as they are, all else as JSON in one of bytes; senses by their number in a list of all."""
    numbers: dict[Sense, int] = {}

    def numbered(senses: Any) -> list[int]:
        return [numbers.setdefault(sense, len(numbers)) for sense in senses]

    nearest = made.nearest
    arrays: Arrays = {"named": nearest.things, "rarity": nearest.rarity, "labels": nearest.labels}
    told: dict[str, Any] = {
        "phrases": [[" ".join(path), numbered(senses)] for path, senses in made.phrases.every()],
        "words": dict(made.words),
        "stems": sorted(made.stems),
    }
    for name, senses in (("nearest", nearest.senses), ("suggestions", made.suggestions.senses)):
        told[name] = numbered(senses)
    matrices = {"nearest": nearest.matrix, "said": nearest.said, "suggested": made.suggestions.matrix}
    told["features"] = {name: list(matrix.features) for name, matrix in matrices.items()}
    for name, matrix in matrices.items():
        arrays |= {f"{name} {part}": getattr(matrix, part) for part in _PARTS}
    told["senses"] = [[sense.kind, sense.name, sense.key] for sense in numbers]
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    return arrays


def _unpacked(arrays: Arrays, vocabulary: Vocabulary) -> Lexicon:
    told = json.loads(arrays["told"].tobytes())
    senses = [Sense(Kind(kind), name, key) for kind, name, key in told["senses"]]
    phrases = Phrases()
    for path, numbers in told["phrases"]:
        stems = path.split(" ")
        for number in numbers:
            phrases.add(stems, senses[number])
    matrices = {}
    for name, features in told["features"].items():
        flat = (arrays[f"{name} {part}"] for part in _PARTS)
        matrices[name] = Sparse({feature: number for number, feature in enumerate(features)}, *flat)
    named, suggested = ([senses[number] for number in told[name]] for name in ("nearest", "suggestions"))
    return Lexicon(
        phrases=phrases,
        relations=Relations(vocabulary),
        nearest=Nearest(
            named, arrays["named"], matrices["nearest"], arrays["rarity"], matrices["said"], arrays["labels"]
        ),
        suggestions=Suggestions(suggested, matrices["suggested"]),
        filler=filler_of(vocabulary.filler),
        words=told["words"],
        stems=frozenset(told["stems"]),
    )
