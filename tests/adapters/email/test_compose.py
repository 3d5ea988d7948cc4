"""A letter as an email: what is read in it, who it is from, and nothing that comes alive."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.email.compose import compose
from adapters.links import PATH
from adapters.unseen import seen
from bot.blocks import Text
from bot.messages import Card, plain
from bot.model import NoticeKind
from bot.notices import Letter
from config.mail import read_sender
from tests.adapters.email.letters import CARD, NOW, PUBLIC_URL, letter
from tests.clients.mail import html_of, link_in, text_of
from tests.sizes import examples
from tests.strategies import HOSTILE, cards, text

SENDER = read_sender("Find an expert <bot@find-expert.example.gov.uk>")
LINK = f"{PUBLIC_URL}{PATH}token"
ENDS = datetime.fromisoformat("2026-06-10T23:30:00+00:00")  # past midnight in London


def email_of(sent: Letter) -> EmailMessage:
    """As it arrives."""
    arrived = message_from_bytes(compose(sent, LINK, ENDS, SENDER, NOW).as_bytes(), policy=default)
    assert isinstance(arrived, EmailMessage)
    return arrived


class _Page(HTMLParser):
    """What a page shows, and its tags with their addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self._is_shown = True
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "background", "action"}]
        self._is_shown = tag != "title"

    def handle_data(self, data: str) -> None:
        if self._is_shown:
            self.words.append(data)


def test_it_says_in_plain_text_all_that_the_card_says() -> None:
    said = text_of(email_of(letter()))
    for line in plain(Card(title=CARD.title, blocks=CARD.blocks[:-2])).splitlines():
        assert line in said
    assert "On the page you can:\n- Accept\n- Suggest other times\n" in said
    assert "Find somebody else" not in said  # a box to search from is on the page
    assert f"Open the request to answer:\n{LINK}\n" in said
    assert "works until 11 June 2026" in said


def test_its_html_says_what_its_text_says() -> None:
    email = email_of(letter())
    shown = " ".join(" ".join(_Page(html_of(email)).words).split())
    for line in text_of(email).splitlines():
        for part in re.split(r"(?<=[.:]) ", line):  # a person's line is a heading and paragraphs in HTML
            assert part.rstrip(".:").removeprefix("- ").removeprefix("-- ") in shown or line == LINK, part


def test_it_has_one_link_and_loads_nothing() -> None:
    page = _Page(html_of(email_of(letter())))
    assert page.links == [LINK]
    assert not {"img", "script", "form", "button", "input", "link", "iframe", "style"} & set(page.tags)


def test_its_headers_say_who_when_and_what_about() -> None:
    email = email_of(letter())
    assert email["Subject"] == CARD.title
    assert email["From"] == "Find an expert <bot@find-expert.example.gov.uk>"
    assert email["To"] == "ada.quillan@example.gov.uk"
    assert email["Date"].datetime == NOW
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["List-Id"] == "Find an expert <find-expert.find-expert.example.gov.uk>"
    assert email.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in email.iter_parts()] == ["text/plain", "text/html"]


def test_every_attempt_at_the_same_news_has_the_same_message_id_and_other_news_another() -> None:
    first, again, other = (email_of(letter(key=key))["Message-ID"] for key in ("a:1", "a:1", "a:2"))
    assert first == again
    assert first != other
    assert re.fullmatch(r"<[0-9a-f]{32}@find-expert\.example\.gov\.uk>", first)


def test_emails_about_one_offer_are_one_thread() -> None:
    first = email_of(letter(key="offer.card:offer-1:7:1"))
    reminder = email_of(letter(key="offer.reminder:offer-1:7:1", kind=NoticeKind.OFFER_REMINDER))
    edited = email_of(letter(key="offer.card:offer-1:7:2", receipt=first["Message-ID"]))
    elsewhere = email_of(letter(subject="offer-2"))
    assert first["References"] == first["In-Reply-To"] == reminder["References"]
    assert edited["References"] == f"{first['References']} {first['Message-ID']}"
    assert edited["In-Reply-To"] == first["Message-ID"]
    assert elsewhere["References"] != first["References"]


def test_a_receipt_that_is_none_of_ours_is_not_written_into_a_header() -> None:
    email = email_of(letter(receipt="<x@y>\r\nBcc: eve@example.gov.uk"))
    assert email["Bcc"] is None
    assert "eve" not in email.as_string()


