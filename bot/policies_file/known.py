"""Every policy as an import compares it with its rows, and everybody whom a row may name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.cards import policy_forms as forms
from bot.cards.words import counted
from bot.model import CoOwner, Measure, Milestone, Policy, Reading
from directory.errors import WrongValueError
from directory.model import Expert, Person, Status

Wrong = list[tuple[str, str]]
"""Pairs of column and sentence."""
DETAILS = {
    "title": "title",
    "organisation": "organisation",
    "outcomes": "outcomes",
    "review_clause": "has_review_clause",
    "rhythm": "rhythm",
}
"""Columns whose value is that of a policy, by its name there."""


class WrongRowError(WrongValueError):
    """A row is of no policy, or of several. ``column`` is at fault."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(slots=True)
class Known:
    """A policy with all that a row may change of it."""

    policy: Policy
    co_owner_ids: set[int] = field(default_factory=set)
    measures: list[Measure] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)

    def changed(self, values: Mapping[str, Any]) -> set[str]:
        """The columns whose value differs from what is kept."""
        policy = self.policy
        now: dict[str, Any] = {column: getattr(policy, name) for column, name in DETAILS.items()}
        now |= {
            "launch": (policy.launch_on, policy.launch_precision),
            "owner": policy.owner_id,
            "deputy": policy.deputy_id,
            "co_owners": self.co_owner_ids,
            "measures": sorted((as_values(each, MEASURED) for each in self.measures), key=repr),
            "milestones": sorted((as_values(each, DATED) for each in self.milestones), key=repr),
        }
        wanted = dict(values)
        for name in {"measures", "milestones"} & wanted.keys():
            wanted[name] = sorted(wanted[name], key=repr)
        return {name for name, value in wanted.items() if name in now and value != now[name]}


MEASURED = ("name", "unit", "baseline", "target", "threshold", "direction", "beneficiary")
DATED = ("description", "is_actual", "category", "happens_on", "precision")
"""In the order in which ``read_measure`` and ``read_milestone`` give them."""


def as_values(row: Measure | Milestone, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


class Policies:
    """All of them, read once. ``lock``: nobody else changes one of them until this transaction ends."""

    def __init__(self, session: Session, *, lock: bool = False) -> None:
        query = select(Policy).order_by(col(Policy.id))
        self._by_id = {each.id: Known(each) for each in session.exec(query.with_for_update() if lock else query)}
        for co_owner in session.exec(select(CoOwner)):
            self._by_id[co_owner.policy_id].co_owner_ids.add(co_owner.person_id)
        for measure in session.exec(select(Measure).order_by(col(Measure.position), col(Measure.id))):
            self._by_id[measure.policy_id].measures.append(measure)
        for milestone in session.exec(select(Milestone)):
            self._by_id[milestone.policy_id].milestones.append(milestone)
        self._by_title: dict[str, list[Known]] = defaultdict(list)
        for known in self._by_id.values():
            self._by_title[known.policy.title.casefold()].append(known)
        has_left = select(Expert.person_id).where(Expert.status == Status.LEFT)
        left = set(session.exec(has_left))
        addressed = select(col(Person.id), col(Person.email), col(Person.name)).where(col(Person.email) != "")
        people = session.exec(addressed)
        self._people = {str(email).lower(): (id_ or 0, name, id_ in left) for id_, email, name in people}
        counted = select(Reading.measure_id, func.count()).group_by(col(Reading.measure_id))
        self._readings = dict(session.exec(counted).all())

    def __iter__(self) -> Iterator[Known]:
        return iter(self._by_id.values())

    def of_row(self, values: Mapping[str, Any]) -> Known | None:
        """The policy of a row, or nothing for a new one. Raises WrongRowError when that cannot be told."""
        if id_ := values.get("policy_id"):
            if id_ not in self._by_id:
                raise WrongRowError("policy_id", f"there is no policy “{id_[:60]}”: leave it empty for a new one")
            return self._by_id[id_]
        same = self._by_title.get(str(values.get("title", "")).casefold(), [])
        if (of := values.get("organisation")) is not None:
            same = [each for each in same if each.policy.organisation.casefold() == of.casefold()]
        if len(same) > 1:
            raise WrongRowError("title", f"{len(same)} policies are called so: give the policy_id or the organisation")
        return same[0] if same else None

    def named(self, values: dict[str, Any]) -> Wrong:
        """Put ids in the place of the addresses of a row. Gives what is wrong with them."""
        wrong: Wrong = []
        for column in ("owner", "deputy", "co_owners"):
            if column not in values:
                continue
            typed = values[column]
            ids = [self._id(email, column, wrong) for email in (typed if isinstance(typed, list) else [typed]) if email]
            values[column] = set(ids) if column == "co_owners" else next(iter(ids), None)
        return wrong

    def _id(self, email: str, column: str, wrong: Wrong) -> int:
        id_, name, has_left = self._people.get(email, (0, "", False))
        if not id_:
            wrong.append((column, forms.nobody(email)))
        elif has_left:
            wrong.append((column, forms.has_left(name)))
        return id_

    def clashes(self, values: Mapping[str, Any], known: Known | None) -> Wrong:
        """People who would look after it twice, and measures that would take their readings with them."""
        policy = known.policy if known else None
        owner = values.get("owner", policy.owner_id if policy else None)
        deputy = values.get("deputy", policy.deputy_id if policy else None)
        co_owners = values.get("co_owners", known.co_owner_ids if known else set())
        wrong: Wrong = []
        if deputy and deputy == owner:
            wrong.append(("deputy", "owns this policy already: name somebody else"))
        if twice := co_owners & {owner, deputy} - {None, 0}:
            again = "its owner" if owner in twice else "its deputy"
            wrong.append(("co_owners", f"names {again} again: name them once"))
        if known and "measures" in values:
            kept = {each["name"].casefold() for each in values["measures"]}
            for measure in known.measures:
                if measure.name.casefold() not in kept and (readings := self._readings.get(measure.id, 0)):
                    goes = counted(readings, "reading", "readings")
                    sentence = f"leaves out “{measure.name}”, which has {goes}: remove it on its card"
                    wrong.append(("measures", sentence))
        return wrong
