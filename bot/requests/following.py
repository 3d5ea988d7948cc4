"""What requesters press on their own request: edit it, withdraw it, answer what an expert suggested."""

from __future__ import annotations

from bot.cards import request as cards
from bot.events import Submitted
from bot.finding.refinement import Refinement
from bot.finding.searching import search_for
from bot.messages import FormErrors, OpenForm, Replace, Reply
from bot.model import OfferStatus, RequestStatus
from bot.model.requests import stamp
from bot.requests.booking import book, close_offer, close_request, when_both_can
from bot.requests.drawing import draw_request
from bot.requests.offering import go_on
from bot.requests.seen import Seen
from bot.requests.telling import audit, offer_changed, request_changed, tell_the_expert
from bot.requests.whose import asked_for_own, own_request
from bot.slots import problem
from bot.turn import Turn
from directory.cell_text import clean_text


def show(turn: Turn, request_id: str) -> Reply:
    """How it stands, in a message of its own."""
    return Reply(card=draw_request(own_request(turn, request_id), turn.now))


def search_again(turn: Turn, request_id: str) -> Reply:
    """The search that it came from, once more."""
    request = own_request(turn, request_id).request
    return Reply(card=search_for(turn, request.need, Refinement.model_validate(request.refinement)))


def withdraw(turn: Turn, request_id: str) -> Replace:
    """Nobody is asked any more, and whoever was is told so."""
    seen = own_request(turn, request_id, lock=True)
    if seen.is_open:
        for asked in seen.waiting:
            close_offer(turn, asked, OfferStatus.WITHDRAWN)
        close_request(turn, seen, RequestStatus.WITHDRAWN)
        audit(turn, "request.withdraw", f"request:{request_id}")
    return _drawn(turn, seen)


def open_edit(turn: Turn, request_id: str) -> OpenForm | Replace:
    """The question and its details, as they are."""
    seen = own_request(turn, request_id)
    return OpenForm(form=cards.edit_form(seen)) if seen.is_open else _drawn(turn, seen)


def edit(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Whoever was asked sees the new words; who read the old ones is told so when they accept."""
    seen = own_request(turn, event.context, lock=True)
    if not seen.is_open:
        return _drawn(turn, seen)
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
    return _drawn(turn, seen)


def take(turn: Turn, value: str) -> Replace:
    """One of the times that an expert suggested. ``value`` is the offer's id and the time, as ``stamp`` writes it."""
    offer_id, _, stamped = value.partition(".")
    seen, asked = asked_for_own(turn, offer_id, lock=True)
    if asked.offer.status is not OfferStatus.TIMES_SUGGESTED:
        return _drawn(turn, seen)
    start = next((when for when in asked.offer.suggestions if stamp(when) == stamped), None)
    if start is None:
        return Replace(card=cards.request_card(seen, turn.now, note=cards.unknown_time()))
    against = problem(when_both_can(turn, seen, asked), start, seen.request.minutes, turn.now)
    if against:
        return Replace(card=cards.request_card(seen, turn.now, note=cards.cannot_take(against)))
    booked = book(turn, seen, asked, start)
    tell_the_expert(turn, asked, "booked")
    audit(turn, "request.take", f"request:{seen.request.id}")
    return _drawn(turn, booked)


def refuse(turn: Turn, offer_id: str) -> Replace:
    """None of the times that an expert suggested suits: the next person is asked."""
    seen, asked = asked_for_own(turn, offer_id, lock=True)
    if asked.offer.status is OfferStatus.TIMES_SUGGESTED:
        close_offer(turn, asked, OfferStatus.WITHDRAWN)
        audit(turn, "request.refuse", f"offer:{offer_id}")
        go_on(turn, seen.request.id)
        seen = own_request(turn, seen.request.id)
    return _drawn(turn, seen)


def _drawn(turn: Turn, seen: Seen) -> Replace:
    return Replace(card=draw_request(seen, turn.now))
