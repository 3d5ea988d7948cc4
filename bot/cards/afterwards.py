"""What is asked once a consultation is over: how it was, and later whether it changed anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import MAX_FACT, MAX_TITLE, Block, Button, Buttons, Fact, Facts, Small, Text
from bot.cards.words import fit, listed, quoted, sentence_case, short_date
from bot.consultations.standards import Statement, named
from bot.consultations.whose import Held
from bot.fields import JOINED_BY, MAX_LABEL, ChoiceField, ChoicesField, FormField, Option, TextField
from bot.messages import Card, Form
from bot.model import TOO_EARLY, Consultation, ConsultationStatus, Feedback
from bot.requests.seen import Seen

SHOWN_NAME = 80
SHOWN_QUESTION = 300
MAX_COMMENT = 1_000
MAX_CHANGED = 1_500
USEFUL = {"very": "Very", "somewhat": "Somewhat", "no": "No"}
GOT_IT = {"yes": "Yes", "partly": "Partly", "no": "No"}
DIFFERENCE = {"yes": "Yes", "partly": "Partly", "no": "No", TOO_EARLY: "Too early to say"}
ON_A_CARD = ".card"
"""After the id of a consultation: the form was opened from the card of the request, which it leaves in its place."""


def who(name: str) -> str:
    """What somebody is called whose name we may no longer have."""
    return fit(name, SHOWN_NAME) or "somebody who has left"


def about(held: Held) -> Small:
    """Which consultation something is about."""
    on = short_date(held.consultation.starts_at.astimezone(held.zone).date())
    question = quoted(held.seen.request.question, SHOWN_QUESTION)
    return Small(text=f"With {who(held.other_name)} on {on}, about {question}")


def _kept_to_yourself(held: Held) -> str:
    return f"{sentence_case(who(held.other_name))} does not see your answers."


# ---------------------------------------------------------------------------------------------- on other cards


def for_requester(seen: Seen) -> tuple[Button, ...]:
    """What a requester can do about it, on the card of their request."""
    consultation = seen.consultation
    match consultation.status if consultation else None:
        case ConsultationStatus.DONE if consultation:
            return (*_once_over(consultation), _more_than_this(consultation))
        case ConsultationStatus.BOOKED if consultation:
            return (_more_than_this(consultation),)
    return ()


def for_expert(seen: Seen) -> tuple[Button, ...]:
    """As ``for_requester``, for the expert."""
    consultation = seen.consultation
    return _once_over(consultation) if consultation and consultation.status is ConsultationStatus.DONE else ()


def _once_over(consultation: Consultation) -> tuple[Button, Button]:
    how = Button(label="Say how it was", action="feedback.open", value=f"{consultation.id}{ON_A_CARD}", opens_form=True)
    return how, see_note(consultation.id)


def _more_than_this(consultation: Consultation) -> Button:
    return Button(label="Need more than this?", action="commission.show", value=consultation.id)


def see_note(consultation_id: str) -> Button:
    """The way to the note of what was learnt."""
    return Button(label="Note of what was learnt", action="note.show", value=consultation_id)


def _see_record() -> Button:
    """The way to what came of all of one's consultations."""
    return Button(label="See your record", action="record.show")


# ---------------------------------------------------------------------------------------------- two questions


def questions(held: Held) -> Card:
    """Two working days later."""
    ask = Button(
        label="Answer 2 questions",
        action="feedback.open",
        value=held.consultation.id,
        primary=True,
        opens_form=True,
    )
    return Card(
        title=fit(f"How was your consultation with {who(held.other_name)}?", MAX_TITLE),
        blocks=(about(held), Small(text=_kept_to_yourself(held)), Buttons(buttons=(ask,))),
    )


def questions_form(held: Held, feedback: Feedback | None, statements: Sequence[Statement], value: str) -> Form:
    """The questions with the answers so far. ``value`` comes back with them."""
    said = feedback or Feedback(consultation_id=held.consultation.id, person_id=held.me_id)
    useful, got_it = _asked_of(held)
    fields: list[FormField] = [
        _one_of("useful", useful, USEFUL, said.useful),
        _one_of("got_it", got_it, GOT_IT, said.got_it),
        TextField(name="comment", label="Anything else?", value=said.comment, long=True, max_length=MAX_COMMENT),
    ]
    if statements:
        fields.append(_statements(said, statements))
    return Form(
        title="How was it?",
        name="feedback.save",
        context=value,
        blocks=(about(held), Small(text=_kept_to_yourself(held))),
        fields=tuple(fields),
        submit="Save answers",
        close="Cancel",
    )


