"""The collection's people."""

from __future__ import annotations

from itertools import islice

from tests.collection.known import names
from tests.collection.people import LONG, OTHER_WORDS, THIN, FictionalExpert, people
from tests.collection.wordings import Words, wordings

FEW = 300
SPREAD = 0.05  # that a share among some thousand values may be off


def test_the_first_people_are_the_same_at_any_size() -> None:
    assert list(people(FEW)) == list(islice(people(FEW * 5), FEW))


def test_there_are_two_thousand_people_unless_more_or_fewer_are_asked_for(everybody: list[FictionalExpert]) -> None:
    assert len(everybody) == 2_000
    assert [expert.id for expert in everybody] == list(range(1, 2_001))
    assert len({expert.staff_id for expert in everybody}) == 2_000


def test_a_third_of_what_people_say_is_in_other_words(everybody: list[FictionalExpert]) -> None:
    said = [name for expert in everybody for name in (*expert.topics, *expert.professions)]
    true = [name for expert in everybody for name in (*expert.facets.topics, *expert.facets.professions)]
    assert len(said) == len(true)
    other = sum(a != b for a, b in zip(said, true, strict=True)) / len(true)
    assert abs(other - OTHER_WORDS) < SPREAD


def test_whatever_is_true_of_somebody_is_said_in_one_wording_or_another(everybody: list[FictionalExpert]) -> None:
    words = wordings()

    def says(said: str, official: str, others: Words) -> bool:
        return said in (official, *others.get(official, ()))

    for expert in everybody:
        facets = expert.facets
        pairs = [
            *zip(expert.professions, facets.professions, [words.professions] * 2, strict=False),
            *zip(expert.topics, facets.topics, [words.topics] * 3, strict=False),
            *zip((skill.name for skill in expert.skills), facets.skills, [words.skills] * 5, strict=False),
            (expert.organisation, facets.organisation, words.organisations),
            (expert.location, facets.town, words.places),
        ]
        assert all(says(*pair) for pair in pairs)


def test_some_say_little_and_some_say_much(everybody: list[FictionalExpert]) -> None:
    thin = [expert for expert in everybody if not expert.experience and not expert.ask_me_about]
    long = [expert for expert in everybody if len(expert.ask_me_about) > 250]
    assert abs(len(thin) / len(everybody) - THIN) < SPREAD
    assert abs(len(long) / len(everybody) - LONG) < SPREAD
    assert all(expert.role and len(expert.facets.topics) == 1 for expert in thin)


def test_other_words_are_the_official_name_of_nothing_else() -> None:
    words = wordings()
    official = {name.casefold() for facet in names().values() for name in facet}
    parts = (words.professions, words.skills, words.topics, words.organisations)
    for part in parts:
        assert not {other.casefold() for others in part.values() for other in others} & official


def test_other_words_are_for_names_that_the_sample_uses() -> None:
    words = wordings()
    for facet in ("professions", "skills", "topics", "organisations", "places"):
        assert set(getattr(words, facet)) <= names()[facet]
