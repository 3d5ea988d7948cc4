"""Made-up people by the thousand, the same for the same seed, from the words that ship with the project."""

from __future__ import annotations

import random
from collections.abc import Iterator

from directory.model import Level
from directory.profiles import Profile, Skill
from directory.vocabulary import Kind, Vocabulary

_FIRST = "Ada Bryn Cato Dilys Esme Fenn Gwil Hana Idris Juno Kit Lowri Moss Nia Orla Piers Quin Rhys Sorrel Una Wren"
_LAST = "Quillan Tarn Fell Moss Vale Tallow Brock Garth Holm Lund Marl Nettle Oxley Peat Rook Stile Thorne Wick Yarrow"
_GRADES = ("", "Senior", "Lead", "Head of", "Assistant")
_DOING = ("Testing", "Writing", "Planning", "Measuring", "Explaining", "Costing", "Rethinking", "Comparing")
_FOR = ("people who move house", "small firms", "ministers", "new parents", "carers", "farmers", "councils", "students")


def invented_people(count: int, vocabulary: Vocabulary, seed: int = 1) -> Iterator[Profile]:
    """``count`` profiles with ids from 1. Topics and professions are spread unevenly, as they are in life."""
    chance = random.Random(seed)
    names = {kind: [entry.name for entry in vocabulary.of_kind(kind)] for kind in Kind}
    levels = [None, *Level]
    for id_ in range(1, count + 1):
        profession = _uneven(names[Kind.PROFESSION], chance)
        topics = tuple(dict.fromkeys(_uneven(names[Kind.TOPIC], chance) for _ in range(chance.randint(1, 4))))
        skills = dict.fromkeys(_uneven(names[Kind.SKILL], chance) for _ in range(chance.randint(1, 6)))
        yield Profile(
            id=id_,
            person_id=id_,
            name=f"{chance.choice(_FIRST.split())} {chance.choice(_LAST.split())}",
            role=f"{chance.choice(_GRADES)} {profession}".strip(),
            professions=(profession,),
            skills=tuple(Skill(name, chance.choice(levels)) for name in skills),
            topics=topics,
            ask_me_about=f"{chance.choice(_DOING)} {topics[0]} for {chance.choice(_FOR)}",
            experience=tuple(f"{chance.choice(topics)} ({chance.randint(2008, 2025)})" for _ in range(2)),
            organisation=_uneven(names[Kind.ORGANISATION], chance),
            location=_uneven(names[Kind.PLACE], chance),
        )


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


def _uneven(names: list[str], chance: random.Random) -> str:
    return names[int(len(names) * chance.random() ** 2)]
