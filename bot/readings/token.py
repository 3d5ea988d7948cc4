"""The token by which another system is known that sends the readings of one policy: made, shown once, and stopped."""

from __future__ import annotations

from sqlmodel import Session, select

from bot.cards import live_readings as cards
from bot.here import Intake
from bot.messages import Card, OpenForm, Replace, Reply
from bot.model import PolicyStatus, ReadingsToken
from bot.policies.sheet import measured
from bot.policies.whose import Owned, own_policy
from bot.requests.telling import audit
from bot.turn import Turn
from directory.errors import FindExpertError
from directory.model import Person


def show(turn: Turn, policy_id: str) -> Reply:
    """Where and how readings are sent, when they last came, and whether there is a token."""
    return Reply(card=_card(turn, own_policy(turn, policy_id)))


def make(turn: Turn, policy_id: str) -> OpenForm:
    """A new one; an older one stops. What we keep knows it again, and tells nobody what it is."""
    owned = own_policy(turn, policy_id, lock=True)
    intake = _intake(turn)
    if owned.policy.status is PolicyStatus.CLOSED:
        raise FindExpertError(cards.is_closed())
    token, digest = intake.new_token()
    kept = turn.session.get(ReadingsToken, policy_id, with_for_update=True)
    kept = kept or ReadingsToken(policy_id=policy_id, digest=digest, made_at=turn.now)
    kept.digest, kept.made_at, kept.made_by = digest, turn.now, owned.me.id
    turn.session.add(kept)
    audit(turn, "feed.new", f"policy:{policy_id}")
    turn.keep_instead(OpenForm(form=cards.made_before()))
    return OpenForm(form=cards.new_token(owned.policy, token))


def stop(turn: Turn, policy_id: str) -> Replace:
    """It stops at once."""
    owned = own_policy(turn, policy_id, lock=True)
    if kept := turn.session.get(ReadingsToken, policy_id, with_for_update=True):
        turn.session.delete(kept)
        turn.session.flush()
        audit(turn, "feed.stop", f"policy:{policy_id}")
    return Replace(card=_card(turn, owned, cards.stopped()))


def is_token_of(session: Session, policy_id: str, digest: str) -> bool:
    """Whether this is the digest of the token of this policy, as things are now."""
    own = select(ReadingsToken.digest).where(ReadingsToken.policy_id == policy_id, ReadingsToken.digest == digest)
    return session.exec(own).first() is not None


def _card(turn: Turn, owned: Owned, note: str = "") -> Card:
    intake, policy = _intake(turn), owned.policy
    to = cards.Intake(intake.of_policy(policy.id), intake.described_at())
    measures = [each.measure for each in measured(turn.session, policy.id)]
    return cards.feed_card(policy, to, measures, _token(turn, owned), note=note)


def _token(turn: Turn, owned: Owned) -> cards.Token | None:
    kept = turn.session.get(ReadingsToken, owned.policy.id)
    if kept is None:
        return None
    maker = turn.session.get(Person, kept.made_by) if kept.made_by else None
    used_at = kept.used_at.astimezone(owned.zone) if kept.used_at else None
    return cards.Token(kept.made_at.astimezone(owned.zone).date(), maker.name if maker else "", used_at)


def _intake(turn: Turn) -> Intake:
    if turn.here.intake is None:
        raise FindExpertError(cards.not_here())
    return turn.here.intake
