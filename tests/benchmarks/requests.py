"""Made-up requests, the same for the same seed, in the words that ship with the project."""

from __future__ import annotations

import random

from directory.vocabulary import Kind, Vocabulary


def invented_requests(count: int, vocabulary: Vocabulary, seed: int = 2) -> list[str]:
    """Requests as policymakers put them, by any of the names that the vocabulary lists."""
    chance = random.Random(seed)
    labels = {kind: [label for entry in vocabulary.of_kind(kind) for label in entry.labels] for kind in Kind}
    shapes = (
        "{profession}",
        "looking for a {profession} who knows about {topic}",
        "{profession} near {place} next week",
        "{skill} for {topic}",
        "someone at {organisation} to talk to about {topic}",
    )
    return [
        chance.choice(shapes).format(**{kind.value: chance.choice(labels[kind]) for kind in Kind}) for _ in range(count)
    ]
