"""A way out of every reminder and piece of news, in the message itself."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.blocks import Button, Buttons
from bot.cards.settings import NEWS
from bot.cards.stopping import STOPPABLE, with_way_out
from bot.messages import MAX_CARD_BUTTONS, Card, Replace, Reply, plain
from bot.model import NoticeKind, Preferences
from bot.notices import CHECK_INS, ONE_CARD, REMINDERS
from tests.bot.town import Town, card_of, said

NUDGE = NoticeKind.CHECK_IN_NUDGE.value


@pytest.fixture
def town(database: Engine) -> Town:
    return Town(database)


def muted(town: Town) -> list[list[str]]:
    return [each.muted for each in town.every(Preferences)]


def test_who_stops_reminders_gets_no_more_and_keeps_the_message(town: Town) -> None:
    answer = town.riley.presses("told.stop", NUDGE)
    assert isinstance(answer, Reply)
    assert "You get no more reminders of check-ins" in said(answer)
    assert muted(town) == [[NUDGE]]


def test_what_was_stopped_can_be_turned_on_again_there_and_then(town: Town) -> None:
    stopped = card_of(town.riley.presses("told.stop", NUDGE))
    town.riley.presses("told.stop", NoticeKind.POLICY_NEWS.value)
    button = next(each for each in stopped.buttons if each.label == "Turn them on again")
    answer = town.riley.presses(button.action, button.value)
    assert isinstance(answer, Replace)
    assert "You get reminders of check-ins again" in said(answer)
    assert muted(town) == [[NoticeKind.POLICY_NEWS.value]]


def test_to_stop_twice_is_to_stop_once(town: Town) -> None:
    for _ in range(2):
        town.riley.presses("told.stop", NUDGE)
    assert muted(town) == [[NUDGE]]


@pytest.mark.parametrize("kind", ["", "offer.card", "message.new", "consultation.questions", "nothing"])
def test_what_cannot_be_stopped_is_said_in_words_and_changes_nothing(town: Town, kind: str) -> None:
    assert "That did not work" in said(town.riley.presses("told.stop", kind))
    assert muted(town) == []


def test_a_reminder_of_a_request_says_how_to_stop_such_reminders(town: Town) -> None:
    town.ask()
    town.later(days=2)
    [card] = town.drawn("Ada Quillan", NoticeKind.OFFER_REMINDER)
    assert [(each.action, each.value) for each in card.buttons][-1] == ("told.stop", "offer.reminder")
    assert card.buttons[-1].says == "Stop reminders of requests to you"


@pytest.mark.parametrize("kind", sorted(NoticeKind))
def test_every_kind_that_may_be_turned_off_has_its_way_out_and_no_other_has(kind: NoticeKind) -> None:
    labels = [button.label for button in with_way_out(Card(title="News"), kind).buttons]
    if kind not in STOPPABLE:
        assert labels == []
    else:
        assert kind in NEWS
        assert kind not in ONE_CARD
        is_reminder = kind in REMINDERS | CHECK_INS | {NoticeKind.CONSULTATION_SOON}
        assert labels == ["Stop these reminders" if is_reminder else "Stop these messages"]


def test_a_card_without_room_for_it_stays_as_it_is() -> None:
    rows = [Buttons(buttons=(Button(label="Go", action="home.show"),) * 4)] * (MAX_CARD_BUTTONS // 4)
    full = Card(title="Full", blocks=tuple(rows))
    assert with_way_out(full, NoticeKind.CHECK_IN_NUDGE) == full
    assert "Stop" not in plain(full)
