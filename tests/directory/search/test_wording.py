"""Phrases that nobody listed: other words, another order, compounds apart."""

from __future__ import annotations

from directory.search import SearchIndex
from directory.search.compounds import Compounds
from directory.search.concepts import Sense
from directory.search.known import Weights
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


def test_of_things_that_nobody_has_none_is_meant() -> None:
    labelled = [(label_stems(entry.name), Sense.of(entry.kind, entry.name)) for entry in VOCABULARY.entries]
    votes = Nearest.of(labelled).vote(label_stems("growth officer"), lambda key: key == "c:polici offic")
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


def test_what_somebody_declares_in_other_words_is_what_it_is_most_like() -> None:
    people = (
        person(1, professions=("clerk for information of tourists",)),
        person(2, professions=("policy officer",), ask_me_about="Information for a clerk"),
    )
    index = index_of(*people, vocabulary=VOCABULARY)
    assert ids(index, "tourist information clerk")[0] == 1
    known = index.understand("tourist information clerk", MONDAY)
    labels = [match.label for match in index.explain(known, [1])[1]]
    assert labels == ["clerk for information of tourists"]


def test_a_topic_within_the_name_of_an_organisation_is_hardly_what_somebody_knows() -> None:
    people = (
        person(1, professions=("policy officer",), organisation="Regional growth & skills board"),
        person(2, professions=("policy officer",), topics=("skills", "regional growth", "roads")),
    )
    assert ids(index_of(*people, vocabulary=VOCABULARY), "policy officer, regional growth") == [2, 1]


def nearest_to(phrase: str, *labelled: tuple[str, str]) -> list[str]:
    """The names of what a phrase may mean, likeliest first; ``labelled``: labels, each with what it names."""
    senses = ((label_stems(label), Sense.of(Kind.PROFESSION, name)) for label, name in labelled)
    return [sense.name for sense, _ in Nearest.of(senses).vote(label_stems(phrase), lambda key: True)]


def test_all_labels_of_a_thing_tell_what_is_meant_and_not_only_the_nearest() -> None:
    guards = (("night guard", "guard"), ("ferry guard", "guard"))
    stewards = (("night purser", "steward"), ("ferry cabin purser", "steward"))
    others = (("train driver", "driver"), ("lorry driver", "driver"), ("school teacher", "teacher"), ("cook", "cook"))
    assert nearest_to("cabin ferry guard", *guards, *stewards, *others)[:2] == ["guard", "steward"]
    more_guards = (*guards, ("night cabin guard", "guard"))
    more_stewards = (("ferry night purser", "steward"), ("night host", "steward"), ("night ferry steward", "steward"))
    assert nearest_to("night cabin purser", *more_guards, *more_stewards, *others)[:2] == ["steward", "guard"]


def test_a_thing_nobody_has_a_label_for_is_like_nothing() -> None:
    assert nearest_to("harbour pilot") == []
    assert nearest_to("beekeeper", ("harbour pilot", "pilot")) == []


def test_words_that_end_in_what_somebody_is_called_name_them_whatever_else_they_suggest() -> None:
    inspector = Entry(kind=Kind.PROFESSION, name="canal boat inspector")
    vocabulary = Vocabulary([*shipped().entries, inspector], shipped().filler)
    index = index_of(person(1, professions=(inspector.name,)), vocabulary=vocabulary)
    assert inspector.name in {guess.name for guess in index.understand("canal barge inspector", MONDAY).guesses}


def test_a_topic_and_what_somebody_is_called_may_be_one_profession() -> None:
    others = (
        f"{what} {who}"
        for what in ("dog", "cat", "ship", "tax", "court", "jam", "egg", "ham")
        for who in ("leader", "clerk", "manager")
    )
    vocabulary = Vocabulary(
        [
            Entry(
                kind=Kind.PROFESSION, name="food production belt manager", synonyms=("food production belt foreman",)
            ),
            Entry(kind=Kind.PROFESSION, name="zoo keeper", synonyms=("leader",)),
            Entry(kind=Kind.TOPIC, name="food production"),
            *(Entry(kind=Kind.PROFESSION, name=name) for name in others),
        ]
    )
    people = (person(1, professions=("zoo keeper",)), person(2, professions=("food production belt manager",)))

    def guesses(text: str, weights: Weights) -> set[str]:
        index = SearchIndex(vocabulary, weights)
        index.build(people)
        return {guess.typed for guess in index.understand(text, MONDAY).guesses}

    assert guesses("food production belt leader", Weights()) == {"food production belt leader"}
    assert guesses("food production belt leader", Weights(one_profession=1.0, one_name=1.0)) == {"belt leader"}


def test_two_professions_one_after_the_other_are_not_one_name() -> None:
    index = index_of(person(1, professions=("environmental science",)), person(2, professions=("law",)))
    understood = index.understand("ecologist, plus a lawyer", MONDAY)
    assert [concept.name for concept in understood.concepts] == ["environmental science", "law"]
    assert "ecologist plus lawyer" not in {term.typed for term in understood.terms}


def test_a_topic_and_a_profession_that_a_label_is_most_like_are_no_other_name() -> None:
    index = index_of(
        person(1, professions=("data protection officer",)), person(2, professions=("subject matter expert",))
    )
    understood = index.understand("child protection subject expert", MONDAY)
    assert [concept.name for concept in understood.concepts] == ["children's social care", "subject matter expert"]
    assert "child protection subject expert" not in {term.typed for term in understood.terms}
