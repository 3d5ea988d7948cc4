"""Somebody's own calendar: whether it is connected and read, the form that connects it, and what is wrong with it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.blocks import Button, Fact, Text
from bot.cards.words import fit, time_of_day
from bot.fields import TextField
from bot.messages import Form
from bot.model import Calendar, CalendarTrouble
from directory.calendar_address import EXAMPLE
from directory.roster.columns import MAX_URL

TROUBLES = {
    CalendarTrouble.REFUSED: "its address is not one on the public internet",
    CalendarTrouble.UNREACHABLE: "its server cannot be reached",
    CalendarTrouble.NO_CERTIFICATE: "its server has no certificate that we trust",
    CalendarTrouble.REDIRECTED: "its address leads nowhere",
    CalendarTrouble.TOO_SLOW: "its server takes too long to answer",
    CalendarTrouble.SERVER_TROUBLE: "its server has a problem",
    CalendarTrouble.NOT_FOUND: "there is nothing at its address. Publish it again, and enter its new address",
    CalendarTrouble.NO_ACCESS: "its server does not let us in. Share it again, and enter its new address",
    CalendarTrouble.TOO_LARGE: "it is larger than 5 MB. Publish less of it, for example only when you are busy",
    CalendarTrouble.TOO_COMPLEX: "it repeats events too often for us to work out",
    CalendarTrouble.NOT_A_CALENDAR: "what is at its address is no calendar. Enter its iCal or ICS address",
    CalendarTrouble.SEALED: "its address cannot be opened any more. Enter it again",
    CalendarTrouble.WRONG_ADDRESS: "its address is wrong. Enter it again",
    CalendarTrouble.BROKEN: "something went wrong on our side. We try again",
}
NOT_KNOWN = "calendar not known"
"""Beside a time of somebody who gave a calendar of which nothing is known: it is never taken for free."""
CONNECT = "Connect your calendar"
SHOWN_NAME = 120


def fact(calendar: Calendar | None, zone: ZoneInfo, *, is_given: bool) -> Fact:
    """How it stands. ``is_given``: they gave an address, whether or not it was read yet."""
    return Fact(label="Your calendar", value=_standing(calendar, zone) if is_given else "None connected")


def _standing(calendar: Calendar | None, zone: ZoneInfo) -> str:
    if calendar is not None and calendar.problem in TROUBLES:
        return f"Cannot be read: {TROUBLES[CalendarTrouble(calendar.problem)]}"
    if calendar is None or calendar.fetched_at is None:
        return "Connected. It is read for the first time in a few minutes"
    return f"Connected. Last read on {time_of_day(calendar.fetched_at, zone)}"


def buttons(*, is_given: bool, may_connect: bool) -> list[Button]:
    """To connect it or another one, and to disconnect it."""
    change = Button(label="Change calendar" if is_given else "Connect a calendar", action="busy.open", opens_form=True)
    remove = Button(label="Disconnect calendar", action="busy.remove")
    return [*([change] if may_connect else []), *([remove] if is_given else [])]


def connect_form() -> Form:
    """Always empty: an address that was entered is never shown again."""
    return Form(
        title=CONNECT,
        name="busy.save",
        blocks=(
            Text(
                text="You are then only offered at times when you are free. We keep when you are busy, never what "
                "is in your calendar."
            ),
            Text(
                text="Outlook on the web: Settings, Calendar, Shared calendars, Publish a calendar. Choose "
                "“Can view when I’m busy” and copy the ICS link.\n"
                "Google Calendar: Settings of your calendar, “Secret address in iCal format”."
            ),
        ),
        fields=(
            TextField(
                name="address",
                label="Address of your calendar",
                hint=f"For example {EXAMPLE}. It is kept encrypted and never shown again.",
                required=True,
                max_length=MAX_URL,
            ),
        ),
        submit="Connect calendar",
        close="Cancel",
    )


def wrong_address(why: str) -> str:
    """``why`` is what reading it said, which in a file goes on from the name of a column."""
    return f"The address {why}"


def enter_an_address() -> str:
    return "Enter the address of your calendar"


def cannot_be_kept() -> str:
    """There is no key to seal it with."""
    return "Calendars cannot be connected here: the people who run this bot have not set a secret key."


def only_for_experts() -> str:
    """Somebody without a profile pressed what is for those who have one."""
    return "Only experts of the directory can connect a calendar, and you are not one of them."


# ---------------------------------------------------------------------------------------------- beside times


def not_known_of(name: str, *, is_pool: bool) -> str:
    """To whoever asks this person, or a pool with somebody like that in it."""
    whose = "calendars of some of them" if is_pool else f"calendar of {fit(name, SHOWN_NAME)}"
    return f"We cannot see the {whose} at the moment. They may be busy at these times."


def not_known_of_yours() -> str:
    """To whoever is asked."""
    return "We cannot see your calendar at the moment. Check these times yourself."
