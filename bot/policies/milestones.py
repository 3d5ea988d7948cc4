"""Dates of an evaluation that others plan by: add a milestone, change it, remove it. The plan follows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import col, select

from bot.cards import milestone as cards
from bot.check_ins.planning import plan_again
from bot.events import Submitted
from bot.messages import Card, FormErrors, OpenForm, Replace, Reply
from bot.model import Milestone, MilestoneCategory
from bot.pages import answer, page_from
from bot.policies.dates import read_date
from bot.policies.showing import shown
from bot.policies.whose import Owned, own_policy
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import WrongValueError


def show(turn: Turn, value: str) -> Reply | Replace:
    """One page of them. ``value`` is the id of the policy and the number of the first."""
    policy_id, _, first = value.partition(".")
    return answer(first or "0", _card(turn, own_policy(turn, policy_id), first or "0"))


def open_add(turn: Turn, policy_id: str) -> OpenForm | Replace:
    """The form of a new one."""
    owned = own_policy(turn, policy_id)
    if len(_all(turn, owned)) >= cards.MOST:
        return _listed(turn, owned, cards.too_many())
    return OpenForm(form=cards.milestone_form(owned.policy))


def add(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep a new one."""
    owned = own_policy(turn, event.context, lock=True)
    errors: dict[str, str] = {}
    wanted = read_milestone(event.values, owned.today, errors)
    if errors:
        return FormErrors(form=cards.milestone_form(owned.policy).filled(event.values), errors=errors)
    if len(_all(turn, owned)) >= cards.MOST:
        return _listed(turn, owned, cards.too_many())
    turn.session.add(Milestone(id=turn.new_id(), policy_id=owned.policy.id, **wanted))
    _changed(turn, owned, "milestone.add")
    return shown(turn, owned.policy.id)


def open_edit(turn: Turn, value: str) -> OpenForm | Replace:
    """The form of one as it is. ``value`` is the ids of its policy and of the milestone."""
    owned, milestone = _own_milestone(turn, value)
    if milestone is None:
        return _listed(turn, owned, cards.is_gone())
    return OpenForm(form=cards.milestone_form(owned.policy, milestone))


def edit(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep what was changed."""
    owned, milestone = _own_milestone(turn, event.context, lock=True)
    if milestone is None:
        return _listed(turn, owned, cards.is_gone())
    errors: dict[str, str] = {}
    wanted = read_milestone(event.values, owned.today, errors)
    if errors:
        return FormErrors(form=cards.milestone_form(owned.policy, milestone).filled(event.values), errors=errors)
    if any(getattr(milestone, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(milestone, name, value)
        turn.session.add(milestone)
        _changed(turn, owned, "milestone.edit")
    return _listed(turn, owned)


def remove(turn: Turn, value: str) -> Replace:
    """Once is enough."""
    owned, milestone = _own_milestone(turn, value, lock=True)
    if milestone is None:
        return _listed(turn, owned, cards.is_gone())
    turn.session.delete(milestone)
    _changed(turn, owned, "milestone.remove")
    return _listed(turn, owned)


def _changed(turn: Turn, owned: Owned, action: str) -> None:
    turn.session.flush()
    plan_again(turn, owned.policy)
    audit(turn, action, f"policy:{owned.policy.id}")


def _own_milestone(turn: Turn, value: str, *, lock: bool = False) -> tuple[Owned, Milestone | None]:
    policy_id, _, milestone_id = value.partition(".")
    owned = own_policy(turn, policy_id, lock=lock)
    return owned, next((each for each in _all(turn, owned) if each.id == milestone_id), None)


def _all(turn: Turn, owned: Owned) -> list[Milestone]:
    own = select(Milestone).where(Milestone.policy_id == owned.policy.id)
    return list(turn.session.exec(own.order_by(col(Milestone.happens_on), col(Milestone.id))))


def _listed(turn: Turn, owned: Owned, note: str = "") -> Replace:
    return Replace(card=_card(turn, owned, "0", note))


def _card(turn: Turn, owned: Owned, first: str, note: str = "") -> Card:
    turn.session.flush()
    there = _all(turn, owned)
    page = page_from(first, len(there))
    return cards.milestones_card(owned.policy, there[page.first : page.last], page, note=note)


# ---------------------------------------------------------------------------------------------- what was typed


def read_milestone(values: Mapping[str, str], today: date, errors: dict[str, str]) -> dict[str, Any]:
    """What the form says, by the names of the model; what is wrong with it is put beside its field."""
    description = clean_line(values.get("description", ""))
    wanted: dict[str, Any] = {"description": description, "is_actual": values.get("certainty") == cards.ACTUAL}
    category = values.get("category", "")
    if category in set(MilestoneCategory):
        wanted["category"] = MilestoneCategory(category)
    else:
        errors["category"] = cards.choose_what()
    if len(description) > cards.MAX_DESCRIPTION:
        errors["description"] = cards.too_long()
    elif category == MilestoneCategory.OTHER and not description:
        errors["description"] = cards.describe_it()
    try:
        wanted["happens_on"], wanted["precision"] = read_date(values.get("date", ""), today)
    except WrongValueError as wrong:
        errors["date"] = str(wrong)
    else:
        if wanted["is_actual"] and wanted["happens_on"] > today:
            errors["date"] = cards.not_yet()
    return wanted
