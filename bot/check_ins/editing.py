"""The plan of a policy is looked at and edited: a check-in is added, and the rhythm of all others changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select

from bot.cards import plan as cards
from bot.check_ins.answering import FARTHEST
from bot.check_ins.planning import plan_again, schedule
from bot.check_ins.rhythm import read_rhythm
from bot.check_ins.seen import Planned
from bot.check_ins.standing import standing
from bot.events import Submitted
from bot.messages import Card, FormErrors, OpenForm, Replace, Reply
from bot.model import CheckIn, CheckInStatus, PolicyStatus
from bot.pages import answer, page_from
from bot.policies.whose import Owned, own_policy
from bot.requests.telling import audit
from bot.times.typed_days import read_day
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import WrongValueError
from directory.model import Person

MOST_OPEN = 30
"""Check-ins of one policy that wait to be done."""
ADDED = "added_"
"""What the rule of a check-in begins with that no rule of the plan makes."""


def show(turn: Turn, value: str) -> Reply | Replace:
    """All check-ins, those to come first. ``value`` is the policy's id, and the number of the first."""
    policy_id, _, first = value.partition(".")
    owned = own_policy(turn, policy_id)
    return answer(first or "0", _card(turn, owned, first or "0"))


def open_add(turn: Turn, policy_id: str) -> OpenForm | Replace:
    """What is it for, and when?"""
    owned = own_policy(turn, policy_id)
    return OpenForm(form=cards.add_form(owned.policy)) if _is_active(owned) else _not_now(turn, owned)


def add(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """One more check-in; the same again at once is the one that is there."""
    owned = own_policy(turn, event.context, lock=True)
    if not _is_active(owned):
        return _not_now(turn, owned)
    errors: dict[str, str] = {}
    name, due_on = clean_line(event.values.get("name", "")), _day(event, owned, errors)
    if not name or len(name) > cards.MAX_NAME:
        errors["name"] = cards.name_it()
    if not errors and _is_there(turn, owned, name, due_on):
        return _shown(turn, owned)
    if not errors and (number := _number_open(turn, owned)) >= MOST_OPEN:
        errors["name"] = cards.too_many(number)
    if errors or due_on is None:
        return FormErrors(form=cards.add_form(owned.policy).filled(event.values), errors=errors)
    id_ = turn.new_id()
    check_in = CheckIn(
        id=id_, policy_id=owned.policy.id, rule=f"{ADDED}{id_}", occurs_on=due_on, name=name, due_on=due_on
    )
    schedule(turn, owned.policy, check_in)
    audit(turn, "check_in.add", f"check_in:{id_}")
    return _shown(turn, owned)


def open_rhythm(turn: Turn, policy_id: str) -> OpenForm | Replace:
    """The rhythm as it is."""
    owned = own_policy(turn, policy_id)
    return OpenForm(form=cards.rhythm_form(owned.policy)) if _is_active(owned) else _not_now(turn, owned)


def save_rhythm(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Another rhythm makes another plan."""
    owned = own_policy(turn, event.context, lock=True)
    policy = owned.policy
    if not _is_active(owned):
        return _not_now(turn, owned)
    errors: dict[str, str] = {}
    rhythm = _rhythm(event.values, owned, errors)
    if (review := event.values.get("review", "")) not in {cards.YES, cards.NO}:
        errors["review"] = cards.choose_rhythm()
    if errors:
        return FormErrors(form=cards.rhythm_form(policy).filled(event.values), errors=errors)
    if (policy.rhythm, policy.has_review_clause) != (rhythm, review == cards.YES):
        policy.rhythm, policy.has_review_clause = rhythm, review == cards.YES
        turn.session.add(policy)
        plan_again(turn, policy)
        audit(turn, "policy.rhythm", f"policy:{policy.id}")
    return _shown(turn, owned)


# ---------------------------------------------------------------------------------------------- read


def _is_open() -> ColumnElement[bool]:
    return col(CheckIn.status) == CheckInStatus.PLANNED


def _day(event: Submitted, owned: Owned, errors: dict[str, str]) -> date | None:
    try:
        day = read_day(clean_line(event.values.get("due_on", "")), owned.today)
    except WrongValueError as wrong:
        errors["due_on"] = str(wrong)
        return None
    if day < owned.today:
        errors["due_on"] = cards.is_past()
    elif day > owned.today + FARTHEST:
        errors["due_on"] = cards.too_far_ahead()
    return day


def _rhythm(values: Mapping[str, str], owned: Owned, errors: dict[str, str]) -> str:
    """The rule as it is kept. One that was typed and not chosen is meant to be used, and asked about."""
    chosen, typed = values.get("rhythm", ""), values.get("own", "").strip()
    if chosen not in cards.RHYTHMS:
        errors["rhythm"] = cards.choose_rhythm()
    elif chosen != cards.OWN and typed and typed != owned.policy.rhythm:
        errors["own"] = cards.rule_not_chosen()
    elif chosen == cards.OWN and not typed:
        errors["own"] = cards.enter_rule()
    elif chosen == cards.OWN:
        try:
            return read_rhythm(typed, owned.policy.launch_on)
        except WrongValueError as wrong:
            errors["own"] = str(wrong)
    return "" if chosen == cards.PROPOSED else chosen


def _is_there(turn: Turn, owned: Owned, name: str, due_on: date | None) -> bool:
    same = (CheckIn.policy_id == owned.policy.id, CheckIn.name == name, CheckIn.due_on == due_on)
    return turn.session.exec(select(CheckIn.id).where(*same, _is_open())).first() is not None


def _number_open(turn: Turn, owned: Owned) -> int:
    query = select(func.count()).select_from(CheckIn).where(CheckIn.policy_id == owned.policy.id, _is_open())
    return turn.session.exec(query).one()


# ---------------------------------------------------------------------------------------------- shown


def _is_active(owned: Owned) -> bool:
    return owned.policy.status is PolicyStatus.ACTIVE


def _not_now(turn: Turn, owned: Owned) -> Replace:
    return _shown(turn, owned, cards.not_now(owned.policy))


def _shown(turn: Turn, owned: Owned, note: str = "") -> Replace:
    turn.session.flush()
    return Replace(card=_card(turn, owned, "0", note))


def _card(turn: Turn, owned: Owned, first: str, note: str = "") -> Card:
    """Those that wait to be done, the next first; then the others, the latest first. What was removed is left out."""
    is_shown = (CheckIn.policy_id == owned.policy.id, CheckIn.status != CheckInStatus.REMOVED)
    page = page_from(first, turn.session.exec(select(func.count()).select_from(CheckIn).where(*is_shown)).one())
    due_on = col(CheckIn.due_on)
    order = (case((_is_open(), 0), else_=1), case((_is_open(), due_on)), due_on.desc(), col(CheckIn.id))
    query = (
        select(CheckIn, Person)
        .join(Person, col(Person.id) == col(CheckIn.answered_by), isouter=True)
        .where(*is_shown)
        .order_by(*order)
        .offset(page.first)
        .limit(page.size)
    )
    rows = turn.session.exec(query).all()
    lines = [Planned(each, standing(turn.session, each, turn.now), by) for each, by in rows]
    return cards.plan_card(owned, lines, page, note=note)
