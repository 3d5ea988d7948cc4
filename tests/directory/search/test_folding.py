"""However people come, change and leave, the index is what one build of those who are there would make."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from directory.model import Level, Status
from directory.profiles import Profile
from directory.search import SearchIndex
from directory.search.concepts import Relations
from directory.search.draft import draft
from directory.search.edition import Part
from directory.search.fields import Terms
from directory.search.folding import SMALLEST_FOLD, folded
from directory.search.labels import labels_of, phrases_of
from directory.search.merging import merged
from directory.search.nearest import Nearest
from directory.search.segment import Segment
from tests.directory.search.people import MONDAY, find, ids, index_of, person, skill, small_vocabulary
from tests.sizes import examples

VOCABULARY = small_vocabulary()
REQUESTS = (
    "user researcher in Leeds",
    "fishing",
    "historian on pensions",
    "knots",
    "Ada Quillan",
    "pensoins",
    "Humber",
)

profiles = st.builds(
    person,
    st.integers(1, 12),
    st.sampled_from(("Ada Quillan", "Bo Tarn", "Cy Fell")),
    role=st.sampled_from(("", "Senior user researcher", "Historian", "Keeper of knots")),
    professions=st.sampled_from(((), ("user research",), ("history",), ("Puppetry",))),
    topics=st.sampled_from(((), ("pensions",), ("fishing", "old age income"))),
    skills=st.sampled_from(((), (skill("knots", Level.EXPERT),), (skill("knots"), skill("listening")))),
    ask_me_about=st.sampled_from(("", "How people tie knots. Also fishing.", "Pensions, and what people make of them")),
    location=st.sampled_from(("", "Leeds", "York", "London")),
    status=st.sampled_from((Status.ACTIVE, Status.ACTIVE, Status.ACTIVE, Status.HIDDEN, Status.LEFT)),
)


def drafted(people: Iterable[Profile]) -> Segment:
    return draft(people, Terms(phrases_of(labels_of(VOCABULARY)), Relations(VOCABULARY), Nearest.of([])))


def contents(segment: Segment) -> tuple[object, ...]:
    """All that a segment says, by people's ids and in words: the same however it came about."""
    terms = {
        key: dict(zip(segment.ids[rows].tolist(), gains.tolist(), strict=True))
        for key in segment.keys
        for rows, gains in (segment.people_with(key),)
    }
    entries = {int(id_): segment.entries(row) for row, id_ in enumerate(segment.ids)}
    texts = sorted(segment.texts[number] for number in range(len(segment.texts)))
    return terms, entries, texts


def spellings(segment: Segment) -> dict[str, str]:
    """The words as written, with their stems."""
    stems = {term: key for key, term in segment.keys.items()}
    return {word: stems[term] for word, term in segment.spelt.items()}


@given(st.lists(profiles, max_size=12), st.lists(profiles, max_size=12), st.sets(st.integers(1, 12)))
@settings(max_examples=examples(60, 600), deadline=None)
def test_a_merged_segment_is_what_drafting_everybody_at_once_makes(
    older: list[Profile], newer: list[Profile], gone: set[int]
) -> None:
    now = {profile.id: profile for profile in newer}
    before = {profile.id: profile for profile in older}
    parts = []
    for people, without in ((older, gone | set(now)), (newer, gone)):
        segment = drafted(people)
        parts.append((segment, ~np.isin(segment.ids, list(without))))
    everybody = [profile for id_, profile in (before | now).items() if id_ not in gone]
    whole = merged(parts)
    fresh = drafted(everybody)
    assert contents(whole) == contents(fresh)
    # A word that only those who left wrote stays known as long as somebody has its stem.
    assert spellings(fresh).items() <= spellings(whole).items()
    assert [int(whole.ids[row]) for row in whole.rows_of([5, 1, 99, 5])] == sorted({1, 5} & {p.id for p in everybody})


def changing(index: SearchIndex, people: Iterable[Profile]) -> None:
    """As update, and wait for what it sets off."""
    index.update(list(people))
    index.settle()


