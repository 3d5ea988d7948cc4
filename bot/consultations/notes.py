"""A few lines of what was learnt, shared only while both agree to the same edition of the words."""

from __future__ import annotations

from datetime import datetime

from bot.admission import NotAllowedError
from bot.cards import afterwards
from bot.cards import note as cards
from bot.consultations.evidence import follow_note
from bot.consultations.whose import Held, own_consultation
from bot.events import Submitted
from bot.messages import Card, FormErrors, OpenForm, Replace, Reply
from bot.model import Note, NoticeKind
from bot.notices import tell
from bot.numbers import number_in
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_text


def show(turn: Turn, consultation_id: str) -> Reply:
    """The note as it stands, and who agrees to it."""
    held = _own(turn, consultation_id)
    return Reply(card=_drawn(turn, held))


def open_note(turn: Turn, consultation_id: str) -> OpenForm:
    """The form, with the words so far."""
    held = _own(turn, consultation_id)
    return OpenForm(form=cards.note_form(held, _note(turn, held)))


def save(turn: Turn, event: Submitted) -> Replace | OpenForm | FormErrors:
    """Keep the words. Whoever writes them agrees to them; the other is asked whether they do."""
    consultation_id, _, edition = event.context.rpartition(".")
    held = _own(turn, consultation_id, lock=True)
    note = _note(turn, held)
    text = clean_text(event.values.get("text", ""))
    if problem := cards.problem(text):
        form = cards.note_form(held, note, edition=number_in(edition))
        return FormErrors(form=form.filled(event.values), errors={"text": problem})
    if note and number_in(edition) != note.edition and note.text != text:
        return OpenForm(form=cards.written_meanwhile(held, note, text))
    if note is None:
        note = Note(consultation_id=held.consultation.id, text=text, written_by=held.me_id, written_at=turn.now)
    elif note.text != text:
        note.text, note.written_by, note.written_at = text, held.me_id, turn.now
        note.edition += 1
        note.helps_finding = True
        note.requester_agreed_at = note.expert_agreed_at = None
    if not cards.agrees(note, is_expert=held.is_expert):
        _agree(note, held, turn.now)
        _changed(turn, held, note, "note.save")
    return Replace(card=_drawn(turn, held))


def agree(turn: Turn, value: str) -> Replace:
    """To the words that they read: ``value`` is the consultation's id and the edition of the note."""
    consultation_id, _, edition = value.rpartition(".")
    held = _own(turn, consultation_id, lock=True)
    note = _note(turn, held)
    if note is None:
        return Replace(card=_drawn(turn, held))
    if number_in(edition) != note.edition:
        return Replace(card=_drawn(turn, held, problem=cards.changed_since()))
    if not cards.agrees(note, is_expert=held.is_expert):
        _agree(note, held, turn.now)
        _changed(turn, held, note, "note.agree")
    return Replace(card=_drawn(turn, held))


def withdraw(turn: Turn, consultation_id: str) -> Replace:
    """They no longer agree, whatever the words are: it is shared no more from now on."""
    held = _own(turn, consultation_id, lock=True)
    note = _note(turn, held)
    if note and cards.agrees(note, is_expert=held.is_expert):
        if held.is_expert:
            note.expert_agreed_at = None
        else:
            note.requester_agreed_at = None
        _changed(turn, held, note, "note.withdraw")
    return Replace(card=_drawn(turn, held))


def _own(turn: Turn, consultation_id: str, *, lock: bool = False) -> Held:
    """Locked, the note cannot change either: whoever changes it locks the request of its consultation first."""
    held = own_consultation(turn, consultation_id, lock=lock)
    if not held.took_place(turn.now):
        raise NotAllowedError(afterwards.nothing_to_say_of(held))
    return held


def _note(turn: Turn, held: Held) -> Note | None:
    return turn.session.get(Note, held.consultation.id)


def _agree(note: Note, held: Held, now: datetime) -> None:
    if held.is_expert:
        note.expert_agreed_at = now
    else:
        note.requester_agreed_at = now


def _changed(turn: Turn, held: Held, note: Note, action: str) -> None:
    """Have the other one told: of each change once, and only of the newest."""
    turn.session.add(note)
    turn.session.flush()
    follow_note(turn.session, held, note)
    about, occasion = held.consultation.id, str(note.version)
    tell(turn.session, NoticeKind.CONSULTATION_NOTE, about, held.other_id, turn.now, occasion=occasion)
    audit(turn, action, f"consultation:{about}", edition=note.edition)


def _drawn(turn: Turn, held: Held, problem: str = "") -> Card:
    return cards.note_card(held, _note(turn, held), problem=problem)
