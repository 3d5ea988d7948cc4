"""The index of the directory: built from profiles, kept up to date, searched by many threads at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from directory.model import Status
from directory.profiles import Profile
from directory.search.concepts import label_key
from directory.search.draft import draft
from directory.search.edition import Edition, Part, own_labels
from directory.search.explain import Match, matches
from directory.search.fields import MEMBER_FIELDS, Terms, member_key
from directory.search.folding import SMALLEST_FOLD, due, folded
from directory.search.frequencies import frequencies
from directory.search.kept import lexicon
from directory.search.known import Known, Weights
from directory.search.leftovers import WORTHWHILE, give_back
from directory.search.merging import merged
from directory.search.ranking import Spread, best_rows, sought, weighed
from directory.search.reading import understand
from directory.search.request import Understood
from directory.search.segment import Segment
from directory.search.words import label_stems
from directory.vocabulary import Kind, Vocabulary


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found: their profile's id, and a score from 0 to 1 that only compares within one search."""

    id: int
    score: float


class SearchIndex:
    """Finds people by what they declared. Reading is safe from any thread while one thread changes the index."""

    def __init__(self, vocabulary: Vocabulary, weights: Weights | None = None, kept_in: Path | None = None) -> None:
        """``kept_in``: a folder that keeps what search makes of the vocabulary for the next start."""
        self.vocabulary = vocabulary
        self._weights = weights or Weights()
        self._lexicon = lexicon(vocabulary, kept_in)
        self._terms = self._new_terms()
        self._changing = threading.Lock()
        self._folding: threading.Thread | None = None
        self._folding_parts = 1
        """Parts, counted from the first, that are not to be touched: they are becoming one, or are the main part."""
        self._edition = self.edition_of([])

    def __len__(self) -> int:
        return sum(len(part) for part in self._edition.parts)

    def build(self, profiles: Iterable[Profile]) -> None:
        """Replace everything by these profiles; those who left or are hidden are not found."""
        self.publish(self.edition_of(profiles))

    def edition_of(self, profiles: Iterable[Profile]) -> Edition:
        """These profiles ready to be searched, the costly part of ``build``: searches and updates go on meanwhile."""
        segment = self._drafted(profiles)
        main = Part.of(segment, self._lexicon.phrases, self._lexicon.words)
        edition = Edition((main,), (self._lexicon.nearest, own_labels(segment, self._lexicon.phrases)))
        if len(segment) >= WORTHWHILE:
            give_back()
        return edition

    @property
    def edition(self) -> Edition:
        """What is searched at this moment."""
        return self._edition

    def publish(self, edition: Edition) -> None:
        """Replace everything by this edition, also what was updated since it was made."""
        with self._changing:
            self._edition = edition

    def update(self, profiles: Sequence[Profile]) -> None:
        """Take in new or changed profiles, visible to the next search; those who left or are hidden disappear.
        Of two profiles of one id the later counts."""
        if not profiles:
            return
        with self._changing:
            latest = {profile.id: profile for profile in profiles}
            changed = self._drafted(latest.values())
            parts = [part.without(list(latest)) for part in self._edition.parts]
            last = parts[-1]
            if len(parts) > self._folding_parts and len(last) + len(changed) <= SMALLEST_FOLD:
                changed = merged([(last.segment, last.alive), (changed, np.ones(len(changed), bool))])
                parts.pop()
            self._edition = replace(self._edition, parts=(*parts, Part.of(changed, self._lexicon.phrases, {})))
            if self._folding is None and due(self._edition.parts) is not None:
                self._folding = threading.Thread(target=self._fold, name="fold the index", daemon=True)
                self._folding.start()

    @property
    def is_folding(self) -> bool:
        """Whether parts are becoming one at this moment."""
        return self._folding is not None

    def settle(self) -> None:
        """Wait until the parts that are due to become one have done so."""
        folding = self._folding
        if folding is not None:
            folding.join()

    def _fold(self) -> None:
        """Make parts one beside the searches and updates, as long as any are due."""
        while True:
            with self._changing:
                edition = self._edition
                first = due(edition.parts)
                if first is None:
                    self._folding = None
                    return
                self._folding_parts = len(edition.parts)
            older = edition.parts[first:]
            segment = merged([(part.segment, part.alive) for part in older])
            whole = Part.of(segment, self._lexicon.phrases, {} if first else self._lexicon.words)
            labels = edition.nearest if first else (self._lexicon.nearest, own_labels(segment, self._lexicon.phrases))
            with self._changing:
                self._folding_parts = 1
                self._edition = folded(self._edition, first, older, whole, labels)
            del edition, older
            if len(segment) >= WORTHWHILE:
                give_back()

    def _drafted(self, profiles: Iterable[Profile]) -> Segment:
        return draft((profile for profile in profiles if _findable(profile)), self._new_terms())

    def _new_terms(self) -> Terms:
        return Terms(self._lexicon.phrases, self._lexicon.relations, self._lexicon.nearest)

    def understand(self, text: str, today: date) -> Understood:
        """What a request asks for. Never fails, whatever the text."""
        return understand(text, today, self._known(self._edition))

    def search(self, understood: Understood, limit: int) -> list[Hit]:
        """The people who fit best, best first, by relevance only; equal fits by id."""
        edition = self._edition
        if understood.empty or limit < 1:
            return []
        spread = Spread.of((*understood.terms, *understood.heart), edition.segments)
        parts = sought(weighed(understood.terms, spread), understood.heart, spread)
        found: list[tuple[float, int]] = []
        for part in edition.parts:
            allowed = self._allowed(part, understood)
            if understood.terms:
                rows = best_rows(part.segment, parts, allowed, limit)
            else:
                rows = [(0.0, id_) for id_ in np.sort(part.segment.ids[allowed])[:limit].tolist()]
            found.extend((-score, id_) for score, id_ in rows)
        found.sort()
        return [Hit(id_, -score) for score, id_ in found[:limit]]

    def explain(self, understood: Understood, ids: Sequence[int]) -> dict[int, tuple[Match, ...]]:
        """Why each of these people fits the request, best reason first. Costlier than finding: ask for few."""
        edition = self._edition
        wanted = weighed(understood.terms, Spread.of(understood.terms, edition.segments))
        reasons: dict[int, tuple[Match, ...]] = {}
        for part in edition.parts:
            rows = part.segment.rows_of(ids)
            for row in rows[part.alive[rows]].tolist():
                entries = part.segment.entries(row)
                reasons[int(part.segment.ids[row])] = matches(entries, wanted, understood, self._terms)
        return reasons

    def _allowed(self, part: Part, understood: Understood) -> NDArray[np.bool_]:
        """A mask over the rows of those who have all that is required, nothing unwanted, and have not left."""
        allowed = part.alive
        for group in (group for each in understood.left_out for group in each.groups):
            allowed = allowed & ~part.segment.having(group)
        for concept in understood.required:
            key = member_key(MEMBER_FIELDS[concept.kind], self._filter_key(concept.kind, concept.name))
            having = np.zeros(len(part.segment), bool)
            having[part.segment.people_with(key)[0]] = True
            allowed = allowed & having
        return allowed

    def _filter_key(self, kind: Kind, name: str) -> str:
        senses = [sense for sense in self._lexicon.phrases.exactly(label_stems(name)) if sense.kind is kind]
        return senses[0].key if senses else label_key(label_stems(name))

    def _known(self, edition: Edition) -> Known:
        return Known(
            relations=self._lexicon.relations,
            filler=self._lexicon.filler,
            phrases=[self._lexicon.phrases, *(part.phrases for part in edition.parts)],
            nearest=edition.nearest,
            suggestions=self._lexicon.suggestions,
            knows_stem=lambda stem: stem in self._lexicon.stems or edition.uses(stem),
            knows=edition.knows,
            is_rather_a_name=edition.is_rather_a_name,
            is_rather_a_slip=edition.is_rather_a_slip,
            corrections=edition.corrections,
            english=frequencies(),
            share_a_name=edition.share_a_name,
            weights=self._weights,
        )


def _findable(profile: Profile) -> bool:
    return profile.status not in (Status.LEFT, Status.HIDDEN)
