"""The picture of a portfolio: the share of policies with a live check-in over the last 24 months."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from bot.blocks import MAX_ALT, Picture
from bot.cards import portfolio as cards
from bot.cards.words import fit
from bot.charts import Chart, Point, stamp_of
from bot.model import Policy, ReadingSource
from bot.portfolio.standing import Portfolio, portfolio_of
from bot.portfolio.whose import key_of
from directory.model import DEFAULT_TIME_ZONE

OF_PORTFOLIO = "portfolio."
"""Before the key of an organisation: the name of its picture."""
UK = ZoneInfo(DEFAULT_TIME_ZONE)
"""By whose clock days are counted: whoever fetches a picture, it is the same."""


def picture_of(portfolio: Portfolio) -> Picture | None:
    """As it is now; nothing where no active policy has launched."""
    if not portfolio.shares:
        return None
    text = fit(cards.share_said(portfolio.shares), MAX_ALT)
    of = f"{OF_PORTFOLIO}{key_of(portfolio.organisation)}"
    return Picture(of=of, stamp=stamp_of(chart_of(portfolio)), text=text)


def read_portfolio(session: Session, key: str, now: datetime) -> Chart | None:
    """What is drawn for the organisation with this key; nothing where it has no policies."""
    names = session.execute(select(col(Policy.organisation)).distinct().order_by(col(Policy.organisation))).scalars()
    organisation = next((name for name in names if key_of(name) == key), "")
    return chart_of(portfolio_of(session, organisation, now, UK)) if organisation else None


def chart_of(portfolio: Portfolio) -> Chart:
    """The share in per cent, as other measures are drawn: it should go up."""
    points = (Point(share.on, share.percent, ReadingSource.LIVE) for share in portfolio.shares)
    return Chart(title=cards.chart_title(portfolio.organisation), unit="%", points=tuple(points))
