"""A consultation after it was booked: asked to be moved, moved, kept, remembered, missed and cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.clients.mail import text_of
from tests.clients.receiving_calendar import Entry, entry_in
from tests.journeys.client import expect_form
from tests.journeys.people import WHEN, People, Somebody, booked

UK = ZoneInfo("Europe/London")


def instant(when: str) -> datetime:
    """A time as people read it."""
    return datetime.strptime(when, "%A %d %B %Y, %H:%M UK time").replace(tzinfo=UK)


def ask_to_move(who: Somebody, question: str, to: str) -> str:
    """Ask for the first time of the form that begins so; gives it."""
    who.presses("Ask to move", question)
    new = next(str(when) for when in WHEN.findall(expect_form(who.client, "UK time")) if when.startswith(to))
    who.client.tick(new)
    who.client.screenshot("move-form")
    who.client.submit("Ask to move")
    who.sees(question, "to move this to:", new)
    who.client.screenshot("asked-to-move")
    return new


def test_a_consultation_is_moved_kept_missed_and_cancelled_and_both_know_at_every_step(people: People) -> None:
    riley, bram = people.who_asks("slack"), people.expert("teams")
    dara, elowen = people.who_asks("teams"), people.expert("page")
    moved, kept = "Which barns are listed?", "Which repairs are late?"
    riley.asks("user research on farming", moved)
    bram.presses("Accept", moved)
    riley.sees(moved, "Consultation booked:", f"With {bram.name}")
    dara.asks("user research on housing", kept)
    first = WHEN.findall(elowen.sees(kept, "Accept"))[0]
    elowen.presses("Accept", kept)

    new = ask_to_move(riley, moved, "Monday 18 May 2026")
    bram.sees(f"{riley.name} asks to move your consultation", new)
    bram.sees(moved, f"{riley.name} asks to move this to:", new, "Until you answer", "Keep the booked time")
    bram.client.screenshot("is-asked-to-move")
    bram.presses("Move to", moved)
    for each in (riley, bram):
        each.sees(moved, f"Consultation moved: {booked(new, 30)}", "Cancel consultation")
    bram.presses("Say where you meet", moved)
    bram.client.fill("Link to join, or a room", "https://meet.example.gov.uk/barns")
    bram.client.submit("Save")
    riley.sees(f"{bram.name} changed where you meet")
    riley.sees(moved, f"With {bram.name}. Join: https://meet.example.gov.uk/barns")
    riley.client.screenshot("moved")

    ask_to_move(elowen, kept, "Monday 18 May 2026")
    dara.presses("Keep the booked time", kept)
    elowen.sees(f"{dara.name} keeps the booked time")
    assert "asks to move" not in dara.sees(kept, f"Consultation booked: {booked(first, 30)}", f"With {elowen.name}")

    people.at((instant(first) - timedelta(minutes=9)).isoformat())
    dara.sees(f"Your consultation with {elowen.name} begins at", kept)
    elowen.sees(f"Your consultation with {dara.name} begins at", kept)
    dara.client.screenshot("begins-soon")
    people.at((instant(first) + timedelta(minutes=31)).isoformat())
    elowen.presses(f"{dara.name} did not come", kept)
    dara.sees(kept, "Consultation did not take place:", f"{elowen.name} said that you did not come")
    elowen.client.screenshot("page-did-not-come")

    people.at((instant(new) - timedelta(days=3)).isoformat())  # Friday, for a Monday
    for each in (riley, bram):
        each.sees(f"Reminder of your consultation: {booked(new, 30)}", "https://meet.example.gov.uk/barns")
    riley.presses("Cancel consultation", moved)
    riley.client.fill("Why", "The barns are gone.")
    riley.client.screenshot("cancel-form")
    riley.client.submit("Cancel consultation")
    riley.sees(moved, "You cancelled this consultation on 15 May 2026", "Search again")
    bram.sees(moved, f"Consultation cancelled on 15 May 2026 by {riley.name}", "The barns are gone.")
    for each in (riley, bram):
        each.client.screenshot("cancelled")
    check_invitations(people, moved)


def check_invitations(people: People, question: str) -> None:
    """At the mail server: both were sent every change of one entry that was sent by itself, and last of all its end."""
    told: dict[str, list[Entry]] = {}
    while len(told) < 2 or any(entries[-1].method != "CANCEL" for entries in told.values()):
        email = people.box.next_invitation()
        if question in " ".join(text_of(email).split()):
            told.setdefault(email["To"], []).append(entry_in(email))
    assert len({entry.uid for entries in told.values() for entry in entries}) == 1
    for entries in told.values():
        assert (entries[0].sequence, entries[0].method, entries[-1].sequence) == (0, "REQUEST", 3)
        assert all(one.sequence < next_.sequence for one, next_ in pairwise(entries))
        assert entries[-1].starts_at > entries[0].starts_at
