"""What a request asks for: concepts, names and words, how long and by when, as one plain value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from directory.search.when import Window
from directory.vocabulary import Kind

SURE = 1.0
_WHERE = frozenset({Kind.PLACE, Kind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that the request names: its kind and its name as shown to people, and the words that named it."""

    kind: Kind
    name: str
    typed: str
    weight: float = SURE
    """1 when the words name it; less for a guess from words that only look like its name."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was read as another: what was typed and what it was taken for."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Term:
    """One index term that the request looks for: how much it counts (1 is usual) and the words it comes from."""

    key: str
    weight: float
    typed: str
    finds: bool = True
    """Whether having it is reason enough to be found; being in the right place is not, unless nothing else is asked."""
    part: str = ""
    """The part of the request for which it is one of several things that will do, of which the best counts; empty for
    words that count by themselves."""
    rare_as: str = ""
    """The index term by whose rarity it counts, where that is not its own: what is near to a place is worth a share of
    the place."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody or something that the request does not want ("not in London"): a person's name, or a name of this kind,
    as shown to people; and the index terms of whom it leaves out, who have all terms of any of these groups."""

    name: str
    kind: Kind | None
    groups: tuple[tuple[str, ...], ...]

    @property
    def is_where(self) -> bool:
        """Whether it is a place or an organisation."""
        return self.kind in _WHERE


@dataclass(frozen=True, slots=True)
class Understood:
    """A request as read. ``words`` are those left over, after correction; ``required`` limits who may be found."""

    text: str
    concepts: tuple[Concept, ...] = ()
    guesses: tuple[Concept, ...] = ()
    """What words that no label lists probably mean, likeliest first."""
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    minutes: int | None = None
    when: Window | None = None
    required: tuple[Concept, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    terms: tuple[Term, ...] = ()
    """What the index looks for. Cards have no use for it."""
    heart: tuple[Term, ...] = ()
    """The index terms of whom to talk to, any of which will do: a profession, else a skill. The rest of the request
    says which of them. See directory/search/heart.py."""

    def refined(
        self, profession: str | None = None, place: str | None = None, organisation: str | None = None
    ) -> Understood:
        """The same request, but only people of this profession, place and organisation; None leaves one as it was,
        an empty string lifts it."""
        wanted = {Kind.PROFESSION: profession, Kind.PLACE: place, Kind.ORGANISATION: organisation}
        kept = tuple(concept for concept in self.required if wanted.get(concept.kind) is None)
        new = tuple(Concept(kind, name.strip(), name.strip()) for kind, name in wanted.items() if name and name.strip())
        return replace(self, required=kept + new)

    def widened(self) -> Understood:
        """The same request wherever and whenever: without its places, organisations and time, and nothing required.
        Whom it does not want for another reason, it still does not want."""
        aside = {concept.typed for concept in self.concepts if concept.kind in _WHERE}
        return replace(
            self,
            concepts=tuple(concept for concept in self.concepts if concept.typed not in aside),
            terms=tuple(term for term in self.terms if term.typed not in aside),
            when=None,
            required=(),
            left_out=tuple(each for each in self.left_out if not each.is_where),
        )

    @property
    def says_where(self) -> bool:
        """Whether it names a place or organisation, wanted or not."""
        named = any(concept.kind in _WHERE for concept in self.concepts)
        return named or any(each.is_where for each in self.left_out)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.terms and not self.required
