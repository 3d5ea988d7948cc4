"""Every button and form that was ever sent, by name, and what it does. Names are for ever: messages hold them."""

from __future__ import annotations

from collections.abc import Callable

from bot.check_ins import answering as check_ins
from bot.check_ins import booking as check_in_booking
from bot.check_ins import drawing as check_in_cards
from bot.check_ins import editing as plans
from bot.check_ins import recording
from bot.consultations import calendar_link, commissioning, ending, feedback, invitation, meeting_place, moving, notes
from bot.consultations import showing as consultations
from bot.events import Submitted
from bot.finding import searching
from bot.messages import PressedAnswer, SubmittedAnswer
from bot.own import absences as own_absences
from bot.own import blocks as own_blocks
from bot.own import busy as own_calendar
from bot.own import home, mine
from bot.own import settings as own_settings
from bot.policies import closing, details, handing_over, listing, measures, milestones, naming, pictures, registering
from bot.policies import news as policy_news
from bot.policies import showing as policies
from bot.portfolio import showing as portfolio
from bot.readings import news as reading_news
from bot.readings import token as feed
from bot.requests import answering, asking, following, messaging
from bot.turn import Turn

Press = Callable[[Turn, str], PressedAnswer]

LOOKS: dict[str, Press] = {
    "search.more": searching.show_more,
    "search.refine": searching.open_refine,
    "search.widen": searching.widen,
    "search.example": searching.try_example,
    "expert.details": searching.show_details,
    "help.show": searching.show_help,
    "home.show": home.back_home,
    "reach.show": home.show_unreachable,
    "expert.ask": asking.open_ask,
    "request.show": following.show,
    "request.edit": following.open_edit,
    "request.search": following.search_again,
    "offer.show": answering.show,
    "offer.more": answering.more,
    "offer.suggest": answering.open_suggest,
    "offer.question": messaging.open_message,
    "offer.write": answering.open_write,
    "offer.pass": answering.open_pass,
    "offer.decline": answering.open_decline,
    "consultation.show": consultations.show,
    "consultation.move": moving.open_move,
    "consultation.cancel": ending.open_cancel,
    "consultation.place": meeting_place.open_place,
    "mine.offers": mine.show_offers,
    "mine.requests": mine.show_requests,
    "mine.consultations": mine.show_consultations,
    "settings.show": own_settings.show,
    "settings.open": own_settings.open_settings,
    "absence.open": own_absences.open_absence,
    "busy.open": own_calendar.open_busy,
    "block.list": own_blocks.show,
    "calendar.add": invitation.add_to_calendar,
    "calendar.link": calendar_link.show,
    "message.show": messaging.show,
    "message.reply": messaging.open_message,
    "feedback.open": feedback.open_questions,
    "feedback.difference": feedback.open_difference,
    "note.show": notes.show,
    "note.open": notes.open_note,
    "record.show": mine.show_record,
    "commission.show": commissioning.show,
    "check_in.show": check_in_cards.show,
    "check_in.record": recording.open_record,
    "check_in.snooze": check_ins.open_snooze,
    "check_in.move": check_ins.open_move,
    "check_in.not_needed": check_ins.open_not_needed,
    "check_in.add": plans.open_add,
    "policy.plan": plans.show,
    "policy.rhythm": plans.open_rhythm,
    "policy.close": closing.open_close,
    "policy.new": registering.open_new,
    "policy.show": policies.show,
    "policy.list": listing.show,
    "policy.edit": details.open_details,
    "policy.people": details.open_people,
    "measure.list": measures.show,
    "measure.add": measures.open_add,
    "measure.open": measures.open_edit,
    "measure.pictures": pictures.show,
    "milestone.list": milestones.show,
    "milestone.add": milestones.open_add,
    "milestone.open": milestones.open_edit,
    "check_in.book": check_in_booking.open_book,
    "policy.hand_over": handing_over.open_hand_over,
    "policy.offered": handing_over.show_offer,
    "policy.ownerless": naming.show,
    "policy.unowned": naming.show_unowned,
    "policy.news": policy_news.show,
    "reading.show": reading_news.show,
    "feed.show": feed.show,
    "portfolio.show": portfolio.show,
    "portfolio.list": portfolio.show_list,
}
"""Buttons that change nothing but what is kept beside the answer: they wait for nobody who writes."""

CHANGES: dict[str, Press] = {
    "told.choose": home.choose_where_told,
    "told.stop": own_settings.stop,
    "told.again": own_settings.turn_on_again,
    "request.withdraw": following.withdraw,
    "request.take": following.take,
    "request.refuse": following.refuse,
    "offer.accept": answering.accept,
    "offer.not_for_me": answering.not_for_me,
    "offer.tomorrow": answering.tomorrow,
    "offer.block": answering.block,
    "consultation.agree": moving.agree,
    "consultation.keep": moving.keep,
    "consultation.no_show": ending.no_show,
    "calendar.new": calendar_link.make,
    "calendar.revoke": calendar_link.revoke,
    "invitation.resend": invitation.resend,
    "absence.remove": own_absences.remove,
    "block.remove": own_blocks.remove,
    "busy.remove": own_calendar.remove,
    "note.agree": notes.agree,
    "note.withdraw": notes.withdraw,
    "measure.remove": measures.remove,
    "milestone.remove": milestones.remove,
    "check_in.remove": check_ins.remove,
    "policy.accept": handing_over.accept,
    "policy.refuse": handing_over.refuse,
    "policy.keep": handing_over.keep,
    "policy.take": naming.take,
    "policy.pause": closing.pause,
    "policy.reopen": closing.reopen,
    "feed.new": feed.make,
    "feed.stop": feed.stop,
}
"""Buttons that change something: the whole turn is one unit of work."""

PRESSES: dict[str, Press] = {**LOOKS, **CHANGES}
"""Every button ever sent. Names are for ever: messages that people keep hold them."""

Submit = Callable[[Turn, Submitted], SubmittedAnswer]

LOOKING_FORMS: dict[str, Submit] = {
    "search.refine": searching.refine,
}
"""As ``LOOKS``."""

CHANGING_FORMS: dict[str, Submit] = {
    "request.send": asking.send,
    "request.edit": following.edit,
    "offer.suggest": answering.suggest,
    "offer.write": answering.write,
    "offer.pass": answering.pass_on,
    "offer.decline": answering.decline,
    "consultation.move": moving.move,
    "consultation.cancel": ending.cancel,
    "consultation.place": meeting_place.place,
    "message.send": messaging.send,
    "settings.save": own_settings.save,
    "absence.save": own_absences.save,
    "busy.save": own_calendar.save,
    "feedback.save": feedback.save_questions,
    "feedback.difference": feedback.save_difference,
    "note.save": notes.save,
    "check_in.record": recording.record,
    "check_in.snooze": check_ins.snooze,
    "check_in.move": check_ins.move,
    "check_in.not_needed": check_ins.not_needed,
    "check_in.add": plans.add,
    "policy.rhythm": plans.save_rhythm,
    "policy.close": closing.close,
    "policy.register": registering.register,
    "policy.edit": details.edit,
    "policy.people": details.save_people,
    "measure.add": measures.add,
    "measure.edit": measures.edit,
    "milestone.add": milestones.add,
    "milestone.edit": milestones.edit,
    "check_in.book": check_in_booking.book,
    "policy.hand_over": handing_over.hand_over,
}
"""As ``CHANGES``."""

FORMS: dict[str, Submit] = {**LOOKING_FORMS, **CHANGING_FORMS}
