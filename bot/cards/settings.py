"""Somebody's settings, as they stand: all of them, and in short where people start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.blocks import MAX_FACT, Block, Button, Buttons, Fact, Facts, Heading
from bot.cards import busy
from bot.cards.absence import absences, add_absence, days
from bot.cards.calendar import link_button
from bot.cards.home import way_back
from bot.cards.words import counted, fit, listed, spelt_out, zone_name
from bot.messages import Card
from bot.model import NoticeKind
from bot.own.record import Own
from bot.pages import Page
from bot.times.quiet_hours import QuietHours
from directory.model import Expert, Status

SHOWN_NAME = 80
NEWS = {
    NoticeKind.REQUEST_NEWS: ("A line when there is news of a request of mine", "news of your requests"),
    NoticeKind.REQUEST_REMINDER: ("A reminder when I have not chosen a suggested time", "reminders to choose a time"),
    NoticeKind.OFFER_NEWS: ("A line when there is news of a request to me", "news of requests to you"),
    NoticeKind.OFFER_REMINDER: ("A reminder when a request still waits for me", "reminders of requests to you"),
    NoticeKind.CONSULTATION_DAY_BEFORE: (
        "A reminder the working day before a consultation",
        "reminders the day before a consultation",
    ),
    NoticeKind.CONSULTATION_SOON: (
        "A reminder 10 minutes before a consultation",
        "reminders 10 minutes before a consultation",
    ),
    NoticeKind.CONSULTATION_QUESTIONS: ("Two questions after a consultation", "questions after a consultation"),
    NoticeKind.CONSULTATION_DIFFERENCE: (
        "Later, whether a consultation changed anything",
        "what a consultation changed",
    ),
    NoticeKind.CHECK_IN_NUDGE: ("A reminder when a check-in of a policy is due", "reminders of check-ins"),
    NoticeKind.POLICY_NEWS: ("A line when there is news of a policy of mine", "news of your policies"),
    NoticeKind.READING_NEWS: (
        "A line when a live reading passes a target or threshold of mine",
        "news of live readings",
    ),
    NoticeKind.PORTFOLIO_DIGEST: ("Once a month, how the policies of my organisation stand", "monthly digests"),
}
"""What somebody may do without, as they choose it and as their settings say it. Cards and messages always come."""
FOR_EXPERTS = frozenset({NoticeKind.OFFER_NEWS, NoticeKind.OFFER_REMINDER})
FOR_HEADS = frozenset({NoticeKind.PORTFOLIO_DIGEST})
OF_POLICIES = frozenset(
    {NoticeKind.CHECK_IN_NUDGE, NoticeKind.POLICY_NEWS, NoticeKind.READING_NEWS, NoticeKind.PORTFOLIO_DIGEST}
)
"""What is chosen apart from what concerns requests and consultations."""
CAPS = {"daily_cap": "a day", "weekly_cap": "a week", "monthly_cap": "a month"}


def may_do_without(own: Own) -> list[NoticeKind]:
    """The kinds of notices that concern this person and that they may turn off."""
    not_theirs = (FOR_EXPERTS if own.expert is None else frozenset()) | (frozenset() if own.is_head else FOR_HEADS)
    return [kind for kind in NEWS if kind not in not_theirs]


def settings(own: Own, told: str, page: Page, *, may_connect: bool = False, has_calendars: bool = False) -> Card:
    """All of them. ``told`` is where they are told things; ``page`` is which of their absences are shown.

    ``may_connect``: an expert may connect their own calendar; ``has_calendars``: calendars can read consultations here.
    """
    facts = list(_facts(own, may_connect=may_connect))
    if told:
        facts.append(Fact(label="Where you are told things", value=told))
    blocks: list[Block] = [Facts(facts=tuple(facts))]
    change = [Button(label="Change settings", action="settings.open", opens_form=True)]
    if own.expert:
        blocks += absences(own, page)
        change.append(add_absence())
        change += busy.buttons(is_given=own.expert.calendar_url_sealed is not None, may_connect=may_connect)
    if own.blocked:
        change.append(Button(label="See who you blocked", action="block.list", value="0"))
    if has_calendars:
        change.append(link_button())
    ways = [way_back()]
    if page.next_first:
        ways.insert(0, Button(label="Show more absences", action="settings.show", value=str(page.next_first)))
    return Card(title="Your settings", blocks=(*blocks, Buttons(buttons=tuple(change)), Buttons(buttons=tuple(ways))))


def at_home(own: Own, told: str, told_buttons: Sequence[Button], today: date) -> list[Block]:
    """The same in short, where people start."""
    facts = []
    if own.expert:
        facts.append(Fact(label="Requests", value=_requests(own.expert)))
        if own.absences:
            facts.append(Fact(label="Away" if own.absences[0].starts_on <= today else "Next away", value=_next(own)))
    facts.append(Fact(label="Quiet hours", value=_quiet(own)))
    if told:
        facts.append(Fact(label="Where you are told things", value=told))
    buttons = [Button(label="See all settings", action="settings.show", value="0")]
    if own.expert:
        buttons.append(add_absence())
    return [
        Heading(text="Your settings"),
        Facts(facts=tuple(facts)),
        Buttons(buttons=(*buttons, *told_buttons)),
    ]


def _facts(own: Own, *, may_connect: bool) -> Iterator[Fact]:
    if expert := own.expert:
        yield Fact(label="Requests", value=_requests(expert))
        zone = zone_name(own.zone)
        yield Fact(label="Working hours", value=fit(f"{spelt_out(expert.working_hours)} ({zone})", MAX_FACT))
        yield Fact(label="Consultations", value=_caps(expert))
        cover = f"{fit(own.cover.name, SHOWN_NAME)} is asked while you are away" if own.cover else "Nobody"
        yield Fact(label="Cover", value=cover)
        is_given = expert.calendar_url_sealed is not None
        if is_given or may_connect:
            yield busy.fact(own.calendar, own.zone, is_given=is_given)
    yield Fact(label="Quiet hours", value=_quiet(own))
    yield Fact(label="Bank holidays", value=f"Those of {own.nation}")
    yield Fact(label="What you are told", value=_told_about(own))


def _requests(expert: Expert) -> str:
    match expert.status:
        case Status.PAUSED:
            return "Paused. Nobody can ask you"
        case Status.HIDDEN:
            return "You are hidden by the people who look after the directory. Nobody can ask you"
    return "You take requests" if expert.weekly_cap else "None. You take 0 consultations a week"


def _caps(expert: Expert) -> str:
    caps = {words: getattr(expert, name) for name, words in CAPS.items()}
    return "At most " + listed([f"{number} {words}" for words, number in caps.items() if number is not None])


def _quiet(own: Own) -> str:
    if own.quiet is None:
        return "None. You are told things at once"
    return f"{_span(own.quiet)} {zone_name(own.zone)}"


def _span(quiet: QuietHours) -> str:
    return str(quiet).replace("-", " to ")


def _told_about(own: Own) -> str:
    without = [NEWS[kind][1] for kind in may_do_without(own) if kind in own.preferences.muted]
    return f"Everything but {listed(without)}" if without else "Everything"


def _next(own: Own) -> str:
    more = len(own.absences) - 1
    first = days(own.absences[0])
    return f"{first}, and {counted(more, 'more absence', 'more absences')}" if more else first
