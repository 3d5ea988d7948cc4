"""Messages that people keep hold the names of actions: a name once sent works for ever."""

from __future__ import annotations

from bot.names import FORMS, PRESSES

PRESSES_EVER_SENT = {
    "absence.open",
    "absence.remove",
    "block.list",
    "block.remove",
    "busy.open",
    "busy.remove",
    "calendar.add",
    "calendar.link",
    "calendar.new",
    "calendar.revoke",
    "check_in.book",
    "consultation.agree",
    "consultation.cancel",
    "consultation.keep",
    "consultation.move",
    "consultation.no_show",
    "consultation.place",
    "consultation.show",
    "home.show",
    "expert.ask",
    "invitation.resend",
    "offer.accept",
    "offer.block",
    "offer.decline",
    "offer.more",
    "offer.not_for_me",
    "offer.pass",
    "offer.question",
    "offer.show",
    "offer.suggest",
    "offer.tomorrow",
    "offer.write",
    "request.edit",
    "request.refuse",
    "request.search",
    "request.show",
    "request.take",
    "request.withdraw",
    "message.reply",
    "message.show",
    "commission.show",
    "feedback.difference",
    "feedback.open",
    "note.agree",
    "note.open",
    "note.show",
    "note.withdraw",
    "record.show",
    "mine.consultations",
    "mine.offers",
    "mine.requests",
    "policy.accept",
    "policy.hand_over",
    "policy.keep",
    "policy.news",
    "policy.offered",
    "policy.ownerless",
    "policy.refuse",
    "policy.take",
    "policy.unowned",
    "reach.show",
    "told.choose",
    "expert.details",
    "help.show",
    "search.example",
    "search.more",
    "search.refine",
    "search.widen",
    "settings.open",
    "settings.show",
}
FORMS_EVER_SENT = {
    "absence.save",
    "busy.save",
    "check_in.book",
    "consultation.cancel",
    "consultation.move",
    "consultation.place",
    "feedback.difference",
    "feedback.save",
    "note.save",
    "message.send",
    "policy.hand_over",
    "settings.save",
    "offer.decline",
    "offer.pass",
    "offer.suggest",
    "offer.write",
    "request.edit",
    "request.send",
    "search.refine",
}


def test_every_button_ever_sent_still_works() -> None:
    assert set(PRESSES) >= PRESSES_EVER_SENT


def test_every_form_ever_sent_still_works() -> None:
    assert set(FORMS) >= FORMS_EVER_SENT


def test_a_new_name_is_added_to_the_list_when_it_is_first_sent() -> None:
    assert set(PRESSES) <= PRESSES_EVER_SENT
    assert set(FORMS) <= FORMS_EVER_SENT
