"""What stands around the card in every email."""

from __future__ import annotations

from bot.model import NoticeKind

NAME = "Find an expert"

SUBJECTS = {
    "request": "your request",
    "offer": "the request",
    "consultation": "your consultation",
    "message": "the message",
    "policy": "the policy",
    "check_in": "the check-in",
    "reading": "the policy",
    "portfolio": "the portfolio",
}
ANSWERS = {
    "request": "",
    "offer": " to answer",
    "consultation": "",
    "message": " to reply",
    "policy": " to answer",
    "check_in": " to answer",
    "reading": "",
    "portfolio": "",
}
"""By what the kind of a notice begins with."""

ON_THE_PAGE = "On the page you can:"
NO_REPLIES = "Nobody reads replies to this email."
WHY = "You get it because you have no Slack or Teams account that Find an expert can write to."
WHY_INVITED = "You get it because you are invited to this consultation."


def for_you_alone(until: str) -> str:
    return f"The link is for you alone and works until {until}: please do not forward this email."


def open_it(kind: NoticeKind, *, can_do_something: bool) -> str:
    """Where the link leads."""
    about = kind.partition(".")[0]
    return f"Open {SUBJECTS[about]}{ANSWERS[about] if can_do_something else ''}"
