"""The page of a portfolio in words: how the policies of an organisation stand, and each of them in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.blocks import Picture
from bot.cards.policy_page import Line, Tag
from bot.cards.portfolio import MEANS, NAMES, SHOWN_NAME, share_in_words, stands_when, trend, trends_in_words
from bot.cards.words import counted, fit, sentence_case, short_date
from bot.policies.dates import write_date
from bot.portfolio.share import Share
from bot.portfolio.standing import Entry, Portfolio, State
from bot.portfolio.table import ROWS, Wanted, found

SMALL_PRINT = "Pages of portfolios are for heads of profession."
TAGS = {
    State.OVERDUE: Tag("Overdue", "bad"),
    State.DUE: Tag("Due", "warning"),
    State.NEVER_STARTED: Tag("Never started", "bad"),
    State.ON_TRACK: Tag("On track", "good"),
    State.PAUSED: Tag("Paused", "warning"),
    State.CLOSED: Tag("Closed"),
}


class Number(NamedTuple):
    """How many stand so. The state is the way to them."""

    state: State
    label: str
    how_many: str
    means: str


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy in the table. ``id`` is the way to its page."""

    id: str
    title: str
    owner: str
    launch: str
    tags: tuple[Tag, ...]
    when: str
    """What is to be done next, and by when."""
    confidence: str
    last: str


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """All that there is to read. ``asked`` is what was looked for, ``pages`` how many pages of it there are."""

    organisation: str
    as_of: str
    share: str
    facts: tuple[Line, ...]
    numbers: tuple[Number, ...]
    picture: Picture | None
    months: tuple[tuple[str, str, str], ...]
    """What the picture shows as rows: the day, the share, and of how many; the newest first."""
    asked: Wanted
    states: tuple[tuple[str, str], ...]
    """Their names for an address, and for people."""
    showing: str
    rows: tuple[PolicyRow, ...]
    pages: int


def portfolio_page(portfolio: Portfolio, asked: Wanted, picture: Picture | None) -> PortfolioPage:
    """As it stands for whoever reads it."""
    entries = found(portfolio, asked)
    pages = max(-(-len(entries) // ROWS), 1)
    asked = Wanted(asked.state, asked.words, min(asked.page, pages))
    first = (asked.page - 1) * ROWS
    shown = entries[first : first + ROWS]
    return PortfolioPage(
        organisation=portfolio.organisation,
        as_of=f"As they stand on {short_date(portfolio.today)}",
        share=share_in_words(portfolio.share),
        facts=tuple(Line(*each) for each in [trends_in_words(portfolio)] if each),
        numbers=tuple(_numbers(portfolio)),
        picture=picture,
        months=tuple(_month(share) for share in reversed(portfolio.shares)) if picture else (),
        asked=asked,
        states=tuple((state.value, sentence_case(NAMES[state])) for state in State),
        showing=_showing(first, len(shown), len(entries), len(portfolio.entries)),
        rows=tuple(_row(each, portfolio) for each in shown),
        pages=pages,
    )


def small_print(reader: str, until: str) -> str:
    """Whose page it is, and how long the link works."""
    return f"This page is for {reader} alone. Its link works until {until}: open the portfolio in chat for a new one."


def refused_title() -> str:
    return "You cannot see this portfolio"


def _numbers(portfolio: Portfolio) -> Iterator[Number]:
    for state in State:
        if count := portfolio.count(state):
            yield Number(state, sentence_case(NAMES[state]), f"{count:,}", MEANS[state])


def _month(share: Share) -> tuple[str, str, str]:
    return short_date(share.on), f"{share.percent}%", f"{share.live:,} of {share.of:,}"


def _showing(first: int, shown: int, found_: int, total: int) -> str:
    """Which of them are in the table."""
    if not total:
        return "No policy is registered for this organisation yet."
    if not found_:
        return f"None of {counted(total, 'policy', 'policies')} is like that."
    of = "" if found_ == total else f", of {total:,} in all"
    return f"{first + 1:,} to {first + shown:,} of {counted(found_, 'policy', 'policies')}{of}"


def _row(entry: Entry, portfolio: Portfolio) -> PolicyRow:
    last = entry.last_recorded
    return PolicyRow(
        id=entry.id,
        title=entry.title,
        owner=fit(entry.owner, SHOWN_NAME) or "Nobody",
        launch=write_date(entry.launch_on, entry.launch_precision),
        tags=tuple(TAGS[state] for state in State if state in entry.states),
        when=stands_when(entry, short_date),
        confidence=trend(entry.confidence) if entry.confidence else "Not known",
        last=short_date(last.astimezone(portfolio.zone).date()) if last else "Never",
    )
