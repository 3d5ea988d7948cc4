"""Register a policy: it is kept with whoever owns it, its plan is made, and whoever it names is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.cards import policy as cards
from bot.cards import policy_forms as forms
from bot.check_ins.planning import make_ahead
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Reply
from bot.model import CoOwner, Ownership, Policy, Precision
from bot.policies.dates import read_date
from bot.policies.named import known_person
from bot.policies.news import What, tell_of
from bot.policies.sheet import sheet_of
from bot.policies.whose import own_policy
from bot.turn import Turn, Work
from directory.cell_text import clean_line
from directory.errors import WrongValueError
from directory.model import AuditEntry, Expert, Status
from directory.view import View
from directory.vocabulary import Kind

TWICE_WITHIN = timedelta(minutes=1)
"""The same policy from the same person so soon is a form that was sent twice."""
BULLETS = "-*•–—· \t"


@dataclass(frozen=True, slots=True)
class Registration:
    """What is said of a policy when it is registered. People are named by their ids."""

    title: str
    outcomes: tuple[str, ...]
    launch_on: date
    launch_precision: Precision = Precision.DAY
    organisation: str = ""
    deputy_id: int | None = None
    co_owner_ids: tuple[int, ...] = ()
    rhythm: str = ""
    has_review_clause: bool = False


def open_new(turn: Turn, _value: str) -> OpenForm:
    """The form, for a policy of the organisation that they are of."""
    own = select(Expert.organisation).where(Expert.person_id == turn.asker.person.id, Expert.status != Status.LEFT)
    return OpenForm(form=forms.register_form(turn.session.exec(own).first() or ""))


def register(turn: Turn, event: Submitted) -> Reply | FormErrors:
    """The policy with its plan; the form stays open with what was typed when any of it cannot be kept."""
    me = turn.asker.person
    errors: dict[str, str] = {}
    wanted = read_details(turn.view, event.values, turn.now.astimezone(ZoneInfo(me.time_zone)).date(), errors)
    deputy_id = None
    if typed := clean_line(event.values.get("deputy", "")):
        try:
            deputy_id = known_person(turn.session, typed).id
        except WrongValueError as wrong:
            errors["deputy"] = str(wrong)
        if deputy_id == me.id:
            errors["deputy"] = forms.owns_it(me.name)
    if errors or wanted is None:
        return FormErrors(form=forms.register_form("").filled(event.values), errors=errors)
    policy = _just_registered(turn, wanted)
    if policy is None:
        policy = make_policy(turn, replace(wanted, deputy_id=deputy_id), me.id or 0, f"person:{me.id}")
        if deputy_id:
            tell_of(turn, policy, What.DEPUTY, me.id or 0, deputy_id)
    return Reply(card=cards.registered(sheet_of(turn.session, own_policy(turn, policy.id))))


def _just_registered(turn: Turn, wanted: Registration) -> Policy | None:
    same = Policy.owner_id == turn.asker.person.id, Policy.title == wanted.title, Policy.launch_on == wanted.launch_on
    lately = col(Policy.registered_at) > turn.now - TWICE_WITHIN
    return turn.session.exec(select(Policy).where(*same, lately)).first()


def make_policy(work: Work, wanted: Registration, owner_id: int, actor: str) -> Policy:
    """The policy with its owner and its plan; nobody is told. ``actor`` is who does it, as the audit names them."""
    policy = keep_policy(work, wanted, owner_id, actor)
    make_ahead(work, policy)
    work.session.flush()
    return policy


def keep_policy(work: Work, wanted: Registration, owner_id: int, actor: str) -> Policy:
    """As ``make_policy``, without its plan: what the plan follows may still come."""
    policy = Policy(
        id=work.new_id(),
        title=wanted.title,
        organisation=wanted.organisation,
        outcomes=list(wanted.outcomes),
        launch_on=wanted.launch_on,
        launch_precision=wanted.launch_precision,
        owner_id=owner_id,
        rhythm=wanted.rhythm,
        has_review_clause=wanted.has_review_clause,
        deputy_id=wanted.deputy_id,
        registered_by=owner_id,
        registered_at=work.now,
        plan_at=work.now,
    )
    work.session.add(policy)
    work.session.flush()
    work.session.add(Ownership(policy_id=policy.id, person_id=owner_id, since=work.now))
    work.session.add_all(CoOwner(policy_id=policy.id, person_id=id_) for id_ in wanted.co_owner_ids)
    work.session.add(AuditEntry(at=work.now, actor=actor, action="policy.register", subject=f"policy:{policy.id}"))
    return policy


# ---------------------------------------------------------------------------------------------- what was typed


def read_details(view: View, values: Mapping[str, str], today: date, errors: dict[str, str]) -> Registration | None:
    """Title, outcomes, launch and organisation as they were typed; what is wrong with each is put beside its field."""
    title = clean_line(values.get("title", ""))
    if not title:
        errors["title"] = forms.title_it()
    elif len(title) > forms.MAX_POLICY_TITLE:
        errors["title"] = forms.too_long(forms.MAX_POLICY_TITLE)
    outcomes = read_outcomes(values.get("outcomes", "").splitlines(), errors)
    organisation = clean_line(values.get("organisation", ""))
    if len(organisation) > forms.MAX_ORGANISATION:
        errors["organisation"] = forms.too_long(forms.MAX_ORGANISATION)
    try:
        launch_on, precision = read_date(values.get("launch", ""), today)
    except WrongValueError as wrong:
        errors["launch"] = str(wrong)
        return None
    return Registration(title, outcomes, launch_on, precision, known_organisation(view, organisation))


def read_outcomes(lines: Iterable[str], errors: dict[str, str]) -> tuple[str, ...]:
    """One a line, without the bullets that people put before them; each once."""
    outcomes = tuple(dict.fromkeys(filter(None, (clean_line(line).lstrip(BULLETS) for line in lines))))
    if not outcomes:
        errors["outcomes"] = forms.what_for()
    elif len(outcomes) > forms.MAX_OUTCOMES:
        errors["outcomes"] = forms.too_many_outcomes()
    elif long := next((each for each in outcomes if len(each) > forms.MAX_OUTCOME), ""):
        errors["outcomes"] = forms.outcome_too_long(long)
    return outcomes


def known_organisation(view: View, typed: str) -> str:
    """By its name where we know it by another, for example "DWP"; else as it was typed."""
    known = view.known_name(Kind.ORGANISATION, typed) if typed else None
    return known.name if known and known.is_sure else typed
