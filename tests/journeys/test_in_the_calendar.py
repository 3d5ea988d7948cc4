"""What was booked comes into both calendars: by email, as a file, and by a link of one's own."""

from __future__ import annotations

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.clients.have import pictures
from tests.clients.mail import html_of, text_of
from tests.clients.receiving_calendar import by_icalendar, entry_in
from tests.journeys.client import expect_form
from tests.journeys.people import People, Where
from tests.journeys.test_ask_and_accept import NEEDS
from tests.sizes import FULL

PUBLIC_URL = "https://find-expert.example.gov.uk"


def calendar_at(people: People, address: str) -> bytes:
    """What a calendar reads at this address, which a web server would pass on to the bot."""
    assert address.startswith(f"{PUBLIC_URL}/calendar/")
    with urlopen(address.replace(PUBLIC_URL, people.bot.address), timeout=30) as answer:
        content: bytes = answer.read()
    return content


def address_in(words: str) -> str:
    found = re.findall(rf"{PUBLIC_URL}/calendar/\S+?\.ics", words)
    assert found, words
    return str(found[-1])


@pytest.mark.browser
@pytest.mark.parametrize("where", ["slack", "teams", "page"] if FULL else ["teams", "page"])
def test_what_was_booked_comes_into_both_calendars(people: People, where: Where) -> None:
    riley, expert = people.who_asks("slack"), people.expert(where)
    question = f"How do we test a letter before it goes into calendars on {where}?"
    riley.asks(NEEDS[where], question)
    expert.presses("Accept", question)
    expert.sees("Consultation booked", question)
    invitations = [people.box.next_invitation() for _ in range(2)]
    entries = [entry_in(email) for email in invitations]
    assert entries[0] == entries[1]
    for email in invitations:
        assert question in " ".join(text_of(email).split())
        assert question in html_of(email)
    show_in_a_browser(people, html_of(invitations[0]))

    expert.client.screenshot("booked")
    expert.client.press("Add to your calendar", on=question)
    words = expert.sees("Add it to your calendar")
    expert.client.screenshot("add-to-calendar")
    assert "We sent an invitation to" in words
    file = by_icalendar(calendar_at(people, address_in(words)))
    assert (file.uid, file.starts_at) == (entries[0].uid, entries[0].starts_at)

    expert.client.press("Your calendar link", on="Add it to your calendar")
    expert.sees("A calendar link shows all your consultations")
    expert.client.screenshot("calendar-link")
    expert.client.press("Make a calendar link", on="A calendar link shows")
    made = expect_form(expert.client, "http")
    expert.client.screenshot("calendar-link-made")
    address = address_in(made)
    assert by_icalendar(calendar_at(people, address)).uid == entries[0].uid
    expert.client.close_form()
    expert.client.press("Add to your calendar", on=question)
    expert.client.press("Your calendar link", on="Add it to your calendar")
    expert.client.press("Stop the link", on="You made one on")
    expert.sees("Your calendar link no longer works")
    with pytest.raises(HTTPError, match="404"):
        calendar_at(people, address)


def show_in_a_browser(people: People, page: str) -> None:
    """For whoever looks at the pictures."""
    window = people.browser.new_page(viewport={"width": 720, "height": 900})
    window.set_content(page)
    if folder := pictures():
        window.screenshot(path=folder / "invitation.png", full_page=True)
    window.close()
