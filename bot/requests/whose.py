"""Whose request it is to answer or to follow: nobody presses somebody else's button."""

from __future__ import annotations

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.requests.seen import Asked, Seen, see, see_offer
from bot.turn import Turn


def own_offer(turn: Turn, offer_id: str, *, lock: bool = False) -> tuple[Seen, Asked]:
    """A request that was put in front of whoever asks now; ``lock`` it to change anything.

    Raises NotAllowedError when it was not, in the same words whether there is such an offer or not.
    """
    found = see_offer(turn.session, offer_id, lock=lock)
    if found is None or found[1].offer.person_id != turn.asker.person.id:
        raise NotAllowedError(refused.not_your_request())
    return found


def asked_for_own(turn: Turn, offer_id: str, *, lock: bool = False) -> tuple[Seen, Asked]:
    """A request of whoever asks now, and somebody who was asked for it. As ``own_offer``."""
    found = see_offer(turn.session, offer_id, lock=lock)
    if found is None or found[0].request.requester_id != turn.asker.person.id:
        raise NotAllowedError(refused.not_your_request())
    return found


def own_request(turn: Turn, request_id: str, *, lock: bool = False) -> Seen:
    """A request of whoever asks now. As ``own_offer``."""
    seen = see(turn.session, request_id, lock=lock)
    if seen is None or seen.request.requester_id != turn.asker.person.id:
        raise NotAllowedError(refused.not_your_request())
    return seen
