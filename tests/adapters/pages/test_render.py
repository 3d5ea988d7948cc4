"""The page of a policy as HTML: whatever people wrote is text, and there is nothing on it that anybody can send."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

from hypothesis import given

from adapters.layout.frame import Frame
from adapters.pages.render import SHOWN_CHECK_INS, policy_html
from bot.blocks import Picture
from bot.cards.policy_page import CheckInPart, Line, MeasurePart, OwnerPart, PolicyPage, Tag
from bot.charts import Row
from tests.strategies import text

PLACES = 19 + 3 * (SHOWN_CHECK_INS + 2)
"""Where there is something that people wrote, by the page that ``page_of`` makes."""


class Tags(HTMLParser):
    """Every tag with its attributes, and every text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(words: str) -> PolicyPage:
    """These words in every place where there can be what somebody wrote."""
    picture = Picture(of="measure.1", text="x")
    row = Row(date(2026, 11, 18), words, words)
    return PolicyPage(
        title=words,
        organisation=words,
        tag=Tag("Active", "good"),
        as_of="As it stands",
        state=words,
        facts=(Line(words, words),),
        outcomes=(words,),
        learned=words,
        measures=(MeasurePart(words, words, words, picture, (row,), "1 reading", words),),
        rhythm=words,
        to_come=(Line(words, words),),
        past=(CheckInPart(words, Tag("Recorded"), words, (Line("What we learned", words),)),) * (SHOWN_CHECK_INS + 2),
        milestones=(Line("March 2027", words),),
        owners=(OwnerPart(words, "then", "Now"),),
    )


def drawn(words: str) -> Tags:
    frame = Frame("Small print", "/policy/static", is_only_read=True)
    return Tags(policy_html(page_of(words), frame, lambda of, stamp: f"/pictures/{of}{stamp}.png"))


@given(text(120))
def test_no_words_become_a_tag_or_an_attribute(words: str) -> None:
    assert drawn(words).tags == drawn("w").tags


@given(text(120))
def test_all_words_are_shown_as_they_were_written(words: str) -> None:
    assert drawn(words).text.count(words) >= PLACES


def test_there_is_nothing_to_send_and_no_script() -> None:
    assert not {"form", "button", "input", "script", "iframe"} & {tag for tag, _ in drawn("w").tags}


def test_what_folds_out_says_how_much_it_holds() -> None:
    assert "2 earlier check-ins" in drawn("w").text


def test_pictures_are_fetched_from_where_they_are_and_take_their_room_before_they_come() -> None:
    [(_, picture)] = [each for each in drawn("w").tags if each[0] == "img"]
    assert picture["src"] == "/pictures/measure.1.png"
    assert (picture["width"], picture["height"]) == ("1200", "600")
    assert picture["alt"]
