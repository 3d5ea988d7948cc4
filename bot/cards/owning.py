"""What people read of who owns a policy, and of booking its check-ins."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.blocks import MAX_TITLE, Button
from bot.cards.request import who_is_asked
from bot.cards.words import fit, period
from bot.check_ins.standing import Standing
from bot.model import CheckIn, PolicyStatus
from bot.policies.whose import Owned


def owner_buttons(owned: Owned) -> tuple[Button, ...]:
    """What somebody who looks after a policy can do about who owns it."""
    if owned.policy.status is PolicyStatus.CLOSED:
        return ()
    hand_over = Button(label="Hand over", action="policy.hand_over", value=owned.policy.id, opens_form=True)
    if owned.policy.handing_to_id is None:
        return (hand_over,)
    return (hand_over, Button(label="Withdraw the offer", action="policy.keep", value=owned.policy.id))


def book_buttons(owned: Owned, check_in: CheckIn, standing: Standing) -> tuple[Button, ...]:
    """Book it, or see how what was asked for stands: that is for whoever asked."""
    if not check_in.is_open or owned.policy.status is not PolicyStatus.ACTIVE:
        return ()
    if standing.is_none:
        label = "Book the check-in"
        return (Button(label=label, action="check_in.book", value=check_in.id, primary=True, opens_form=True),)
    request, consultation = standing.request, standing.consultation
    if request is None or request.requester_id != owned.me.id:
        return ()
    if consultation is None:
        return (Button(label="See the request", action="request.show", value=request.id),)
    return (Button(label="See the consultation", action="consultation.show", value=consultation.id),)


def stands(standing: Standing, zone: ZoneInfo) -> str:
    """How its booking stands in one line, by the clock of whoever reads; empty where nobody is asked."""
    if standing.seen is None:
        return ""
    consultation, accepted = standing.consultation, standing.seen.accepted
    if consultation is None:
        return fit(f"Waiting for {who_is_asked(standing.seen)}", MAX_TITLE)
    with_whom = f", with {fit(accepted.name, MAX_TITLE)}" if accepted else ""
    when = period(consultation.starts_at, consultation.ends_at, zone)
    return f"Met: {when}{with_whom}" if standing.is_held else f"Booked: {when}{with_whom}"
