"""A core that knows one offer, which is one person's: so that the pages behind links are tested without a database."""

from __future__ import annotations

from threading import Lock

from bot.blocks import Button, Buttons, Fact, Facts, Heading, SearchBox, Small, Text
from bot.events import Event, Pressed, Said, Submitted
from bot.fields import ChoiceField, Option, TextField
from bot.messages import Card, Form, FormErrors, OpenForm, Replace, Reply, SubmittedAnswer

QUESTION = "Which questions would you ask people who owe tax before a letter goes out?\nWe test letters in June."
SUGGEST = Form(
    title="Suggest other times",
    name="offer.suggest",
    context="offer-1",
    blocks=(Text(text="Riley asks for 30 minutes by Friday 29 May 2026."),),
    fields=(
        TextField(name="first", label="First choice", hint="For example, 20 May at 10:00", required=True),
        TextField(name="why", label="A word to Riley", long=True, max_length=500),
        ChoiceField(
            name="where",
            label="Where you meet",
            options=tuple(Option(label=each, value=each.lower()) for each in ("Teams", "Phone", "In person")),
        ),
    ),
    submit="Suggest",
    close="Cancel",
)


class OneOffer:
    """``owner`` alone may see and answer the offer. ``events`` are all that came; ``changes`` those that changed it."""

    def __init__(self, owner: str = "7") -> None:
        self.owner = owner
        self.events: list[Event] = []
        self.changes: list[Event] = []
        self.state = ""
        self._answers: dict[str, SubmittedAnswer] = {}
        self._lock = Lock()

    def handle(self, event: Event) -> SubmittedAnswer:
        with self._lock:
            self.events.append(event)
            if event.sender.user != self.owner:
                return Reply(card=Card(title="You cannot answer this request", blocks=(Text(text="It is not yours."),)))
            if event.key not in self._answers:
                self._answers[event.key] = self._answer(event)
            return self._answers[event.key]

    def _answer(self, event: Event) -> SubmittedAnswer:
        match event:
            case Said():
                return Reply(card=Card(title=f"Experts for {event.text}"))
            case Submitted():
                if event.values["first"] == "yesterday":
                    return FormErrors(form=SUGGEST.filled(event.values), errors={"first": "Choose a time to come."})
                return self._change(event, "You suggested other times")
            case Pressed():
                return self._pressed(event)

    def _pressed(self, event: Pressed) -> SubmittedAnswer:
        match event.action:
            case "offer.show":
                return Reply(card=self.card())
            case "offer.suggest":
                return OpenForm(form=SUGGEST)
            case "offer.accept":
                return self._change(event, "Consultation booked")
        return Reply(card=Card(title="That did not work", blocks=(Text(text="The request was withdrawn."),)))

    def _change(self, event: Event, state: str) -> SubmittedAnswer:
        self.changes.append(event)
        self.state = state
        return Replace(card=self.card())

    def card(self) -> Card:
        if self.state:
            when = Fact(label="When", value="Tuesday 19 May 2026, 10:00 to 10:30 UK time")
            more = Button(label="Write to Riley", action="offer.write", value="offer-1")
            return Card(title=self.state, blocks=(Facts(facts=(when,)), Buttons(buttons=(more,))))
        return Card(
            title="Riley Marsh asks you for 30 minutes",
            blocks=(
                Text(text=QUESTION),
                Facts(
                    facts=(
                        Fact(label="Asked by", value="Riley Marsh, Policy adviser, HM Treasury"),
                        Fact(label="By", value="Friday 29 May 2026"),
                    )
                ),
                Heading(text="Times that suit Riley"),
                Text(text="Tuesday 19 May 2026, 10:00 UK time. You are free from 09:00 to 11:30."),
                Buttons(
                    buttons=(
                        Button(label="Accept", action="offer.accept", value="offer-1.1", primary=True),
                        Button(label="Suggest other times", action="offer.suggest", value="offer-1", opens_form=True),
                        Button(label="Decline", action="offer.decline", value="offer-1"),
                    )
                ),
                Small(text="Nothing is in your calendar until you accept."),
                SearchBox(label="Know somebody better?", hint="For example, tax research", submit="Find"),
            ),
        )
