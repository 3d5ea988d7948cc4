"""Whom Slack says its users are: docs.slack.dev/reference/objects/user-object."""

from __future__ import annotations

from typing import Any

from adapters.slack.payloads import Part, shaped
from bot.events import Introduction


class _Profile(Part):
    real_name: str | None = None
    email: str | None = None


class _User(Part):
    real_name: str | None = None
    name: str | None = None
    profile: _Profile = _Profile()
    tz: str | None = None
    deleted: bool = False
    is_email_confirmed: bool = True
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False


class _Answer(Part):
    user: _User


def introduction(answer: dict[str, Any]) -> Introduction:
    """Somebody, from the answer of ``users.info``. Raises UnreadableError."""
    user = shaped(_Answer, answer).user
    email = user.profile.email or ""
    return Introduction(
        name=user.profile.real_name or user.real_name or user.name or "",
        email=email if user.is_email_confirmed else "",
        time_zone=user.tz or "",
        is_guest=user.is_restricted or user.is_ultra_restricted or user.is_stranger,
        has_left=user.deleted,
    )
