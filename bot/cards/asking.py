"""The form with which somebody asks an expert or a pool, and what is said when it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.blocks import MAX_FACT, Small, Text
from bot.cards.request import MAX_DETAILS, MAX_QUESTION, who_is_asked
from bot.cards.results import listed_with_comma, place
from bot.cards.words import counted, fit, full_date, sentence_case, time_of_day
from bot.fields import JOINED_BY, ChoiceField, ChoicesField, FormField, Option, TextField
from bot.finding.refinement import LENGTHS
from bot.messages import Form
from bot.requests.seen import Seen
from directory.profiles import Profile

NO_HURRY = "later"
NOT_SENSITIVE = "no"
SENSITIVE = "yes"
MAX_ADJUSTMENTS = 300
SHOWN_NAME = 120


def ask_form(
    *,
    context: str,
    about: Sequence[str],
    minutes: int,
    times: Sequence[datetime],
    picked: Sequence[datetime],
    deadlines: Sequence[tuple[str, str]],
    zone: ZoneInfo,
    not_known: str = "",
) -> Form:
    """Valid as opened plus the question. ``times`` are shown in the requester's ``zone``; ``picked`` are chosen.

    ``not_known`` says whose calendar cannot be seen.
    """
    return Form(
        title="Ask for a consultation",
        name="request.send",
        context=context,
        blocks=(
            Text(text="\n".join(about)),
            *([Text(text=not_known)] if not_known else []),
            Small(text="Do not put anything above OFFICIAL in this form. The first 30 minutes need no business case."),
        ),
        fields=(
            TextField(
                name="question",
                label="What do you need to know?",
                hint="One or two sentences are enough. Whoever is asked sees them.",
                required=True,
                long=True,
                max_length=MAX_QUESTION,
            ),
            *_when(minutes, times, picked, deadlines, zone),
            *_optional(),
        ),
        submit="Send request",
        close="Cancel",
    )


def _when(
    minutes: int,
    times: Sequence[datetime],
    picked: Sequence[datetime],
    deadlines: Sequence[tuple[str, str]],
    zone: ZoneInfo,
) -> list[FormField]:
    return [
        ChoicesField(
            name="times",
            label="When could you meet?",
            hint="Nothing is put in anybody’s calendar until somebody accepts.",
            options=tuple(Option(label=time_of_day(when, zone), value=when.isoformat()) for when in times),
            value=JOINED_BY.join(when.isoformat() for when in picked),
            required=True,
        ),
        ChoiceField(
            name="minutes",
            label="For how long?",
            options=tuple(Option(label=f"{length} minutes", value=str(length)) for length in LENGTHS),
            value=str(minutes),
            required=True,
        ),
        ChoiceField(
            name="by_when",
            label="By when do you need it?",
            options=tuple(Option(label=label, value=value) for value, label in deadlines),
            value=NO_HURRY,
            required=True,
        ),
    ]


def _optional() -> list[FormField]:
    return [
        TextField(name="details", label="More details", long=True, max_length=MAX_DETAILS),
        ChoiceField(
            name="sensitive",
            label="Who can see the details?",
            options=(
                Option(label="Everyone who is asked", value=NOT_SENSITIVE),
                Option(label="Only the expert who accepts, because they are sensitive", value=SENSITIVE),
            ),
            value=NOT_SENSITIVE,
            required=True,
        ),
        TextField(
            name="adjustments",
            label="Adjustments you need",
            hint="For example captions, or a British Sign Language interpreter",
            max_length=MAX_ADJUSTMENTS,
        ),
        TextField(name="colleague", label="Work email of a colleague to bring"),
    ]


def deadlines(today: date, urgent: date) -> list[tuple[str, str]]:
    """Days by which it may be needed, as values and labels. What is needed by ``urgent`` goes to three experts."""
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    days = [urgent, *(day for day in (friday, friday + timedelta(days=7), friday + timedelta(days=14)) if day > urgent)]
    labels = [f"By {full_date(day)}" for day in days]
    labels[0] += ": urgent, ask 3 experts at once"
    return [*((day.isoformat(), label) for day, label in zip(days, labels, strict=True)), (NO_HURRY, "No hurry")]


def about_expert(person: Profile) -> list[str]:
    """Who is asked, where they are, and on what terms."""
    lines = [
        listed_with_comma(fit(person.name, SHOWN_NAME), person.role, person.organisation),
        place(person.location, person.region),
        f"Terms: {person.terms}" if person.terms else "",
    ]
    return [fit(sentence_case(line), MAX_FACT // 3) for line in lines if line]


def about_pool(name: str, members: int) -> list[str]:
    """As ``about_expert``."""
    asked = "one expert who can be asked" if members == 1 else f"{members} experts, who are asked together"
    return [fit(name, SHOWN_NAME), f"It has {asked}. The first to accept meets you."]


def sent(seen: Seen) -> Form:
    """Instead of the form: what happens next."""
    reached = counted(len(seen.waiting), "person", "people")
    first = f"It was sent to {who_is_asked(seen)}." if len(seen.waiting) == 1 else f"It was sent to {reached}."
    return Form(
        title="Request sent",
        name="request.sent",
        blocks=(
            Text(text=f"{first} You are told as soon as there is an answer."),
            Text(
                text="Your request is now in your own chat with Find an expert. There you can see how it stands, "
                "edit the question or withdraw it."
            ),
        ),
    )


# ---------------------------------------------------------------------------------------------- what is wrong


def no_open_time(name: str) -> str:
    return f"{fit(name, SHOWN_NAME)} has no free time in the next 30 days. Choose somebody else."


def too_many_open(most: int) -> str:
    return f"You have {most} open requests. Withdraw one of them before you make another: say home to see them."


def nobody_there() -> str:
    return "They are no longer in the directory. Search again."


def that_is_you() -> str:
    return "This is you. Choose somebody else."


def cannot_be_asked(name: str) -> str:
    """Also said where it is the expert's choice: nobody learns that they were blocked."""
    return f"{fit(name, SHOWN_NAME)} cannot be asked at the moment. Choose somebody else."


def choose_a_length() -> str:
    return "Choose how long you need"


def choose_a_time() -> str:
    return "Choose at least one time"


def no_time_fits(minutes: int) -> str:
    return f"None of these times is free for {minutes} minutes any more. Choose another time, or a shorter one"


def all_too_late(by_when: date) -> str:
    return f"Choose a time on or before {full_date(by_when)}, or change by when you need it"


def not_an_address() -> str:
    return "Enter an email address, such as name@example.gov.uk, or leave it empty"
