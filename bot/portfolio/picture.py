"""The picture of a portfolio: the share of policies with a live check-in over the last 24 months."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from bot.blocks import MAX_ALT, Picture
from bot.cards import portfolio as cards
from bot.cards.words import fit
from bot.model import Policy
from bot.portfolio.share import Share
from bot.portfolio.standing import Portfolio, portfolio_of
from bot.portfolio.whose import key_of
from directory.model import DEFAULT_TIME_ZONE

OF_PORTFOLIO = "portfolio."
"""What the name of such a picture begins with; the key of the organisation follows."""
STAMP_CHARACTERS = 12
UK = ZoneInfo(DEFAULT_TIME_ZONE)
"""By whose clock days are counted: whoever fetches a picture, it is the same."""


@dataclass(frozen=True, slots=True)
class ShareChart:
    """What is drawn: the share on each day, in order. There is a point at least."""

    organisation: str
    points: tuple[Share, ...]


def picture_of(portfolio: Portfolio) -> Picture | None:
    """As it is now; nothing where no active policy has launched."""
    chart = _chart(portfolio)
    if chart is None:
        return None
    text = fit(cards.share_said(chart.points), MAX_ALT)
    return Picture(of=f"{OF_PORTFOLIO}{key_of(portfolio.organisation)}", stamp=stamp_of(chart), text=text)


def named_share(session: Session, of: str, now: datetime) -> ShareChart | None:
    """What is drawn as a picture of this name; nothing when there is nothing to draw, or it is of something else."""
    if not of.startswith(OF_PORTFOLIO):
        return None
    names = session.execute(select(col(Policy.organisation)).distinct().order_by(col(Policy.organisation))).scalars()
    found = next((name for name in names if f"{OF_PORTFOLIO}{key_of(name)}" == of), "")
    return _chart(portfolio_of(session, found, now, UK)) if found else None


def stamp_of(chart: ShareChart) -> str:
    """Tells what is drawn now from what was drawn before."""
    drawn = (chart.organisation, *((point.on.isoformat(), point.live, point.of) for point in chart.points))
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:STAMP_CHARACTERS]


def _chart(portfolio: Portfolio) -> ShareChart | None:
    points = portfolio.shares
    return ShareChart(portfolio.organisation, points) if points else None