def thanks(held: Held, feedback: Feedback, statements: Sequence[Statement]) -> Card:
    """What was answered, and the way to change it."""
    useful, got_it = _asked_of(held)
    facts = [
        Fact(label=useful, value=USEFUL[feedback.useful]),
        Fact(label=got_it, value=GOT_IT[feedback.got_it]),
    ]
    if feedback.comment:
        facts.append(Fact(label="Anything else?", value=fit(feedback.comment, MAX_FACT)))
    if supports := named(feedback.statements, statements):
        facts.append(Fact(label="It supports", value=listed(supports)))
    change = Button(label="Change your answers", action="feedback.open", value=held.consultation.id, opens_form=True)
    return Card(
        title=thank_you(),
        blocks=(
            about(held),
            Facts(facts=tuple(facts)),
            Small(text=_kept_to_yourself(held)),
            Buttons(buttons=(change, see_note(held.consultation.id), _see_record())),
        ),
    )


def _asked_of(held: Held) -> tuple[str, str]:
    """The two questions, as each side is asked them."""
    if held.is_expert:
        return "Was it worthwhile for you?", "Could you help?"
    return "Was it useful?", "Did you get what you needed?"


def _one_of(name: str, label: str, options: dict[str, str], value: str) -> ChoiceField:
    listed_options = tuple(Option(label=words, value=option) for option, words in options.items())
    return ChoiceField(name=name, label=label, options=listed_options, value=value, required=True)


def _statements(said: Feedback, statements: Sequence[Statement]) -> ChoicesField:
    standards = listed([f"{name} ({code})" for code, name in {s.standard: s.standard_name for s in statements}.items()])
    return ChoicesField(
        name="statements",
        label="For your record, what does it support?",
        hint=fit(f"Occupational standards: {standards}", MAX_LABEL),
        options=tuple(Option(label=each.label, value=each.key) for each in statements),
        value=JOINED_BY.join(each.key for each in statements if each.key in said.statements),
    )


# ---------------------------------------------------------------------------------------------- did it change anything


def difference(held: Held) -> Card:
    """Sixty days later, and once more where it was too early to say."""
    say = Button(
        label="Say what it changed",
        action="feedback.difference",
        value=held.consultation.id,
        primary=True,
        opens_form=True,
    )
    return Card(
        title=fit(f"Did your consultation with {who(held.other_name)} change anything?", MAX_TITLE),
        blocks=(about(held), Small(text=_kept_to_yourself(held)), Buttons(buttons=(say,))),
    )


def difference_form(held: Held, feedback: Feedback | None) -> Form:
    """The question with the answer so far."""
    said = feedback or Feedback(consultation_id=held.consultation.id, person_id=held.me_id)
    return Form(
        title="Did it change anything?",
        name="feedback.difference",
        context=held.consultation.id,
        blocks=(about(held),),
        fields=(
            _one_of("difference", "Did it change anything?", DIFFERENCE, said.difference),
            TextField(
                name="what_changed",
                label="What changed?",
                hint="A decision, a draft, a plan, or what you did not do. It is kept in your record.",
                value=said.what_changed,
                long=True,
                max_length=MAX_CHANGED,
            ),
        ),
        submit="Save answer",
        close="Cancel",
    )


def thanks_for_difference(held: Held, feedback: Feedback, again_at: datetime | None) -> Card:
    """What was answered. ``again_at`` is when it is asked once more."""
    facts = [Fact(label="Did it change anything?", value=DIFFERENCE[feedback.difference])]
    if feedback.what_changed:
        facts.append(Fact(label="What changed?", value=fit(feedback.what_changed, MAX_FACT)))
    blocks: list[Block] = [about(held), Facts(facts=tuple(facts))]
    if again_at:
        blocks.append(Text(text=f"We ask once more after {short_date(again_at.astimezone(held.zone).date())}."))
    id_ = held.consultation.id
    change = Button(label="Change your answer", action="feedback.difference", value=id_, opens_form=True)
    return Card(title=thank_you(), blocks=(*blocks, Buttons(buttons=(change, see_note(id_), _see_record()))))


# ---------------------------------------------------------------------------------------------- sentences


def thank_you() -> str:
    return "Thank you. Your answers are kept"


def choose_one() -> str:
    return "Choose one"


def too_long(length: int, most: int) -> str:
    return f"This is {length:,} characters long. It can have {most:,} at most"


def nothing_to_say_of(held: Held) -> str:
    """It is still to come, or nobody met."""
    if held.consultation.status is ConsultationStatus.BOOKED:
        return "This consultation has not taken place yet. We ask you afterwards."
    return "This consultation did not take place."


def only_for_requester() -> str:
    """A button on the card of whoever asked for the consultation."""
    return "Only the person who asked for this consultation can use this."
