"""How consultations come into somebody's calendar: one of them, or all of their own by an address."""

from __future__ import annotations

from datetime import date

from bot.blocks import MAX_TEXT, Block, Button, Buttons, Small, Text
from bot.cards.words import fit, short_date
from bot.messages import Card, Form
from bot.model import ConsultationStatus

SHOWN_EMAIL = 254
GONE = {
    ConsultationStatus.CANCELLED: "This consultation was cancelled",
    ConsultationStatus.NO_SHOW: "This consultation did not take place",
}


def add_button(consultation_id: str) -> Button:
    """On the card of a consultation that is booked."""
    return Button(label="Add to your calendar", action="calendar.add", value=consultation_id)


def link_button() -> Button:
    """Beside settings and lists of consultations."""
    return Button(label="Your calendar link", action="calendar.link")


# ---------------------------------------------------------------------------------------------- one consultation


def add_to_calendar(consultation_id: str, *, email: str, file: str) -> Card:
    """``email`` is where invitations go, ``file`` where the consultation can be had; each empty where there is none."""
    blocks: list[Block] = []
    buttons = []
    if email:
        blocks.append(
            Text(text=f"We sent an invitation to {fit(email, SHOWN_EMAIL)}. When something changes, we send it again.")
        )
        buttons.append(Button(label="Send the invitation again", action="invitation.resend", value=consultation_id))
    if file:
        or_ = "Or open" if email else "Open"
        blocks.append(Text(text=fit(f"{or_} this link, and add the file to your calendar:\n{file}", MAX_TEXT)))
        blocks.append(
            Small(text="The link is for you alone and works for 30 days. The file does not follow later changes.")
        )
        buttons.append(link_button())
    if not blocks:
        blocks.append(Text(text="Put it into your calendar yourself: no invitations are sent from here."))
    shown = [Buttons(buttons=tuple(buttons))] if buttons else []
    return Card(title="Add it to your calendar", blocks=(*blocks, *shown))


def nothing_to_add(status: ConsultationStatus) -> Card:
    """It is not to come any more."""
    return Card(title=GONE.get(status, "This consultation is over"))


def sent_again(email: str, consultation_id: str) -> Card:
    return Card(
        title="Invitation sent again",
        blocks=(
            Text(text=f"It goes to {fit(email, SHOWN_EMAIL)}. Look in your junk folder, too."),
            Buttons(buttons=(add_button(consultation_id),)),
        ),
    )


def sent_just_now(email: str, consultation_id: str) -> Card:
    return Card(
        title="The invitation was sent a moment ago",
        blocks=(
            Text(text=f"It went to {fit(email, SHOWN_EMAIL)}. If it does not arrive, try again in a minute."),
            Buttons(buttons=(add_button(consultation_id),)),
        ),
    )


# ---------------------------------------------------------------------------------------------- all of one's own


WHAT_IT_IS = (
    "A calendar link shows all your consultations in the calendar that you use. You subscribe to it once, and changes "
    "arrive by themselves, usually within a day."
)
FOR_YOU_ALONE = "Whoever has the link can read when you have consultations, with whom and about what. Do not share it."


def link(made_on: date | None) -> Card:
    """What it is, and since when there is one."""
    if made_on is None:
        make = Button(label="Make a calendar link", action="calendar.new", opens_form=True, primary=True)
        return Card(
            title="Your calendar link",
            blocks=(Text(text=WHAT_IT_IS), Text(text="You have none."), Buttons(buttons=(make,))),
        )
    buttons = (
        Button(label="Make a new link", action="calendar.new", opens_form=True),
        Button(label="Stop the link", action="calendar.revoke"),
    )
    has = (
        f"You made one on {short_date(made_on)}. We show a link only once: if you lost it, make a new one. The one "
        "before then stops."
    )
    return Card(
        title="Your calendar link",
        blocks=(Text(text=WHAT_IT_IS), Text(text=has), Buttons(buttons=buttons)),
    )


def new_link(address: str) -> Form:
    """The only time that it is shown."""
    return Form(
        title="Your calendar link",
        name="calendar.made",
        blocks=(
            Text(text="Copy this link now: we show it only once."),
            Text(text=fit(address, MAX_TEXT)),
            Text(
                text="In Outlook: Add calendar, then Subscribe from web. In Google Calendar: Other calendars, then "
                "From URL. An earlier link of yours no longer works."
            ),
            Small(text=FOR_YOU_ALONE),
        ),
    )


def made_before() -> Form:
    """The same press arrived again: the address is nowhere any more."""
    return Form(
        title="Your calendar link",
        name="calendar.made",
        blocks=(Text(text="Your link was made and shown. If you did not see it, make a new one."),),
    )


def revoked() -> Card:
    make = Button(label="Make a new link", action="calendar.new", opens_form=True)
    return Card(
        title="Your calendar link no longer works",
        blocks=(
            Text(text="Calendars that used it show nothing new. Remove it there, too."),
            Buttons(buttons=(make,)),
        ),
    )


def not_here() -> str:
    return "Calendar links do not work here: the bot has no public address. Ask whoever runs it."
