"""Phrases that nobody listed: other words, another order, compounds apart, and what words mean."""

from __future__ import annotations

import numpy as np
import pytest

from directory.search import SearchIndex
from directory.search.compounds import Compounds
from directory.search.concepts import Sense
from directory.search.meaning import Meanings, meanings
from directory.search.nearest import Nearest
from directory.search.words import label_stems
from directory.vocabulary import Entry, Kind, Vocabulary
from tests.directory.search.people import MONDAY, ids, index_of, person, shipped

OFFICER = Entry(kind=Kind.PROFESSION, name="regional growth policy officer")
GUIDE = Entry(kind=Kind.PROFESSION, name="mountain guide")
VOCABULARY = Vocabulary(
    [
        OFFICER,
        GUIDE,
        Entry(kind=Kind.PROFESSION, name="policy officer"),
        Entry(kind=Kind.PROFESSION, name="tourist information clerk"),
        Entry(kind=Kind.TOPIC, name="regional growth"),
    ]
)


def test_a_long_name_is_known_in_another_order_and_across_grammar() -> None:
    people = (
        person(1, professions=("regional growth policy officer",)),
        person(2, professions=("policy officer",), topics=("regional growth",)),
        person(3, topics=("regional growth",)),
    )
    found = ids(index_of(*people, vocabulary=VOCABULARY), "policy officer for regional growth")
    assert found[0] == 1


def test_words_of_one_meaning_point_the_same_way() -> None:
    known = meanings()
    mountain, alpine, pension = known.of_phrases(
        [[stem] for stem in label_stems("mountain alpine pension")], np.ones(3, np.float32)
    )
    assert mountain @ alpine > 0.4 > mountain @ pension


def test_a_phrase_is_shorter_by_the_share_of_words_that_are_unknown() -> None:
    known = Meanings.of(["canal"], np.array([[3.0, 4.0]], np.float32))
    phrases: list[list[str]] = [["canal", "zzyzx"], ["zzyzx"], [], ["canal"]]
    meant = known.of_phrases(phrases, np.array([1, 3, 1, 2], np.float32))
    assert np.linalg.norm(meant, axis=1) == pytest.approx([0.25, 0, 0, 1])
    assert known.of_phrases([["zzyzx"]], np.ones(1, np.float32)).tolist() == [[0.0, 0.0]]


def test_what_is_saved_is_what_is_loaded(tmp_path: object) -> None:
    path = str(tmp_path) + "/words.npz"
    known = Meanings.of(["canal", "lock"], np.array([[1.0, 0.5], [0.0, -1.0]], np.float32))
    known.save(path)  # type: ignore[arg-type]
    again = Meanings.load(path)  # type: ignore[arg-type]
    assert again.places == known.places
    assert (again.vectors == known.vectors).all()


def test_a_phrase_nobody_listed_is_read_by_what_its_words_mean() -> None:
    labelled = [(label_stems(entry.name), Sense.of(entry.kind, entry.name)) for entry in VOCABULARY.entries]
    phrase = label_stems("alpine guide")
    told = Nearest(labelled, meanings()).vote(phrase, lambda key: True)
    assert told[0][0].name == GUIDE.name
    by_letters = {sense.name: likeness for sense, likeness in Nearest(labelled).vote(phrase, bool)}
    assert told[0][1] > by_letters[GUIDE.name]


def test_of_things_that_nobody_has_none_is_meant() -> None:
    labelled = [(label_stems(entry.name), Sense.of(entry.kind, entry.name)) for entry in VOCABULARY.entries]
    votes = Nearest(labelled, meanings()).vote(label_stems("growth officer"), lambda key: key == "c:polici offic")
    assert [sense.name for sense, _ in votes] == ["policy officer"]


def test_compounds_are_taken_apart_and_put_together_where_that_makes_words() -> None:
    compounds = Compounds({"job", "centre", "health", "care", "healthcare", "planning"})
    assert list(compounds.of("jobcentres")) == ["job centres"]
    assert list(compounds.of("health care inspector")) == ["healthcare inspector"]
    assert list(compounds.of("planning")) == []


def test_a_compound_is_found_however_it_is_written() -> None:
    people = (person(1, topics=("jobcentres",)), person(2, topics=("job centres",)), person(3, topics=("pensions",)))
    index = index_of(*people)
    assert set(ids(index, "job centres")) == set(ids(index, "jobcentres")) == {1, 2}


def test_a_right_word_that_nobody_uses_is_not_taken_for_another() -> None:
    index = SearchIndex(shipped())
    assert index.understand("poll questions", MONDAY).corrections == ()
    assert index.understand("a rabbi on interfaith work", MONDAY).corrections == ()


def test_a_slip_that_makes_another_word_is_still_read_as_what_was_meant() -> None:
    index = index_of(person(1, professions=("user research",)), person(2, topics=("fishing",)))
    assert ids(index, "user researches and manger")[0] == 1
    assert ids(index_of(person(1, role="Records manager"), person(2)), "records manger") == [1]


def test_a_name_of_somebody_does_not_take_a_topic_from_everybody_else() -> None:
    people = (person(1, "Universal Credit"), person(2, topics=("Universal Credit",)))
    assert ids(index_of(*people), "Universal Credit")[0] == 2


def test_whoever_is_asked_for_by_name_comes_before_who_fits_the_rest() -> None:
    people = (
        person(1, "Bo Fiddlehat", professions=("law",)),
        *(person(n, professions=("facilitation",), topics=("workshops",)) for n in range(2, 9)),
    )
    assert ids(index_of(*people), "I met a Ms Fiddlehat at a facilitation workshop")[0] == 1