@pytest.mark.parametrize(
    "title",
    [
        "Riley\r\nBcc: eve@example.gov.uk",
        "Riley\nBcc: eve@example.gov.uk\n\n<script>",
        "Riley\u2028Bcc: eve@example.gov.uk",
        "Riley\x85Bcc: eve@example.gov.uk",
        "Riley\x0bBcc: eve@example.gov.uk\x00",
    ],
)
def test_a_title_with_line_breaks_adds_no_header(title: str) -> None:
    email = email_of(letter(card=Card(title=title)))
    assert email["Bcc"] is None
    assert email["Subject"].startswith(("Riley Bcc: eve@example.gov.uk", "RileyBcc: eve@example.gov.uk"))
    assert email["To"] == "ada.quillan@example.gov.uk"


@pytest.mark.parametrize(
    "title",
    ["Mae Siân eisiau gofyn i chi", "字" * 150, "é👍🏽 " * 30 + "x", '"Ada" <ada@x>, (x)', "=?utf-8?q?no?=", "x" * 150],
)
def test_a_title_in_any_language_arrives(title: str) -> None:
    assert email_of(letter(card=Card(title=title)))["Subject"] == title


@pytest.mark.parametrize("name", ["Dod o hyd i arbenigŵr – Trysorlys Ei Fawrhydi’n gofyn", "ŵ ŷ " * 20 + "x"])
def test_a_sender_in_any_language_arrives(name: str) -> None:
    sender = read_sender(f"{name} <bot@example.gov.uk>")
    # email.policy.default reads spaces into a name that is not ASCII: the older way reads what is there
    arrived = message_from_bytes(compose(letter(), LINK, ENDS, sender, NOW).as_bytes())
    assert str(make_header(decode_header(arrived["From"]))) == f"{name} <bot@example.gov.uk>"


def test_text_in_any_language_arrives() -> None:
    words = "Beth yw’r cwestiynau? 字 مرحبا 👩🏽‍⚖️\n.\n..two dots\nFrom here = there" + " word" * 400
    email = email_of(letter(card=Card(title="Title", blocks=(Text(text=words),))))
    assert words in text_of(email)


def test_it_is_bytes_that_every_mail_server_takes() -> None:
    """RFC 5321: ASCII, and no line over 998 characters."""
    for title in ("字" * 150, "x" * 150):
        content = compose(letter(card=Card(title=title, blocks=CARD.blocks)), LINK, ENDS, SENDER, NOW).as_bytes()
        content.decode("ascii")
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("kind", NoticeKind)
def test_whatever_it_is_about_it_says_where_its_link_leads(kind: NoticeKind) -> None:
    assert link_in(email_of(letter(kind=kind))) == LINK


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (NoticeKind.OFFER_CARD, "Open the request:"),
        (NoticeKind.REQUEST_CARD, "Open your request:"),
        (NoticeKind.MESSAGE, "Open the message:"),
    ],
)
def test_where_nothing_is_left_to_do_nobody_is_asked_to_do_it(kind: NoticeKind, words: str) -> None:
    said = text_of(email_of(letter(kind=kind, card=Card(title="The request was withdrawn"))))
    assert words in said
    assert "you can" not in said


@settings(max_examples=examples(20))
@given(cards())
def test_any_card_arrives_as_it_is(card: Card) -> None:
    email = email_of(letter(card=card))
    assert email["Subject"] == " ".join(seen(card.title).split())
    page = _Page(html_of(email))
    assert page.links == [LINK]
    assert "Open the request" in text_of(email)
    assert {"Subject", "From", "To"} <= set(email.keys())


@settings(max_examples=examples(40))
@given(st.lists(text(75).filter(str.strip), min_size=2, max_size=2))
def test_nothing_that_people_write_becomes_a_tag(words: list[str]) -> None:
    def drawn(title: str, paragraph: str) -> Any:
        page = _Page(html_of(email_of(letter(card=Card(title=title, blocks=(Text(text=paragraph),))))))
        return [tag for tag in page.tags if tag != "br"], page.attributes

    assert drawn(*words) == drawn("x", "x")


def test_hostile_texts_arrive_as_text() -> None:
    words = " ".join(HOSTILE)
    email = email_of(letter(card=Card(title="Title", blocks=(Text(text=words),))))
    assert seen(words) in text_of(email)
    assert "<!channel>" not in html_of(email)
