"""A bot that answers with every kind of answer, so that the page is tested without a directory."""

from __future__ import annotations

from threading import Lock

from bot.blocks import Button, Buttons, Fact, Facts, Heading, People, PersonLine, Small, Text
from bot.events import Event, Pressed, Said, Submitted
from bot.fields import ChoiceField, ChoicesField, Option, TextField
from bot.messages import Answer, Card, Form, FormErrors, OpenForm, Replace, Reply

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
PEOPLE = (
    ("Ada Quillan", "Senior user researcher, HM Revenue and Customs", "Leeds, Yorkshire and The Humber"),
    ("Bartholomew Finch-Underhill", "Lead user researcher, Department for Work and Pensions", "Sheffield"),
    ("Clementine Okoro-Vale", "Head of user research, Home Office", "Manchester, North West"),
)


class ExampleBot:
    """``events`` are those that reached it, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._lock = Lock()

    def handle(self, event: Event) -> Answer:
        with self._lock:
            self.events.append(event)
        match event:
            case Said():
                return _said(event)
            case Pressed():
                return _pressed(event)
            case Submitted():
                return _submitted(event)


def _said(event: Said) -> Answer:
    if event.text == "break":
        raise RuntimeError("the bot broke")
    return Reply(card=results(event.text))


def _pressed(event: Pressed) -> Answer:
    match event.action:
        case "search.refine":
            return OpenForm(form=refine_form())
        case "expert.details":
            return OpenForm(form=profile_form())
        case "search.more":
            return Replace(card=results("more people"))
        case _:
            return Reply(card=Card(title="How to find an expert", blocks=(Text(text="Say what you need."),)))


def _submitted(event: Submitted) -> Answer:
    place = event.values["place"]
    if place == "Atlantis":
        form = refine_form().filled(event.values)
        return FormErrors(form=form, errors={"place": "We do not know a place called “Atlantis”. Enter a UK town."})
    if place == "another":
        return OpenForm(form=profile_form())
    if place == "new":
        return Reply(card=Card(title="Your search is kept"))
    return Replace(card=results(f"user research in {place}"))


def results(words: str) -> Card:
    """What a search is answered with."""
    return Card(
        title=f"Experts for “{words}”"[:150],
        blocks=(
            Small(text="We looked for User research and Leeds."),
            People(
                people=tuple(
                    PersonLine(
                        name=name,
                        about=about,
                        why="Why: is listed under user research and is based in Leeds",
                        notes=f"{place} · Next free Tuesday 24 November 2026, 10:00 UK time · Free, 30 minutes",
                        buttons=(
                            Button(
                                label="Details", action="expert.details", value=str(number), says=f"Details of {name}"
                            ),
                        ),
                    )
                    for number, (name, about, place) in enumerate(PEOPLE)
                )
            ),
            Heading(text="What you can do next"),
            Text(text="Ask one of them.\nOr change the search."),
            Buttons(
                buttons=(
                    Button(label="Show more", action="search.more", value="s1", says="Show more people", primary=True),
                    Button(label="Refine", action="search.refine", value="s1", says="Refine this search"),
                    Button(label="How to search", action="help.show"),
                )
            ),
        ),
    )


def profile_form() -> Form:
    """A page to read."""
    return Form(
        title="Expert profile",
        name="expert.profile",
        blocks=(
            Heading(text="Ada Quillan (she/her)"),
            Text(text="Senior user researcher, HM Revenue and Customs"),
            Facts(
                facts=(
                    Fact(label="Ask me about", value="Testing letters with people who owe tax"),
                    Fact(label="Skills", value="Depth interviews (expert); Accessibility (competent)"),
                    Fact(label="Working hours", value="Mon-Thu 09:00-17:00; Fri 09:00-12:30, UK time"),
                    Fact(label="Terms", value="Free, 30 minutes"),
                )
            ),
            Small(text="Confirmed by the person on 12 May."),
        ),
    )


def refine_form() -> Form:
    """A form with every kind of field."""
    return Form(
        title="Refine your search",
        name="search.refine",
        context="s1",
        blocks=(Text(text="Leave out whatever does not matter."),),
        fields=(
            TextField(name="place", label="Town or region", hint="For example, Leeds or Wales", required=True),
            TextField(name="reason", label="Why it matters", long=True, max_length=500),
            ChoiceField(
                name="minutes",
                label="How long you need",
                hint="Most people take 30 minutes",
                options=tuple(Option(label=f"{n} minutes", value=str(n)) for n in (15, 30, 45)),
                required=True,
            ),
            ChoiceField(
                name="when",
                label="When you need it",
                options=tuple(Option(label=f"In week {n}", value=f"week-{n}") for n in range(1, 9)),
            ),
            ChoicesField(
                name="days",
                label="Days that suit you",
                hint="Choose all that apply",
                options=tuple(Option(label=day, value=day[:3].lower()) for day in DAYS),
                required=True,
            ),
        ),
        submit="Search again",
        close="Cancel",
    )
