"""Messages that people keep hold the names of actions: a name once sent works for ever."""

from __future__ import annotations

from bot.conversation import FORMS, PRESSES

PRESSES_EVER_SENT = {
    "home.show",
    "message.reply",
    "message.show",
    "reach.show",
    "told.choose",
    "expert.details",
    "help.show",
    "search.example",
    "search.more",
    "search.refine",
    "search.widen",
}
FORMS_EVER_SENT = {"message.send", "search.refine"}


def test_every_button_ever_sent_still_works() -> None:
    assert set(PRESSES) >= PRESSES_EVER_SENT


def test_every_form_ever_sent_still_works() -> None:
    assert set(FORMS) >= FORMS_EVER_SENT


def test_a_new_name_is_added_to_the_list_when_it_is_first_sent() -> None:
    assert set(PRESSES) <= PRESSES_EVER_SENT
    assert set(FORMS) <= FORMS_EVER_SENT
