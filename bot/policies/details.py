"""Change what a policy is, when it launches, and who looks after it."""

from __future__ import annotations

from bot.cards import policy as cards
from bot.cards import policy_forms as forms
from bot.check_ins.planning import plan_again, schedule
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace
from bot.model import CoOwner
from bot.policies.named import known_person
from bot.policies.news import What, tell_of
from bot.policies.registering import read_details
from bot.policies.sheet import open_check_ins
from bot.policies.showing import shown
from bot.policies.whose import Owned, own_policy
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import WrongValueError
from directory.model import Person


def open_details(turn: Turn, policy_id: str) -> OpenForm:
    """The form, with everything as it is."""
    return OpenForm(form=forms.details_form(own_policy(turn, policy_id).policy))


def edit(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep what was changed; another launch makes another plan."""
    owned = own_policy(turn, event.context, lock=True)
    policy = owned.policy
    errors: dict[str, str] = {}
    wanted = read_details(turn.view, event.values, owned.today, errors)
    if errors or wanted is None:
        return FormErrors(form=forms.details_form(policy).filled(event.values), errors=errors)
    changed = {
        name: value
        for name, value in {
            "title": wanted.title,
            "organisation": wanted.organisation,
            "outcomes": list(wanted.outcomes),
            "launch_on": wanted.launch_on,
            "launch_precision": wanted.launch_precision,
        }.items()
        if getattr(policy, name) != value
    }
    for name, value in changed.items():
        setattr(policy, name, value)
        audit(turn, "policy.edit", f"policy:{policy.id}", what=name)
    if changed:
        turn.session.add(policy)
    if "launch_on" in changed:
        plan_again(turn, policy)
    return shown(turn, policy.id)


# ---------------------------------------------------------------------------------------------- people


def open_people(turn: Turn, policy_id: str) -> OpenForm:
    """The form, with whoever looks after it now."""
    return OpenForm(form=forms.people_form(own_policy(turn, policy_id)))


def save_people(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep who looks after it beside its owner. Whoever is new is told so."""
    owned = own_policy(turn, event.context, lock=True)
    errors: dict[str, str] = {}
    deputy = _deputy(turn, owned, event.values.get("deputy", ""), errors)
    co_owners = _co_owners(turn, owned, event.values.get("co_owners", "").splitlines(), errors)
    if deputy and deputy.id in co_owners:
        errors.setdefault("co_owners", forms.is_deputy(deputy.name))
    if errors:
        return FormErrors(form=forms.people_form(owned).filled(event.values), errors=errors)
    _change(turn, owned, deputy.id if deputy else None, set(co_owners))
    me = owned.me.id or 0
    if me not in {owned.policy.owner_id, deputy.id if deputy else 0, *co_owners}:
        return Replace(card=cards.no_longer_yours(owned.policy.title))
    return shown(turn, owned.policy.id)


def _change(turn: Turn, owned: Owned, deputy_id: int | None, co_owners: set[int]) -> None:
    policy, me, there = owned.policy, owned.me.id or 0, set(owned.co_owner_ids)
    if (policy.deputy_id, there) == (deputy_id, co_owners):
        return
    is_new_deputy = deputy_id is not None and policy.deputy_id != deputy_id
    policy.deputy_id = deputy_id
    turn.session.add(policy)
    for gone in there - co_owners:
        turn.session.delete(turn.session.get_one(CoOwner, (policy.id, gone)))
    turn.session.add_all(CoOwner(policy_id=policy.id, person_id=new) for new in co_owners - there)
    if is_new_deputy:
        tell_of(turn, policy, What.DEPUTY, me, *({deputy_id} - {me}))
    tell_of(turn, policy, What.CO_OWNER, me, *(co_owners - there - {me}))
    audit(turn, "policy.people", f"policy:{policy.id}")
    # Whom a nudge goes to has changed.
    for check_in in open_check_ins(turn.session, policy.id):
        schedule(turn, policy, check_in)


def _deputy(turn: Turn, owned: Owned, text: str, errors: dict[str, str]) -> Person | None:
    if not clean_line(text):
        return None
    try:
        person = _named(turn, owned, text)
    except WrongValueError as wrong:
        errors["deputy"] = str(wrong)
        return None
    if person.id == owned.policy.owner_id:
        errors["deputy"] = forms.owns_it(person.name)
    return person


def _co_owners(turn: Turn, owned: Owned, lines: list[str], errors: dict[str, str]) -> dict[int, Person]:
    named: dict[int, Person] = {}
    typed = list(dict.fromkeys(filter(None, (clean_line(part) for line in lines for part in line.split(";")))))
    if len(typed) > forms.MAX_CO_OWNERS:
        errors["co_owners"] = forms.too_many_co_owners()
        return named
    for each in typed:
        try:
            person = _named(turn, owned, each)
        except WrongValueError as wrong:
            errors["co_owners"] = str(wrong)
            return named
        if person.id == owned.policy.owner_id:
            errors["co_owners"] = forms.owns_it(person.name)
        named[person.id or 0] = person
    return named


def _named(turn: Turn, owned: Owned, text: str) -> Person:
    """Whoever looks after it already stays, as the form named them."""
    wanted = clean_line(text)
    there = [owned.deputy, *owned.co_owners]
    stays = (person for person in there if person and forms.typed(person) == wanted)
    return next(stays, None) or known_person(turn.session, wanted)
