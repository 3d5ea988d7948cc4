"""What a run of words probably means where no label says so: guesses by the nearest labels, and how loud they are."""

from __future__ import annotations

from collections.abc import Sequence

from directory.search.concepts import Found, Sense
from directory.search.known import Known
from directory.search.runs import Run
from directory.search.typed_words import TypedWord
from directory.search.wanted import Wanted, is_somebody
from directory.vocabulary import Kind

LONGEST_RUN = 10
"""Words that a phrase may have for the nearest labels to be asked what it means."""

_LONGER = 3
"""Words from which a label that says nearly all of them is hardly so by chance."""

_TELLING_ALONE = (4.0, 5.5, 0.1)
"""What a single word says that is only like a name (see Frequencies.telling)."""

Vote = tuple[Sense, float]
"""What words may mean, and how like a label of it they are: above 0, 1 for a listed one."""


class Guessing:
    """Asks the nearest labels about the words of one request, and adds what they say to what is wanted."""

    def __init__(self, known: Known, places: Sequence[TypedWord], wanted: Wanted) -> None:
        self._known = known
        self._places = places
        self._wanted = wanted
        self._heard: dict[tuple[str, ...], list[list[Vote]]] = {}

    def heard(self, run: Run) -> list[list[Vote]]:
        """What the nearest labels say of a run of words: those of the vocabulary, and those of the directory."""
        phrase = tuple(self._places[number].readings[0].stem for number in run)
        if phrase not in self._heard:
            self._heard[phrase] = [nearest.vote(phrase, self._known.knows) for nearest in self._known.nearest]
        return self._heard[phrase]

    def is_nearly_listed(self, run: Run, every: Sequence[Found]) -> bool:
        """Whether a label says nearly all of a longer run of words that is no phrase by itself."""
        is_phrase = any(found.start == run[0] and found.length == len(run) for found in every)
        if is_phrase or not _LONGER <= len(run) <= LONGEST_RUN:
            return False
        return any(votes[0][1] >= self._known.weights.nearly_listed for votes in self.heard(run) if votes)

    def votes(self, run: Run, within: Sequence[Found], *, alone: bool, otherwise: bool) -> list[Vote]:
        """Add what the nearest labels say of a run of words; said more quietly when the run is one known phrase, but
        aloud beside a name that only this directory has: "bins" may be waste and recycling.

        ``within``: the phrases of the run. ``alone``: whether the request has no phrase at all. ``otherwise``: whether
        words of the run suggest something together with others. The best votes, unless the run is one phrase.
        """
        whole = next((found for found in within if found.length == len(run)), None)
        meant = None if whole is None or whole.senses[0].is_own else whole.senses[0]
        if len(run) > LONGEST_RUN or (meant and meant.kind is not Kind.PROFESSION):
            return []
        weights = self._known.weights
        least = weights.least_likeness if len(run) > 1 else weights.least_likeness_alone
        typed = " ".join(self._places[number].word.typed for number in run)
        loudness = weights.guess * (weights.beside_exact if meant else self._loudness(run, alone=alone))
        best: list[Vote] = []
        for votes, share in zip(self.heard(run), (1.0, weights.own), strict=True):
            likely = [vote for vote in votes if vote[1] >= least][: weights.most_guesses]
            if not likely or (otherwise and not self._is_sure(run, *likely[0])):
                continue
            for sense, likeness in likely:
                sureness = likeness**weights.sharpness * (likeness / votes[0][1]) ** weights.steepness
                self._wanted.perhaps(sense, share * loudness * sureness, typed)
                if meant is None:
                    self._wanted.guess(sense, sureness, typed)
            best.extend(likely[:1])
        return best if whole is None else []

    def _is_sure(self, run: Run, sense: Sense, likeness: float) -> bool:
        """Whether a guess is heard although the words suggest something together with others."""
        if sense.kind is Kind.PROFESSION and self.ends_in_somebody(run):
            return True
        return len(run) > 1 and likeness >= self._known.weights.like_enough

    def ends_in_somebody(self, run: Run) -> bool:
        """Whether several words end in what somebody is called: "a wave power technician"."""
        return len(run) > 1 and is_somebody(self._places[run[-1]].readings[0].word)

    def _loudness(self, run: Run, *, alone: bool) -> float:
        """A single word is like a part of many labels, and a common one is said of everything."""
        if len(run) > 1:
            return 1.0
        telling = self._known.english.telling(self._places[run[0]].readings[0].word, *_TELLING_ALONE)
        return telling * (1.0 if alone else self._known.weights.alone)

    def share(self, found: Found, run: Run, heard: Sequence[Vote]) -> float:
        """How much of its weight a phrase keeps within a run that labels explain otherwise, and how well they do."""
        keys = {sense.key for sense in found.senses}
        if not heard or any(sense.key in keys for sense, _ in heard):
            return 1.0
        likeness = min(1.0, max(likeness for _, likeness in heard))
        return max(0.05, 1.0 - self._known.weights.overruled * likeness * (1.0 - found.length / len(run)))
