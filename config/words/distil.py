"""Makes ``vectors.npz``: what English words mean, as short vectors, distilled once from a sentence model.

Run with ``python -m config.words.distil WORD_LIST MODEL`` in an environment that has sentence-transformers. MODEL is a
folder or a name of all-MiniLM-L6-v2 (Apache License 2.0, https://www.sbert.net); WORD_LIST has one word a line, such as
SCOWL's British English of size 60 (http://wordlist.aspell.net). Words of our own vocabulary are added. Search reads the
file; it needs neither the model nor the list.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from directory.search.meaning import FILE, Meanings
from directory.search.words import stem, words
from directory.vocabulary import load_vocabulary

VOCABULARY = Path(__file__).parents[1] / "vocabulary"
NUMBERS = 32
"""Numbers a word: 64, 128 and 256 named what was meant no more often for phrases that no list holds."""

_WORD = re.compile(r"[a-z]{2,40}")


def main(word_list: Path, model: str) -> None:
    """Encode every word by itself, keep the main directions of what they mean, one vector for each stem."""
    from sentence_transformers import SentenceTransformer

    known = sorted({*_listed(word_list), *_ours()})
    encoded = np.asarray(SentenceTransformer(model).encode(known, show_progress_bar=True), np.float32)
    centred = encoded - encoded.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    short = centred @ directions[:NUMBERS].T
    short /= np.linalg.norm(short, axis=1, keepdims=True)
    forms: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(known):
        forms[stem(word)].append(place)
    stems = sorted(forms)
    Meanings.of(stems, np.array([short[forms[each]].mean(axis=0) for each in stems])).save(FILE)


def _listed(word_list: Path) -> Iterator[str]:
    return (line for line in word_list.read_text(encoding="utf-8").split() if _WORD.fullmatch(line))


def _ours() -> Iterator[str]:
    """The words of the vocabulary; abbreviations mean nothing to a model of words."""
    for entry in load_vocabulary(VOCABULARY).entries:
        for label in entry.labels:
            yield from (word.folded for word in words(label) if not word.capitals and _WORD.fullmatch(word.folded))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
