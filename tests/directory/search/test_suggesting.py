"""What the words of a request suggest together, although no phrase names it."""

from __future__ import annotations

from functools import cache

import pytest

from directory.search import SearchIndex, Understood
from directory.search.concepts import Sense
from directory.search.suggestions import Suggestions
from directory.vocabulary import Entry, Kind, Vocabulary
from tests.directory.search.people import MONDAY, ids, index_of, person, skill

AIR = Sense.of(Kind.TOPIC, "air quality")
SCHOOLS = Sense.of(Kind.TOPIC, "schools")
FILMS = Sense.of(Kind.TOPIC, "films")

SAID = [
    *((("fume", word), AIR) for word in ("exhaust", "diesel", "traffic", "road", "stove", "wood")),
    *((("school", word), SCHOOLS) for word in ("primari", "secondari", "nurseri", "teacher", "pupil", "class")),
    *((("film", word), FILMS) for word in ("festiv", "star", "studio", "reel", "crew", "set")),
]
OTHERS = [((f"word{n}", f"other{n}"), Sense.of(Kind.TOPIC, f"thing {n}")) for n in range(2_000)]
KNOWN = Suggestions.of([*SAID, *OTHERS])


def read(text: str, known: Suggestions = KNOWN) -> list[tuple[str, set[int]]]:
    """What a text suggests, by which of its words; a dash is a word that has been understood."""
    found = known.read([None if word == "-" else word for word in text.split()])
    return [(suggestion.best[0].name, set(suggestion.numbers)) for suggestion in found]


def test_the_surest_is_read_first_and_the_rest_explains_what_is_left() -> None:
    assert read("primari school") == [("schools", {0, 1})]
    assert read("diesel fume primari school teacher") == [("schools", {2, 3, 4}), ("air quality", {0, 1})]


def test_too_little_suggests_nothing() -> None:
    assert read("zebra") == read("") == read("- -") == []
    assert read("primari", Suggestions.of([])) == []


def test_words_that_say_something_of_everything_suggest_nothing() -> None:
    everything = Suggestions.of([(("help", "us", f"word{n}"), Sense.of(Kind.TOPIC, f"thing {n}")) for n in range(50)])
    assert read("help us", everything) == []


def test_nothing_goes_across_what_is_understood_otherwise() -> None:
    assert read("primari - school") == [("schools", {0, 2})]
    together = next(iter(KNOWN.read(["school", "primari"]))).best[1]
    apart = next(iter(KNOWN.read(["school", None, "primari"]))).best[1]
    assert together > apart  # a pair of neighbours says more than both words


def understood(text: str) -> Understood:
    return peopled().understand(text, MONDAY)


def named(read: Understood) -> list[str]:
    return [concept.name for concept in read.concepts]


PEOPLE = (
    person(1, topics=("air quality",)),
    person(2, topics=("schools",)),
    person(3, professions=("law",)),
    person(4, professions=("user research",)),
    person(5, skills=(skill("contract management"),)),
    person(6, professions=("evaluation",)),
    person(7, topics=("broadband",)),
    person(8, professions=("economics",), location="Leeds"),
)


@cache
def peopled() -> SearchIndex:
    return index_of(*PEOPLE)


@pytest.mark.parametrize(
    ("text", "meant", "first"),
    [
        ("traffic fumes outside primary schools", "air quality", 1),
        ("villages with rubbish wifi", "broadband", 7),
        ("the supplier keeps missing its service levels and we want to hold them to what they signed up to",
         "contract management", 5),
    ],
)  # fmt: skip
def test_a_request_is_read_as_a_whole(text: str, meant: str, first: int) -> None:
    assert meant in named(understood(text))
    assert ids(peopled(), text)[0] == first


def test_an_element_is_known_by_what_people_say_who_are_at_it() -> None:
    keys = {term.key for term in understood("the scheme has closed and we want to know if it was any good").heart}
    assert "profession=c:evalu" in keys
    assert set(ids(peopled(), "the scheme has closed and we want to know if it was any good")[:2]) == {4, 6}


def test_whoever_is_asked_for_by_name_stays_whom_to_talk_to() -> None:
    text = "a lawyer, the supplier keeps missing its service levels"
    assert understood(text).heart[0].key == "profession=c:law"
    assert ids(peopled(), text)[0] == 3


def test_what_nobody_has_is_not_suggested() -> None:
    text = "villages with rubbish wifi"
    without = index_of(*(one for one in PEOPLE if one.id != 7)).understand(text, MONDAY)
    assert "broadband" in named(understood(text))
    assert "broadband" not in named(without)


def test_what_is_not_wanted_suggests_nothing() -> None:
    assert not any(term.key == AIR.key for term in understood("schools, not traffic fumes or exhaust fumes").terms)


def test_people_are_told_what_was_looked_for_and_not_what_single_words_would_have_been() -> None:
    assert named(understood("villages with rubbish wifi")) == ["broadband"]
    assert named(understood("villages")) == ["rural affairs"]
    [concept] = understood("villages with rubbish wifi").concepts
    assert 0.7 <= concept.weight <= 1
    assert concept.typed == "villages rubbish wifi"


def test_reasons_tell_the_words_that_suggested_it() -> None:
    [reason, *_] = peopled().explain(understood("villages with rubbish wifi"), [7])[7]
    assert (reason.label, reason.typed) == ("broadband", "villages rubbish wifi")


def test_a_deployments_own_entry_is_learnt_from_its_examples() -> None:
    entries = [Entry(kind=Kind.SKILL, name=f"skill {n}", synonyms=(f"word{n} other{n}",)) for n in range(300)]
    beekeeping = Entry(kind=Kind.SKILL, name="apiary", examples=("the bees have flown away", "bees are stinging"))
    people = (person(1, skills=(skill("apiary"),)), person(2, skills=(skill("skill 7"),)))
    index = index_of(*people, vocabulary=Vocabulary([*entries, beekeeping]))
    assert ids(index, "our bees have flown") == [1]
