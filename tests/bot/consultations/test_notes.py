"""A note of what was learnt is shared while both agree to the same words, and at no other time."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import select

from bot.messages import Answer, FormErrors, OpenForm
from bot.model import Block, Note, NoticeKind
from directory.database import unit_of_work
from directory.model import Person
from tests.bot.consultations.afterwards import ADA, RILEY, Afterwards
from tests.bot.town import card_of, said
from tests.sizes import examples

NOTE = NoticeKind.CONSULTATION_NOTE
FIRST, SECOND = "Letters are read twice.", "Letters are read once."
BOTH = (RILEY, ADA)
OTHER = {RILEY: ADA, ADA: RILEY}
ROUNDS = examples(12)


@pytest.fixture
def town(database: Engine) -> Afterwards:
    return Afterwards(database)


def is_in_records(town: Afterwards, text: str) -> set[str]:
    """In whose record the words are."""
    return {name for name in BOTH if text in said(town.people[name].presses("record.show"))}


def reads(town: Afterwards, name: str, id_: str) -> str:
    return said(town.people[name].presses("note.show", id_))


def presses_as_read(town: Afterwards, name: str, id_: str, label: str) -> Answer:
    """A button of the note as this person sees it now."""
    return town.press(name, label, card_of(town.people[name].presses("note.show", id_)))


@pytest.mark.parametrize("writer", BOTH)
def test_whoever_writes_agrees_and_it_is_shared_once_the_other_does(town: Afterwards, writer: str) -> None:
    id_, other = town.meet(), OTHER[writer]
    town.writes(writer, id_, FIRST)
    assert is_in_records(town, FIRST) == set()
    assert town.told(NOTE) == [(other, f"{writer} wrote a note of what was learnt. Do you agree to share it?")]
    assert "is not shared" in reads(town, writer, id_)
    answer = presses_as_read(town, other, id_, "Agree")
    assert card_of(answer).title == "The note of what was learnt is shared"
    assert is_in_records(town, FIRST) == {RILEY, ADA}
    assert town.told(NOTE) == [(writer, f"{other} agrees: your note of what was learnt is shared")]


@pytest.mark.parametrize("editor", BOTH)
def test_an_edit_after_both_agreed_needs_both_again(town: Afterwards, editor: str) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    presses_as_read(town, ADA, id_, "Agree")
    town.writes(editor, id_, SECOND)
    assert is_in_records(town, SECOND) | is_in_records(town, FIRST) == set()
    other = OTHER[editor]
    assert town.told(NOTE) == [(other, f"{editor} changed a note of what was learnt. Do you agree to share it?")]
    presses_as_read(town, other, id_, "Agree")
    assert is_in_records(town, SECOND) == {RILEY, ADA}


@pytest.mark.parametrize(("writer", "withdrawer"), list(product(BOTH, BOTH)))
def test_either_takes_their_consent_back_at_any_time(town: Afterwards, writer: str, withdrawer: str) -> None:
    id_ = town.meet()
    town.writes(writer, id_, FIRST)
    presses_as_read(town, OTHER[writer], id_, "Agree")
    answer = presses_as_read(town, withdrawer, id_, "Take back")
    assert "is not shared" in said(answer)
    assert is_in_records(town, FIRST) == set()
    expected = f"{withdrawer} no longer agrees to share your note of what was learnt"
    assert town.told(NOTE) == [(OTHER[withdrawer], expected)]
    presses_as_read(town, withdrawer, id_, "Agree")
    assert is_in_records(town, FIRST) == {RILEY, ADA}


def test_neither_agrees_until_one_does_again(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    presses_as_read(town, RILEY, id_, "Take back")
    assert town.told(NOTE) == []
    assert "Neither of you agrees" in reads(town, ADA, id_)
    presses_as_read(town, ADA, id_, "Agree")
    assert is_in_records(town, FIRST) == set()
    presses_as_read(town, RILEY, id_, "Agree")
    assert is_in_records(town, FIRST) == {RILEY, ADA}


def test_only_the_words_that_were_read_are_agreed_to(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    read = card_of(town.people[ADA].presses("note.show", id_))
    town.writes(RILEY, id_, SECOND)
    answer = town.press(ADA, "Agree", read)
    assert said(answer).splitlines()[1] == (
        "The words were changed after you opened them. Read them again before you agree."
    )
    assert SECOND in said(answer)
    assert is_in_records(town, SECOND) == set()
    town.press(ADA, "Agree", card_of(answer))
    assert is_in_records(town, SECOND) == {RILEY, ADA}


def test_words_that_come_back_are_not_those_that_were_agreed_to_before(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    read = card_of(town.people[ADA].presses("note.show", id_))
    for text in (SECOND, FIRST):
        town.writes(RILEY, id_, text)
    assert "were changed after" in said(town.press(ADA, "Agree", read))


def test_saving_the_same_words_again_takes_nobodys_consent_away(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    presses_as_read(town, ADA, id_, "Agree")
    town.writes(ADA, id_, FIRST)
    assert is_in_records(town, FIRST) == {RILEY, ADA}
    assert town.newest(Note).edition == 1


def test_saving_the_others_words_unchanged_is_agreeing_to_them(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    town.writes(ADA, id_, FIRST)
    assert is_in_records(town, FIRST) == {RILEY, ADA}
    assert town.newest(Note).written_by == next(p.id for p in town.every(Person) if p.name == RILEY)


def test_what_the_other_wrote_meanwhile_is_shown_before_it_is_replaced(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, "Nothing yet")
    opened = {name: town.people[name].presses("note.open", id_) for name in BOTH}
    forms = {name: answer.form for name, answer in opened.items() if isinstance(answer, OpenForm)}
    town.riley.submits("note.save", forms[RILEY].context, text=FIRST)
    again = town.people[ADA].submits("note.save", forms[ADA].context, text=SECOND)
    assert isinstance(again, OpenForm)
    assert FIRST in said(again)
    assert [field.value for field in again.form.fields] == [SECOND]
    assert town.newest(Note).text == FIRST
    town.people[ADA].submits("note.save", again.form.context, text=SECOND)
    assert town.newest(Note).text == SECOND


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 1_501])
def test_a_note_that_cannot_be_kept_is_said_so_with_what_was_typed(town: Afterwards, text: str) -> None:
    answer = town.writes(RILEY, town.meet(), text)
    assert isinstance(answer, FormErrors)
    assert town.every(Note) == []


def test_a_press_delivered_again_tells_nobody_twice(town: Afterwards) -> None:
    id_ = town.meet()
    for _ in range(3):
        town.riley.submits("note.save", f"{id_}.0", key="once", text=FIRST)
    for number in range(3):
        town.people[ADA].presses("note.agree", f"{id_}.1", key="agree" if number else "")
    assert len(town.due(NOTE)) == 2
    assert town.newest(Note).version == 2


def test_only_what_is_newest_is_told(town: Afterwards) -> None:
    id_ = town.meet()
    for text in (FIRST, SECOND, FIRST):
        town.writes(RILEY, id_, text)
    town.riley.presses("note.withdraw", id_)
    assert town.told(NOTE) == []
    presses_as_read(town, RILEY, id_, "Agree")
    assert [name for name, _ in town.told(NOTE)] == [ADA]


def test_whoever_wants_to_hear_nothing_of_the_other_is_not_told(town: Afterwards) -> None:
    id_ = town.meet()
    with unit_of_work(town.engine) as session:
        ids = {person.name: person.id or 0 for person in session.exec(select(Person))}
        session.add(Block(person_id=ids[ADA], blocked_id=ids[RILEY]))
    town.writes(RILEY, id_, FIRST)
    assert town.told(NOTE) == []


def test_a_value_that_was_made_up_agrees_to_nothing(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    for value in (f"{id_}.", f"{id_}.0", f"{id_}.-1", f"{id_}.2", f"{id_}.１", f"{id_}.1.1", id_):
        town.people[ADA].presses("note.agree", value)
    assert not town.newest(Note).is_shared


def test_a_note_that_somebody_else_changed_is_not_overwritten(town: Afterwards) -> None:
    """What keeps two writers apart whatever happens to the lock."""
    id_ = town.meet()
    town.writes(RILEY, id_, FIRST)
    with unit_of_work(town.engine) as session:
        note = session.get_one(Note, id_)
        session.connection().exec_driver_sql("UPDATE note SET version = version + 1, text = 'Other words'")
        note.text = SECOND
        with pytest.raises(StaleDataError):
            session.flush()
        session.rollback()


def test_an_edit_and_an_agreement_at_the_same_moment_never_share_words_that_were_not_read(town: Afterwards) -> None:
    """Whoever is first: either the old words were shared and are no more, or the agreement is refused."""
    id_ = town.meet()
    chance = random.Random(5)
    for number in range(ROUNDS):
        town.writes(RILEY, id_, f"Words {number}")
        edition = town.newest(Note).edition
        acts = [
            partial(town.riley.submits, "note.save", f"{id_}.{edition}", text=f"Other words {number}"),
            partial(town.people[ADA].presses, "note.agree", f"{id_}.{edition}"),
        ]
        chance.shuffle(acts)
        at_once(*acts)
        note = town.newest(Note)
        assert note.text == f"Other words {number}"
        assert note.edition == edition + 1
        assert note.expert_agreed_at is None
        assert not note.is_shared


def test_two_who_write_the_first_note_at_the_same_moment_lose_no_words(town: Afterwards) -> None:
    id_ = town.meet()
    answers = at_once(
        lambda: town.riley.submits("note.save", f"{id_}.0", text=FIRST),
        lambda: town.people[ADA].submits("note.save", f"{id_}.0", text=SECOND),
    )
    [note] = town.every(Note)
    assert note.text in {FIRST, SECOND}
    [second] = [answer for answer in answers if isinstance(answer, OpenForm)]
    assert note.text in said(second)


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """Do all of them in threads that begin together."""
    begin = threading.Barrier(len(acts))

    def one(act: Callable[[], Answer]) -> Answer:
        begin.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
