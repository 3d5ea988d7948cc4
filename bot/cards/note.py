"""The note of what was learnt in a consultation: its words, who agrees to share them, and the form to write it in."""

from __future__ import annotations

from bot.blocks import MAX_TITLE, Block, Button, Buttons, Small, Text
from bot.cards.afterwards import about, who
from bot.cards.words import fit, quoted, sentence_case, short_date
from bot.consultations.whose import Held
from bot.fields import TextField
from bot.messages import Card, Form
from bot.model import Note

MAX_NOTE = 1_500


def agrees(note: Note, *, is_expert: bool) -> bool:
    """Whether this one of the two agrees to the words as they are."""
    return (note.expert_agreed_at if is_expert else note.requester_agreed_at) is not None


def note_card(held: Held, note: Note | None, *, problem: str = "") -> Card:
    """How it stands. ``problem`` says why what was pressed was not done."""
    if note is None:
        return _none_yet(held)
    title = "The note of what was learnt is shared" if note.is_shared else "The note of what was learnt is not shared"
    return _card(title, held, note, problem)


def news(held: Held, note: Note) -> Card | None:
    """What the other one did with it; nothing where it is no matter for whoever is told."""
    mine, theirs = agrees(note, is_expert=held.is_expert), agrees(note, is_expert=not held.is_expert)
    other = sentence_case(who(held.other_name))
    match mine, theirs:
        case True, True:
            return _card(f"{other} agrees: your note of what was learnt is shared", held, note)
        case False, True:
            done = "wrote" if note.edition == 1 else "changed"
            return _card(f"{other} {done} a note of what was learnt. Do you agree to share it?", held, note)
        case True, False:
            return _card(f"{other} no longer agrees to share your note of what was learnt", held, note)
    return None


def _none_yet(held: Held) -> Card:
    write = Button(label="Write a note", action="note.open", value=held.consultation.id, opens_form=True)
    return Card(
        title="There is no note of what was learnt yet",
        blocks=(
            about(held),
            Text(text=f"Write a few lines that both of you may show. {_until_then(held)}"),
            Buttons(buttons=(write,)),
        ),
    )


def _card(title: str, held: Held, note: Note, problem: str = "") -> Card:
    by = "you" if note.written_by == held.me_id else who(held.other_name)
    on = short_date(note.written_at.astimezone(held.zone).date())
    blocks: list[Block] = [Text(text=problem)] if problem else []
    blocks += [
        about(held),
        Text(text=note.text),
        Small(text=f"Written by {by} on {on}"),
        Text(text=_stands(held, note)),
        Buttons(buttons=tuple(_buttons(held, note))),
    ]
    return Card(title=fit(title, MAX_TITLE), blocks=tuple(blocks))


def _stands(held: Held, note: Note) -> str:
    mine, theirs = agrees(note, is_expert=held.is_expert), agrees(note, is_expert=not held.is_expert)
    other = who(held.other_name)
    if mine and theirs:
        return f"You both agree to these words. They are in both of your records.{_may_be_seen(held, note)}"
    if mine:
        then = f"They are shared once {other} agrees too; until then only you two see them."
        return f"You agree to these words. {then}{_may_be_seen(held, note)}"
    if theirs:
        then = f"They are shared once you agree too.{_may_be_seen(held, note)}"
        return f"{sentence_case(other)} agrees to these words. {then}"
    return f"Neither of you agrees to share these words. Only you two see them.{_may_be_seen(held, note)}"


def _may_be_seen(held: Held, note: Note | None = None) -> str:
    """Who sees the words once they are shared."""
    if note and not note.helps_finding:
        return ""
    whom = "you" if held.is_expert else who(held.asked.name)
    return f" Once shared, anybody who searches may be shown them as a reason to ask {whom}. Who asked is not shown."


def _buttons(held: Held, note: Note) -> list[Button]:
    id_ = held.consultation.id
    change = Button(label="Change the note", action="note.open", value=id_, opens_form=True)
    if agrees(note, is_expert=held.is_expert):
        return [change, Button(label="Take back my agreement", action="note.withdraw", value=id_)]
    agree = Button(label="Agree to share it", action="note.agree", value=f"{id_}.{note.edition}", primary=True)
    return [agree, change]


# ---------------------------------------------------------------------------------------------- writing it


def note_form(held: Held, note: Note | None, *, edition: int | None = None) -> Form:
    """The form, with the words so far. ``edition`` is the one that it was opened on, where that was before."""
    opened_on = edition if edition is not None else (note.edition if note else 0)
    return _form(held, note.text if note else "", opened_on, (about(held), Small(text=_until_then(held))))


def written_meanwhile(held: Held, note: Note, text: str) -> Form:
    """The form again with what was typed, beside what the other one wrote before it was sent."""
    title = f"{sentence_case(who(held.other_name))} changed the note while you were writing. It now says:"
    blocks = (
        Text(text=title),
        Text(text=quoted(note.text, MAX_NOTE)),
        Small(text="Saving puts your words in its place."),
    )
    return _form(held, text, note.edition, blocks)


def _form(held: Held, text: str, edition: int, blocks: tuple[Block, ...]) -> Form:
    words = TextField(
        name="text",
        label="What was learnt?",
        hint="Do not put anything above OFFICIAL in it.",
        value=text,
        required=True,
        long=True,
        max_length=MAX_NOTE,
    )
    return Form(
        title="Note of what was learnt",
        name="note.save",
        context=f"{held.consultation.id}.{edition}",
        blocks=blocks,
        fields=(words,),
        submit="Save note",
        close="Cancel",
    )


def _until_then(held: Held) -> str:
    other = who(held.other_name)
    until = f"Until both you and {other} agree to the same words, only you two see them. By writing them you agree."
    return f"{until}{_may_be_seen(held)}"


def problem(text: str) -> str:
    """What is wrong with the words; empty when nothing is."""
    if not text:
        return "Enter what was learnt"
    too_long = f"Your note is {len(text):,} characters long. It can have {MAX_NOTE:,} at most"
    return too_long if len(text) > MAX_NOTE else ""


def changed_since() -> str:
    return "The words were changed after you opened them. Read them again before you agree."
