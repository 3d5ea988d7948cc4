"""Hand a policy over to somebody, who takes it over or says no: ownership follows the policy, not the person."""

from __future__ import annotations

from sqlmodel import Session, col, select

from bot.admission import NotAllowedError
from bot.cards import handing_over as cards
from bot.cards import refused
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace, Reply
from bot.model import CheckIn, CheckInStatus, Notice, NoticeKind, Policy, PolicyStatus
from bot.notices import tell
from bot.policies.able import able
from bot.policies.named import known_person
from bot.policies.news import What, tell_of
from bot.policies.owning import change_owner, may_name, occasion_of_offer, withdraw_offer
from bot.policies.whose import Owned, policy_of, seen_by
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_text
from directory.errors import NotFoundError, WrongValueError
from directory.model import Person


def open_hand_over(turn: Turn, policy_id: str) -> OpenForm:
    """The form, for whoever looks after it, or is to name an owner."""
    owned = _to_hand_over(turn, policy_id)
    return OpenForm(form=cards.hand_over_form(owned, may_stay=_may_stay(owned)))


def hand_over(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Somebody is asked to own it, in the place of whoever was asked before. Whoever names themselves owns it."""
    owned = _to_hand_over(turn, event.context, lock=True)
    policy, me = owned.policy, turn.asker.person.id or 0
    note = clean_text(event.values.get("note", ""))
    errors = {"note": cards.note_too_long(len(note))} if len(note) > cards.MAX_NOTE else {}
    to: Person | None = None
    try:
        to = _colleague(turn, owned, event.values.get("colleague", ""))
    except WrongValueError as wrong:
        errors["colleague"] = str(wrong)
    if to is None or errors:
        form = cards.hand_over_form(owned, may_stay=_may_stay(owned)).filled(event.values)
        return FormErrors(form=form, errors=errors)
    stays = _may_stay(owned) and event.values.get("stay", "") == cards.STAYS
    if to.id == me:
        change_owner(turn, policy, me, by=me, stays=stays)
        audit(turn, "policy.take", f"policy:{policy.id}")
        return Replace(card=cards.yours(_seen(turn, policy)))
    if policy.handing_to_id != to.id:
        withdraw_offer(turn, policy)
    policy.handing_to_id, policy.handing_by_id, policy.handing_at = to.id, me, turn.now
    policy.handing_note, policy.handing_stays = note, stays
    turn.session.add(policy)
    occasion = occasion_of_offer(policy)
    tell(turn.session, NoticeKind.POLICY_HAND_OVER, policy.id, to.id or 0, turn.now, occasion=occasion)
    audit(turn, "policy.hand_over", f"policy:{policy.id}", to=to.id or 0)
    return Replace(card=cards.asked(_seen(turn, policy)))


def show_offer(turn: Turn, policy_id: str) -> Reply:
    """The offer as it stands, for whoever was asked."""
    policy = _offered(turn, policy_id)
    owned = _seen(turn, policy)
    if policy.handing_to_id != owned.me.id:
        return Reply(card=_no_offer(owned).card)
    return Reply(card=cards.offer(owned, open_check_ins(turn.session, policy)))


def accept(turn: Turn, policy_id: str) -> Replace:
    """They own it from now on."""
    policy = _offered(turn, policy_id, lock=True)
    me = turn.asker.person.id or 0
    if policy.handing_to_id != me:
        return _no_offer(_seen(turn, policy))
    if policy.status is PolicyStatus.CLOSED:
        raise NotFoundError(cards.is_closed())
    change_owner(turn, policy, me, by=policy.handing_by_id, stays=policy.handing_stays)
    audit(turn, "policy.accept", f"policy:{policy.id}")
    return Replace(card=cards.yours(_seen(turn, policy)))


def refuse(turn: Turn, policy_id: str) -> Replace:
    """They would rather not: whoever asked them is told, and may ask somebody else."""
    policy = _offered(turn, policy_id, lock=True)
    me, by = turn.asker.person.id or 0, policy.handing_by_id
    if policy.handing_to_id != me:
        return _no_offer(_seen(turn, policy))
    policy.forget_offer()
    turn.session.add(policy)
    tell_of(turn, policy, What.REFUSED, me, by)
    audit(turn, "policy.refuse", f"policy:{policy.id}")
    return Replace(card=cards.refused(_seen(turn, policy)))


def keep(turn: Turn, policy_id: str) -> Replace:
    """Nobody is asked to own it any more."""
    owned = _to_hand_over(turn, policy_id, lock=True, even_closed=True)
    if owned.policy.handing_to_id is not None:
        withdraw_offer(turn, owned.policy)
        audit(turn, "policy.keep", f"policy:{policy_id}")
    return Replace(card=cards.kept(_seen(turn, owned.policy)))


# ---------------------------------------------------------------------------------------------- what they share


def open_check_ins(session: Session, policy: Policy) -> list[CheckIn]:
    """Those that still wait to be done, the next first."""
    query = select(CheckIn).where(CheckIn.policy_id == policy.id, CheckIn.status == CheckInStatus.PLANNED)
    return list(session.exec(query.order_by(col(CheckIn.due_on), col(CheckIn.id))))


def _to_hand_over(turn: Turn, policy_id: str, *, lock: bool = False, even_closed: bool = False) -> Owned:
    """The policy, for whoever may hand it over. Raises NotAllowedError for everybody else, in the same words."""
    me = turn.asker.person.id or 0
    owned = policy_of(turn.session, policy_id, me, turn.now, lock=lock)
    if owned is None:
        query = select(Policy).where(Policy.id == policy_id, col(Policy.ownerless_since).is_not(None))
        policy = turn.session.exec(query.with_for_update() if lock else query).first()
        if policy is None or not may_name(turn.session, policy, me):
            raise NotAllowedError(refused.not_your_policy())
        owned = seen_by(turn.session, policy, me, turn.now)
    if owned.policy.status is PolicyStatus.CLOSED and not even_closed:
        raise NotFoundError(cards.is_closed())
    return owned


def _offered(turn: Turn, policy_id: str, *, lock: bool = False) -> Policy:
    """The policy, for whoever is or was asked to own it. Raises NotAllowedError for everybody else."""
    query = select(Policy).where(Policy.id == policy_id)
    policy = turn.session.exec(query.with_for_update() if lock else query).first()
    me = turn.asker.person.id
    told = (Notice.kind == NoticeKind.POLICY_HAND_OVER, Notice.subject == policy_id, Notice.person_id == me)
    was_asked = turn.session.exec(select(Notice.id).where(*told)).first() is not None
    if policy is None or (policy.handing_to_id != me and not was_asked):
        raise NotAllowedError(refused.not_asked_to_own())
    return policy


def _no_offer(owned: Owned) -> Replace:
    """They answered it already, or it was withdrawn."""
    is_owner = owned.policy.owner_id == owned.me.id
    return Replace(card=cards.yours(owned) if is_owner else cards.no_longer(owned))


def _seen(turn: Turn, policy: Policy) -> Owned:
    turn.session.flush()
    return seen_by(turn.session, policy, turn.asker.person.id or 0, turn.now)


def _may_stay(owned: Owned) -> bool:
    """Whether its owner is there to stay on."""
    return owned.owner is not None and owned.policy.ownerless_since is None


def _colleague(turn: Turn, owned: Owned, typed: str) -> Person:
    """Whoever was meant. Raises WrongValueError saying why they cannot be asked."""
    person = known_person(turn.session, typed)
    if person.id == owned.policy.owner_id:
        raise WrongValueError(cards.owns_it(person.name, is_me=person.id == owned.me.id))
    if not able(turn.session, person.id or 0, turn.now):
        raise WrongValueError(cards.cannot_be_told(person.name))
    return person