def test_a_folded_index_answers_and_explains_as_one_built_afresh() -> None:
    kept = [person(n, topics=("pensions",), location="Leeds") for n in range(1, 50)]
    crowd = [person(100 + n, f"Cy Fell{n}", topics=("fishing",)) for n in range(SMALLEST_FOLD)]
    changed = [person(n, role="Historian", skills=(skill("knots"),)) for n in range(1, 9)]
    index = index_of(*kept, vocabulary=VOCABULARY)
    changing(index, changed)
    changing(index, crowd)
    fresh = index_of(*changed, *kept[8:], *crowd, vocabulary=VOCABULARY)
    for text in REQUESTS:
        hits = find(index, text, 1_000)
        assert hits == find(fresh, text, 1_000), text
        asked = index.understand(text, MONDAY)
        assert asked == fresh.understand(text, MONDAY)
        found = [hit.id for hit in hits]
        assert index.explain(asked, found) == fresh.explain(asked, found)


def test_folding_a_part_forgets_what_nobody_has_any_more() -> None:
    crowd = [person(n, topics=("zoonotic spillover",)) for n in range(SMALLEST_FOLD + 1)]
    index = index_of(*crowd, person(9_000, topics=("fishing",)), vocabulary=VOCABULARY)
    changing(index, [person(profile.id, status=Status.LEFT) for profile in crowd])
    assert index.understand("zonotic", MONDAY).corrections == ()
    assert ids(index, "fishing") == [9_000]


class Waiting(Iterable[Profile]):
    """People who come only when they are let in: whatever takes them in is at work until then."""

    def __init__(self, people: Iterable[Profile]) -> None:
        self.people = people
        self.asked, self.let_in = threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[Profile]:
        self.asked.set()
        assert self.let_in.wait(30)
        yield from self.people


def test_searches_and_updates_go_on_while_an_index_is_built() -> None:
    index = index_of(person(1, topics=("pensions",)), vocabulary=VOCABULARY)
    people = Waiting([person(2, topics=("fishing",))])
    building = threading.Thread(target=index.build, args=(people,))
    building.start()
    assert people.asked.wait(30)
    index.update([person(3, topics=("pensions",))])
    assert ids(index, "pensions") == [1, 3]
    people.let_in.set()
    building.join()
    assert (ids(index, "pensions"), ids(index, "fishing")) == ([], [2])


def test_who_changes_while_parts_become_one_is_not_brought_back() -> None:
    index = index_of(person(1, topics=("pensions",)), person(2, topics=("pensions",)), vocabulary=VOCABULARY)
    index.update([person(3, topics=("pensions",))])
    now = index.edition
    older = now.parts[:1]
    phrases = phrases_of(labels_of(VOCABULARY))
    whole = Part.of(merged([(part.segment, part.alive) for part in older]), phrases, {})
    index.update([person(2, topics=("fishing",)), person(4, topics=("pensions",))])  # what comes meanwhile
    edition = folded(index.edition, 0, older, whole, now.nearest)
    index.publish(edition)
    assert ids(index, "pensions") == [1, 3, 4]
    assert ids(index, "fishing") == [2]
    index.build([person(9, topics=("pensions",))])
    assert folded(index.edition, 0, older, whole, now.nearest) is index.edition


class Changes(RuleBasedStateMachine):
    """A directory that changes, and what its index answers beside one built afresh."""

    def __init__(self) -> None:
        super().__init__()
        self.index = SearchIndex(VOCABULARY)
        self.people: dict[int, Profile] = {}

    @rule(changed=st.lists(profiles, max_size=6))
    def update(self, changed: list[Profile]) -> None:
        self.index.update(changed)
        self.people.update((profile.id, profile) for profile in changed)

    @rule()
    def build(self) -> None:
        self.index.build(self.people.values())

    @rule()
    def fold(self) -> None:
        """As many come and go as make the index fold."""
        for status in (Status.ACTIVE, Status.LEFT):
            self.index.update([person(1_000 + n, topics=("fishing",), status=status) for n in range(SMALLEST_FOLD + 1)])
        self.index.settle()

    @invariant()
    def the_same_people_are_found(self) -> None:
        fresh = index_of(*self.people.values(), vocabulary=VOCABULARY)
        assert len(self.index) == len(fresh)
        for text in REQUESTS[:5]:
            assert set(ids(self.index, text, 50)) == set(ids(fresh, text, 50)), text


Changes.TestCase.settings = settings(max_examples=examples(6, 60), stateful_step_count=6, deadline=None)
test_the_same_people_are_found_whatever_came_before = Changes.TestCase
