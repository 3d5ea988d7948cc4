"""What shows whether a policy works: add a measure, change it, remove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlmodel import col

from bot.cards import measure as cards
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace, Reply
from bot.model import Beneficiary, Direction, Measure, Reading
from bot.policies.figures import read_figure
from bot.policies.sheet import Measured, measured
from bot.policies.showing import shown
from bot.policies.whose import Owned, own_policy
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import WrongValueError


def show(turn: Turn, policy_id: str) -> Reply:
    """All of them, in a message of its own."""
    owned = own_policy(turn, policy_id)
    return Reply(card=cards.measures_card(owned.policy, measured(turn.session, policy_id)))


def open_add(turn: Turn, policy_id: str) -> OpenForm | Replace:
    """The form of a new one."""
    owned = own_policy(turn, policy_id)
    if len(measured(turn.session, policy_id)) >= cards.MOST:
        return _listed(turn, owned, cards.too_many())
    return OpenForm(form=cards.measure_form(owned.policy))


def add(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep a new one, after those that there are."""
    owned = own_policy(turn, event.context, lock=True)
    there = measured(turn.session, owned.policy.id)
    errors: dict[str, str] = {}
    wanted = read_measure(event.values, there, None, errors)
    if errors:
        return FormErrors(form=cards.measure_form(owned.policy).filled(event.values), errors=errors)
    if len(there) >= cards.MOST:
        return _listed(turn, owned, cards.too_many())
    position = max((each.measure.position for each in there), default=0) + 1
    measure = Measure(id=turn.new_id(), policy_id=owned.policy.id, position=position, **wanted)
    turn.session.add(measure)
    audit(turn, "measure.add", f"policy:{owned.policy.id}")
    return shown(turn, owned.policy.id)


def open_edit(turn: Turn, value: str) -> OpenForm | Replace:
    """The form of one as it is. ``value`` is the ids of its policy and of the measure."""
    owned, found = _own_measure(turn, value)
    return OpenForm(form=cards.measure_form(owned.policy, found.measure)) if found else _gone(turn, owned)


def edit(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep what was changed; what it showed stays with it."""
    owned, found = _own_measure(turn, event.context, lock=True)
    if found is None:
        return _gone(turn, owned)
    errors: dict[str, str] = {}
    wanted = read_measure(event.values, measured(turn.session, owned.policy.id), found.measure, errors)
    if errors:
        form = cards.measure_form(owned.policy, found.measure)
        return FormErrors(form=form.filled(event.values), errors=errors)
    changed = {name: value for name, value in wanted.items() if getattr(found.measure, name) != value}
    for name, value in changed.items():
        setattr(found.measure, name, value)
        audit(turn, "measure.edit", f"policy:{owned.policy.id}", what=name)
    if changed:
        turn.session.add(found.measure)
    return _listed(turn, owned)


def remove(turn: Turn, value: str) -> Replace:
    """It goes with everything that it showed; once is enough."""
    owned, found = _own_measure(turn, value, lock=True)
    if found is None:
        return _gone(turn, owned)
    turn.session.execute(delete(Reading).where(col(Reading.measure_id) == found.measure.id))
    turn.session.delete(found.measure)
    audit(turn, "measure.remove", f"policy:{owned.policy.id}", readings=found.readings)
    return _listed(turn, owned)


def _own_measure(turn: Turn, value: str, *, lock: bool = False) -> tuple[Owned, Measured | None]:
    policy_id, _, measure_id = value.partition(".")
    owned = own_policy(turn, policy_id, lock=lock)
    found = (each for each in measured(turn.session, policy_id) if each.measure.id == measure_id)
    return owned, next(found, None)


def _gone(turn: Turn, owned: Owned) -> Replace:
    return _listed(turn, owned, cards.is_gone())


def _listed(turn: Turn, owned: Owned, note: str = "") -> Replace:
    turn.session.flush()
    return Replace(card=cards.measures_card(owned.policy, measured(turn.session, owned.policy.id), note=note))


# ---------------------------------------------------------------------------------------------- what was typed


def read_measure(
    values: Mapping[str, str], there: Sequence[Measured], own: Measure | None, errors: dict[str, str]
) -> dict[str, Any]:
    """What the form says, by the names of the model; what is wrong with it is put beside its field.

    ``own`` is the measure that is changed, of those that are ``there``.
    """
    name, unit = (clean_line(values.get(field, "")) for field in ("name", "unit"))
    others = {each.measure.name.casefold() for each in there if own is None or each.measure.id != own.id}
    if not name:
        errors["name"] = cards.name_it()
    elif name.casefold() in others:
        errors["name"] = cards.named_already()
    for field, text, limit in (("name", name, cards.MAX_NAME), ("unit", unit, cards.MAX_UNIT)):
        if len(text) > limit:
            errors[field] = cards.too_long(limit)
    wanted: dict[str, Any] = {"name": name, "unit": unit}
    for field in ("baseline", "target", "threshold"):
        try:
            typed = clean_line(values.get(field, ""))
            wanted[field] = read_figure(typed, unit) if typed else None
        except WrongValueError as wrong:
            errors[field] = str(wrong)
    wanted["direction"] = Direction.DOWN if values.get("direction") == Direction.DOWN else Direction.UP
    whom = values.get("beneficiary", "")
    wanted["beneficiary"] = Beneficiary(whom) if whom in set(Beneficiary) else None
    return wanted
