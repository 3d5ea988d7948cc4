"""What requesters press on their own request: edit it, withdraw it, answer what an expert suggested."""

from __future__ import annotations

from bot.booking import book, close_offer, close_request, lock_people, what_stands_against
from bot.cards import request as cards
from bot.drawing import draw_request
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace, Reply
from bot.model import Offer, OfferStatus, RequestStatus
from bot.offering import go_on
from bot.refinement import Refinement
from bot.searching import search_for
from bot.seen import Asked, Seen
from bot.telling import audit, offer_changed, request_changed, tell_the_expert
from bot.turn import Turn
from bot.whose import own_request
from directory.cell_text import clean_text
from directory.errors import NotFoundError


def show(turn: Turn, request_id: str) -> Reply:
    """How it stands, in a message of its own."""
    return Reply(card=draw_request(own_request(turn, request_id), turn.now))


def search_again(turn: Turn, request_id: str) -> Reply:
    """The search that it came from, once more."""
    request = own_request(turn, request_id).request
    return Reply(card=search_for(turn, request.need, Refinement.model_validate(request.refinement)))


def withdraw(turn: Turn, request_id: str) -> Replace:
    """Nobody is asked any more, and whoever was is told so."""
    seen = own_request(turn, request_id)
    if seen.is_open:
        for asked in seen.waiting:
            close_offer(turn, asked, OfferStatus.WITHDRAWN)
        close_request(turn, seen, RequestStatus.WITHDRAWN)
        audit(turn, "request.withdraw", f"request:{request_id}")
    return _anew(turn, request_id)


def open_edit(turn: Turn, request_id: str) -> OpenForm | Replace:
    """The question and its details, as they are."""
    seen = own_request(turn, request_id)
    return OpenForm(form=cards.edit_form(seen)) if seen.is_open else _anew(turn, request_id)


def edit(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Whoever was asked sees the new words; who read the old ones is told so when they accept."""
    seen = own_request(turn, event.context)
    if not seen.is_open:
        return _anew(turn, event.context)
    question = clean_text(event.values.get("question", ""))[: cards.MAX_QUESTION]
    if not question:
        form = cards.edit_form(seen).filled(event.values)
        return FormErrors(form=form, errors={"question": cards.ask_something()})
    details = clean_text(event.values.get("details", ""))[: cards.MAX_DETAILS]
    request = seen.request
    if (question, details) != (request.question, request.details):
        request.question, request.details = question, details
        request.edition += 1
        turn.session.add(request)
        request_changed(turn, request)
        for asked in seen.waiting:
            offer_changed(turn, asked.offer)
        audit(turn, "request.edit", f"request:{request.id}")
    return _anew(turn, request.id)


def take(turn: Turn, value: str) -> Replace:
    """One of the times that an expert suggested. ``value`` is the offer's id and the number of the time."""
    offer_id, _, number = value.partition(".")
    seen, asked = _suggested(turn, offer_id)
    if not number.isdecimal() or len(number) > 2:
        raise NotFoundError(cards.unknown_time())
    lock_people(turn.session, asked.offer.person_id, seen.request.requester_id)
    if asked.offer.status is not OfferStatus.TIMES_SUGGESTED:
        return _anew(turn, seen.request.id)
    wanted = asked.offer.suggestions[int(number) : int(number) + 1]
    if not wanted:
        raise NotFoundError(cards.unknown_time())
    against = what_stands_against(turn, seen, asked, wanted[0])
    if against:
        return Replace(card=cards.request_card(seen, turn.now, note=cards.cannot_take(against)))
    book(turn, seen, asked, wanted[0])
    tell_the_expert(turn, asked, "booked")
    audit(turn, "request.take", f"request:{seen.request.id}")
    return _anew(turn, seen.request.id)


def refuse(turn: Turn, offer_id: str) -> Replace:
    """None of the times that an expert suggested suits: the next person is asked."""
    seen, asked = _suggested(turn, offer_id)
    if asked.offer.status is OfferStatus.TIMES_SUGGESTED:
        close_offer(turn, asked, OfferStatus.WITHDRAWN)
        audit(turn, "request.refuse", f"offer:{offer_id}")
        go_on(turn, seen.request.id)
    return _anew(turn, seen.request.id)


def _suggested(turn: Turn, offer_id: str) -> tuple[Seen, Asked]:
    offer = turn.session.get(Offer, offer_id)
    seen = own_request(turn, offer.request_id if offer else "")
    return seen, seen.of(offer_id)


def _anew(turn: Turn, request_id: str) -> Replace:
    turn.session.flush()
    return Replace(card=draw_request(own_request(turn, request_id), turn.now))
