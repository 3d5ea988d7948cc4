"""What stands around the card in every email."""

from __future__ import annotations

from bot.model import NoticeKind

NAME = "Find an expert"

OPEN: dict[NoticeKind, str] = {
    NoticeKind.REQUEST_CARD: "Open your request",
    NoticeKind.REQUEST_NEWS: "Open your request",
    NoticeKind.OFFER_CARD: "Open the request to answer",
    NoticeKind.OFFER_NEWS: "Open the request",
    NoticeKind.OFFER_REMINDER: "Open the request to answer",
    NoticeKind.MESSAGE: "Open the message to reply",
}
"""Where the link leads."""

NO_REPLIES = "Nobody reads replies to this email."
WHY = "You get it because you have no Slack or Teams account that Find an expert can write to."


def for_you_alone(until: str) -> str:
    return f"The link is for you alone and works until {until}: please do not forward this email."
