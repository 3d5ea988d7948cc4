"""Whose request it is to answer or to follow: nobody presses somebody else's button."""

from __future__ import annotations

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.model import Offer
from bot.seen import Asked, Seen, see
from bot.turn import Turn


def own_offer(turn: Turn, offer_id: str) -> tuple[Seen, Asked]:
    """A request that was put in front of whoever asks now.

    Raises NotAllowedError when it was not, in the same words whether there is such an offer or not.
    """
    offer = turn.session.get(Offer, offer_id)
    seen = see(turn.session, offer.request_id) if offer else None
    if offer is None or seen is None or offer.person_id != turn.asker.person.id:
        raise NotAllowedError(refused.not_your_request())
    return seen, seen.of(offer_id)


def own_request(turn: Turn, request_id: str) -> Seen:
    """A request of whoever asks now. Raises as ``own_offer``."""
    seen = see(turn.session, request_id)
    if seen is None or seen.request.requester_id != turn.asker.person.id:
        raise NotAllowedError(refused.not_your_request())
    return seen
