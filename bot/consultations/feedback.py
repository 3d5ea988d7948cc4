"""What each side says of a consultation: two questions soon after, and later whether it changed anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot.admission import NotAllowedError
from bot.cards import afterwards as cards
from bot.consultations.whose import Held, own_consultation
from bot.events import Submitted
from bot.fields import chosen
from bot.messages import FormErrors, OpenForm, Replace
from bot.model import TOO_EARLY, Consultation, Feedback, Notice, NoticeKind
from bot.notices import occasion_of, tell
from bot.requests.drawing import draw_offer, draw_request
from bot.requests.telling import audit
from bot.times import diaries
from bot.times.working_time import working_days_later
from bot.turn import Turn, Work
from directory.cell_text import clean_text

ASKED_AFTER = 2
"""Working days of whoever is asked, from the end."""
DIFFERENCE_AFTER = timedelta(days=60)
"""From the end; and once more from the day on which it was too early to say."""
AGAIN = "again"
"""The occasion of asking once more."""


def plan(work: Work, consultation: Consultation) -> None:
    """It is over: have both asked how it was, and the requester later what it changed."""
    for person_id in (consultation.requester_id, consultation.expert_person_id):
        pattern = diaries.of_person(work.session, person_id, work.now).pattern
        due = working_days_later(pattern, consultation.ends_at, ASKED_AFTER)
        tell(work.session, NoticeKind.CONSULTATION_QUESTIONS, consultation.id, person_id, work.now, due_at=due)
    later = consultation.ends_at + DIFFERENCE_AFTER
    whose = consultation.requester_id
    tell(work.session, NoticeKind.CONSULTATION_DIFFERENCE, consultation.id, whose, work.now, due_at=later)


def feedback_of(session: Session, held: Held) -> Feedback | None:
    """What whoever looks has said of it so far."""
    theirs = select(Feedback).where(Feedback.consultation_id == held.consultation.id)
    return session.exec(theirs.where(Feedback.person_id == held.me_id)).first()


# ---------------------------------------------------------------------------------------------- two questions


def open_questions(turn: Turn, value: str) -> OpenForm:
    """The form, with what they answered so far. ``value`` is the consultation's id, and where it was pressed."""
    held = own_consultation(turn, value.removesuffix(cards.ON_A_CARD))
    _check_took_place(held, turn.now)
    return OpenForm(form=cards.questions_form(held, feedback_of(turn.session, held), turn.here.statements, value))


def save_questions(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep the answers; they can be changed as long as anything is kept of the consultation."""
    held = own_consultation(turn, event.context.removesuffix(cards.ON_A_CARD), lock=True)
    _check_took_place(held, turn.now)
    feedback = feedback_of(turn.session, held)
    comment = clean_text(event.values.get("comment", ""))
    errors = _choices(event.values, {"useful": cards.USEFUL, "got_it": cards.GOT_IT})
    if len(comment) > cards.MAX_COMMENT:
        errors["comment"] = cards.too_long(len(comment), cards.MAX_COMMENT)
    if errors:
        form = cards.questions_form(held, feedback, turn.here.statements, event.context)
        return FormErrors(form=form.filled(event.values), errors=errors)
    feedback = feedback or Feedback(consultation_id=held.consultation.id, person_id=held.me_id)
    feedback.useful, feedback.got_it = event.values["useful"], event.values["got_it"]
    feedback.comment, feedback.answered_at = comment, turn.now
    feedback.statements = _supported(turn, feedback, event.values.get("statements", ""))
    _keep(turn, held, feedback, "feedback.save")
    if not event.context.endswith(cards.ON_A_CARD):
        return Replace(card=cards.thanks(held, feedback, turn.here.statements))
    note = f"{cards.thank_you()}."
    if held.is_expert:
        return Replace(card=draw_offer(turn.session, held.seen, held.asked, turn.now, note=note))
    return Replace(card=draw_request(held.seen, turn.now, note=note))


def _supported(turn: Turn, feedback: Feedback, ticked: str) -> list[str]:
    """Those ticked among those shown; what they chose of a standard that is shown no more stays theirs."""
    shown = [each.key for each in turn.here.statements]
    wanted = chosen(ticked)
    return [key for key in feedback.statements if key not in shown] + [key for key in shown if key in wanted]


# ---------------------------------------------------------------------------------------------- did it change anything


def open_difference(turn: Turn, consultation_id: str) -> OpenForm:
    """The form, with what they answered so far."""
    held = _own_as_requester(turn, consultation_id)
    return OpenForm(form=cards.difference_form(held, feedback_of(turn.session, held)))


def save_difference(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep the answer. Whoever finds it too early is asked once more."""
    held = _own_as_requester(turn, event.context, lock=True)
    feedback = feedback_of(turn.session, held)
    what_changed = clean_text(event.values.get("what_changed", ""))
    errors = _choices(event.values, {"difference": cards.DIFFERENCE})
    if len(what_changed) > cards.MAX_CHANGED:
        errors["what_changed"] = cards.too_long(len(what_changed), cards.MAX_CHANGED)
    if errors:
        form = cards.difference_form(held, feedback)
        return FormErrors(form=form.filled(event.values), errors=errors)
    feedback = feedback or Feedback(consultation_id=held.consultation.id, person_id=held.me_id)
    feedback.difference, feedback.what_changed = event.values["difference"], what_changed
    feedback.difference_at = turn.now
    _keep(turn, held, feedback, "feedback.difference")
    again_at = _ask_again(turn, held) if feedback.difference == TOO_EARLY else None
    return Replace(card=cards.thanks_for_difference(held, feedback, again_at))


def _ask_again(turn: Turn, held: Held) -> datetime | None:
    """Once. Gives when; nothing where that has been already."""
    kind, about, later = NoticeKind.CONSULTATION_DIFFERENCE, held.consultation.id, turn.now + DIFFERENCE_AFTER
    tell(turn.session, kind, about, held.me_id, turn.now, occasion=AGAIN, due_at=later)
    theirs = select(Notice).where(Notice.kind == kind, Notice.subject == about, Notice.person_id == held.me_id)
    due = next((each.due_at for each in turn.session.exec(theirs) if occasion_of(each) == AGAIN), None)
    return due if due and due > turn.now else None


def _own_as_requester(turn: Turn, consultation_id: str, *, lock: bool = False) -> Held:
    held = own_consultation(turn, consultation_id, lock=lock)
    if held.is_expert:
        raise NotAllowedError(cards.only_for_requester())
    _check_took_place(held, turn.now)
    return held


# ---------------------------------------------------------------------------------------------- shared


def _check_took_place(held: Held, now: datetime) -> None:
    """Raises NotAllowedError for what nobody can say anything of."""
    if not held.took_place(now):
        raise NotAllowedError(cards.nothing_to_say_of(held))


def _choices(values: Mapping[str, str], options: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What is wrong where none of the options was chosen."""
    return {name: cards.choose_one() for name, known in options.items() if values.get(name) not in known}


def _keep(turn: Turn, held: Held, feedback: Feedback, action: str) -> None:
    turn.session.add(feedback)
    audit(turn, action, f"consultation:{held.consultation.id}")
