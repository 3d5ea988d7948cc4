"""What requesters do with their own request."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.messages import FormErrors, Reply, plain
from bot.model import NoticeKind, OfferStatus, Request, RequestStatus
from bot.model.requests import stamp
from directory.model import AuditEntry
from tests.bot.town import QUESTION, Town, card_of, said

ADA, BRAM, RILEY = "Ada Quillan", "Bram Otterbourne", "Riley Requester"


@pytest.fixture
def town(database: Engine) -> Town:
    return Town(database)


def test_a_request_can_be_seen_again(town: Town) -> None:
    request = town.ask()
    answer = town.riley.presses("request.show", request.id)
    assert isinstance(answer, Reply)
    assert answer.card == town.card(RILEY)
    assert QUESTION in plain(answer.card)


def test_a_withdrawn_request_asks_nobody_any_more(town: Town) -> None:
    town.ask()
    assert card_of(town.press(RILEY, "Withdraw request")).title == "You withdrew this request on 12 May 2026"
    assert town.card(ADA).title == "This request was withdrawn on 12 May 2026"
    town.later(days=30)
    assert town.offers() == {ADA: OfferStatus.WITHDRAWN}
    assert town.told(NoticeKind.OFFER_REMINDER) == []
    assert town.told(NoticeKind.REQUEST_NEWS) == []


def test_withdrawn_twice_is_withdrawn_once(town: Town) -> None:
    request = town.ask()
    for _ in range(2):
        town.riley.presses("request.withdraw", request.id)
    assert [entry.action for entry in town.every(AuditEntry)].count("request.withdraw") == 1


def test_the_question_can_be_edited_until_somebody_accepts(town: Town) -> None:
    request = town.ask()
    opened = town.press(RILEY, "Edit question")
    assert QUESTION in said(opened)
    town.riley.submits("request.edit", request.id, question="What about emails?", details="In Welsh too")
    assert "What about emails?" in plain(town.card(ADA))
    assert "In Welsh too" in plain(town.card(ADA))
    town.press(ADA, "Accept")
    answer = town.riley.submits("request.edit", request.id, question="Too late?", details="")
    assert card_of(answer).title.startswith("Consultation booked")
    assert town.newest(Request).question == "What about emails?"


def test_an_edit_that_changes_nothing_lets_what_was_read_be_accepted(town: Town) -> None:
    request = town.ask()
    before = town.card(ADA)
    town.riley.submits("request.edit", request.id, question=QUESTION, details="")
    town.press(ADA, "Accept", before)
    assert town.consultation()


def test_an_empty_question_is_refused_and_the_details_stay(town: Town) -> None:
    request = town.ask()
    answer = town.riley.submits("request.edit", request.id, question=" ", details="kept")
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"question": "Enter what you need to know"}
    assert {field.name: field.value for field in answer.form.fields}["details"] == "kept"


def test_nobody_else_follows_a_request(town: Town) -> None:
    request = town.ask()
    for action in ("request.show", "request.withdraw", "request.edit", "request.search"):
        assert "not yours" in said(town.people[ADA].presses(action, request.id))
    assert "not yours" in said(town.people[BRAM].submits("request.edit", request.id, question="Mine now"))
    assert town.newest(Request).status is RequestStatus.OFFERED
    assert town.newest(Request).question == QUESTION


@pytest.mark.parametrize("value", ["", "x", "x.0", "{offer}", "{offer}.", "{offer}.9", "{offer}.-1", "{offer}.x"])
def test_made_up_times_are_answered_in_words(town: Town, value: str) -> None:
    town.ask()
    offered, _ = town.times_to_suggest(ADA)
    town.fill(ADA, "Suggest other times", times=offered[4].isoformat())
    answer = said(town.riley.presses("request.take", value.format(offer=town.newest_offer(ADA))))
    assert "not yours" in answer or "no longer offered" in answer
    assert town.consultation() is None


def test_a_button_of_an_older_card_books_no_time_that_was_not_on_it(town: Town) -> None:
    town.ask()
    offered, _ = town.times_to_suggest(ADA)
    town.fill(ADA, "Suggest other times", times=offered[4].isoformat())
    older = town.card(RILEY)
    town.fill(ADA, "Suggest other times", times=offered[6].isoformat())
    assert "This time is no longer offered" in said(town.press(RILEY, "Book", older))
    assert town.consultation() is None
    town.press(RILEY, "Book")
    consultation = town.consultation()
    assert consultation
    assert consultation.starts_at == offered[6]


def test_a_suggested_time_that_is_taken_meanwhile_says_so(town: Town) -> None:
    town.ask()
    town.ask()
    offered, _ = town.times_to_suggest(ADA)
    first, second = town.offer_ids(ADA)
    for offer in (first, second):
        town.people[ADA].submits("offer.suggest", offer, times=offered[4].isoformat())
    town.riley.presses("request.take", f"{first}.{stamp(offered[4])}")
    answer = said(town.riley.presses("request.take", f"{second}.{stamp(offered[4])}"))
    assert "One of you has something else at that time now. Choose another." in answer
