"""What heads of profession read of the policies of their organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bot.blocks import (
    MAX_BUTTON_LABEL,
    MAX_BUTTON_SAYS,
    MAX_BUTTONS,
    MAX_FACT,
    MAX_TITLE,
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Heading,
    Link,
    Links,
    PageKind,
    People,
    PersonLine,
    Picture,
    Small,
    Text,
)
from bot.cards.home import way_back
from bot.cards.words import counted, fit, full_date, listed, sentence_case, short_date
from bot.messages import Card
from bot.pages import Page
from bot.policies.dates import write_date
from bot.portfolio.share import LIVE_FOR, Share
from bot.portfolio.standing import Entry, Portfolio, State
from bot.portfolio.whose import key_of

SHOWN_ORGANISATION = 80
SHOWN_NAME = 80
LIVE = f"a check-in recorded in the last {LIVE_FOR.months} months"
NAMES = {
    State.OVERDUE: "overdue",
    State.DUE: "due within 4 weeks",
    State.NEVER_STARTED: "never started",
    State.ON_TRACK: "on track",
    State.PAUSED: "paused",
    State.CLOSED: "closed",
}
MEANS = {
    State.OVERDUE: "A check-in was due before today.",
    State.DUE: "The next check-in is due within 4 weeks.",
    State.NEVER_STARTED: "Launched 3 months ago or more, and no check-in was ever recorded.",
    State.ON_TRACK: "Nothing is overdue or due within 4 weeks.",
    State.PAUSED: "Nobody is asked for check-ins while a policy is paused.",
    State.CLOSED: "There are no more check-ins. What was recorded stays.",
}
MOST_ORGANISATIONS = 2 * MAX_BUTTONS


def portfolio_card(portfolio: Portfolio, picture: Picture | None, person_id: int, *, month: date | None = None) -> Card:
    """How they stand, in short; ``month`` is that of a digest."""
    organisation = fit(portfolio.organisation, SHOWN_ORGANISATION)
    when = f" in {month:%B %Y}" if month else ""
    title = f"Policies{when}: {organisation}"
    if not portfolio.entries:
        none = "No policy is registered for this organisation yet. Whoever registers one names its organisation."
        return Card(title=title, blocks=(Text(text=none), Buttons(buttons=(way_back(),))))
    blocks: list[Block] = [Text(text=share_in_words(portfolio.share)), Facts(facts=tuple(_facts(portfolio)))]
    blocks += [picture] if picture else []
    if overdue := portfolio.of(State.OVERDUE)[: Page(0, 0).size]:
        blocks += [Heading(text="Longest overdue"), People(people=tuple(_line(each, portfolio) for each in overdue))]
    blocks += [_page_link(portfolio, person_id), *_ways(portfolio)]
    return Card(title=title, blocks=tuple(blocks))


def policies(portfolio: Portfolio, state: State, page: Page, person_id: int) -> Card:
    """Those that stand so, a page of them."""
    key, found = key_of(portfolio.organisation), portfolio.of(state)
    organisation = fit(portfolio.organisation, SHOWN_ORGANISATION)
    title = f"{sentence_case(NAMES[state])}: {counted(len(found), 'policy', 'policies')} of {organisation}"
    back = Button(label="Back to the portfolio", action="portfolio.show", value=key)
    if not found:
        return Card(title=title, blocks=(Text(text=MEANS[state]), Buttons(buttons=(back, way_back()))))
    lines = found[page.first : page.last]
    ways = [back, way_back()]
    if page.next_first:
        ways.insert(0, _list_button("Show more", key, state, page.next_first))
    blocks: tuple[Block, ...] = (
        Text(text=MEANS[state]),
        People(people=tuple(_line(each, portfolio) for each in lines)),
        Small(text=f"Showing {page.first + 1} to {page.last} of {page.total}"),
        _page_link(portfolio, person_id),
        Buttons(buttons=tuple(ways)),
    )
    return Card(title=title, blocks=blocks)


def choose(organisations: Sequence[str]) -> Card:
    """For a head of several."""
    buttons = [
        Button(label=fit(name, MAX_BUTTON_LABEL), action="portfolio.show", value=key_of(name)) for name in organisations
    ]
    shown, left = buttons[:MOST_ORGANISATIONS], organisations[MOST_ORGANISATIONS:]
    blocks: list[Block] = [Buttons(buttons=tuple(shown[:MAX_BUTTONS]))]
    blocks += [Buttons(buttons=tuple(shown[MAX_BUTTONS:]))] if shown[MAX_BUTTONS:] else []
    if left:
        names = listed([fit(name, SHOWN_ORGANISATION) for name in left[:MAX_BUTTONS]])
        blocks.append(Small(text=f"The monthly digests lead to the others, such as {names}."))
    return Card(title="Which organisation’s policies?", blocks=(*blocks, Buttons(buttons=(way_back(),))))


def at_home(organisation: str, active: int, overdue: int) -> str:
    """A line where they start."""
    name = fit(organisation, SHOWN_ORGANISATION)
    return f"{name}: {counted(active, 'active policy', 'active policies')}, {overdue:,} overdue."


def _page_link(portfolio: Portfolio, person_id: int) -> Links:
    key = key_of(portfolio.organisation)
    link = Link(label="Open all as a table", page=PageKind.PORTFOLIO, subject=key, person_id=person_id)
    return Links(links=(link,))


def _ways(portfolio: Portfolio) -> list[Block]:
    """To the list of each state that any policy is in, and back."""
    key = key_of(portfolio.organisation)
    lists = [
        _list_button(f"See {number:,} {NAMES[state]}", key, state, 0)
        for state in State
        if (number := portfolio.count(state))
    ]
    return [Buttons(buttons=tuple(lists)), Buttons(buttons=(way_back(),))]


def _list_button(label: str, key: str, state: State, first: int) -> Button:
    says = fit(f"{label}: policies that are {NAMES[state]}" if first else label, MAX_BUTTON_SAYS)
    return Button(label=label, action="portfolio.list", value=f"{key}.{state}.{first}", says=says)


def _facts(portfolio: Portfolio) -> Iterator[Fact]:
    numbers = {state: portfolio.count(state) for state in State}
    for state in (State.OVERDUE, State.DUE, State.NEVER_STARTED, State.ON_TRACK):
        yield Fact(label=sentence_case(NAMES[state]), value=f"{numbers[state]:,}")
    if at_rest := [f"{numbers[state]:,} {NAMES[state]}" for state in (State.PAUSED, State.CLOSED) if numbers[state]]:
        yield Fact(label="At rest", value=listed(at_rest))
    if confidence := trends_in_words(portfolio):
        label, words = confidence
        yield Fact(label=label, value=words)


def _line(entry: Entry, portfolio: Portfolio) -> PersonLine:
    notes = [f"Launch {write_date(entry.launch_on, entry.launch_precision)}"]
    if entry.confidence:
        notes.append(f"Confidence {trend(entry.confidence)}")
    if entry.last_recorded:
        notes.append(f"Last check-in {short_date(entry.last_recorded.astimezone(portfolio.zone).date())}")
    return PersonLine(
        name=fit(entry.title, MAX_TITLE),
        about=owner(entry),
        why=fit(stands(entry), MAX_FACT),
        notes=" · ".join(notes),
    )


# ---------------------------------------------------------------------------------------------- words


def share_in_words(share: Share) -> str:
    """The share of policies with a live check-in, as a sentence."""
    if not share.of:
        return "None of the active policies has launched yet."
    launched = counted(share.of, "active policy that has launched", "active policies that have launched")
    return f"{share.live:,} of {launched} ({share.percent}%) had {LIVE}."


def chart_title(organisation: str) -> str:
    """What stands above the picture of the share."""
    return f"Policies with a live check-in, {fit(organisation, SHOWN_ORGANISATION)}"


def share_said(points: Sequence[Share]) -> str:
    """What the picture of the share shows, in words; there is a point at least."""
    first, latest = points[0], points[-1]
    sentences = [f"Launched policies with {LIVE}: {latest.percent}% on {short_date(latest.on)}."]
    if len(points) > 1:
        moved = _direction(latest.percent, first.percent)
        sentences.append(f"That is {moved} {first.percent}% on {short_date(first.on)}.")
        lowest, highest = (end(points, key=lambda each: each.percent) for end in (min, max))
        if not {lowest.percent, highest.percent} <= {first.percent, latest.percent}:
            sentences.append(
                f"The lowest was {lowest.percent}% on {short_date(lowest.on)}, "
                f"and the highest {highest.percent}% on {short_date(highest.on)}."
            )
    return " ".join(sentences)


def trends_in_words(portfolio: Portfolio) -> tuple[str, str] | None:
    """Where confidence went, under its label; nothing before there are two check-ins of any policy."""
    up, down, level = portfolio.trends
    words = f"Up at {counted(up, 'policy', 'policies')}, down at {down:,}, unchanged at {level:,}"
    return ("Confidence that they work", words) if up or down or level else None


def stands_when(entry: Entry, write: Callable[[date], str] = full_date) -> str:
    """The check-in that is to be done first, for example "3 months after launch, Tuesday 3 March 2026"."""
    if not entry.is_active:
        return ""
    if entry.next_on is None:
        return "No check-in is planned"
    return f"{fit(entry.next_name, SHOWN_NAME)}, {write(entry.next_on)}"


def stands(entry: Entry) -> str:
    """How a policy stands, for example "Overdue: 3 months after launch, Tuesday 3 March 2026"."""
    due = stands_when(entry)
    parts = [sentence_case(NAMES[State.NEVER_STARTED])] if State.NEVER_STARTED in entry.states else []
    if State.OVERDUE in entry.states:
        parts.append(f"Overdue: {due}")
    elif State.DUE in entry.states:
        parts.append(f"Due: {due}")
    elif entry.is_active:
        parts += [] if parts else [sentence_case(NAMES[State.ON_TRACK])]
        parts.append(f"Next: {due}" if entry.next_on else due)
    else:
        parts += [sentence_case(NAMES[state]) for state in entry.states]
    return ". ".join(parts)


def trend(confidence: Sequence[int]) -> str:
    """What people said last, and before that: "7, up from 5 and 4"."""
    now, *before = confidence
    if not before:
        return f"{now}"
    return f"{now}, {_direction(now, before[0])} {listed([str(value) for value in before])}"


def owner(entry: Entry) -> str:
    return f"Owner: {fit(entry.owner, SHOWN_NAME)}" if entry.owner else "Nobody owns it"


def _direction(now: int, before: int) -> str:
    if now == before:
        return "unchanged from"
    return "up from" if now > before else "down from"
