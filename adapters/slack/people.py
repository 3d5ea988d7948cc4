"""Whom Slack says its users are: docs.slack.dev/reference/objects/user-object."""

from __future__ import annotations

from typing import Any

from adapters.slack.payloads import Part, shaped
from bot.events import Introduction, Sender


class _Profile(Part):
    real_name: str | None = None
    email: str | None = None


class _OfEnterprise(Part):
    enterprise_id: str | None = None
    teams: list[str] | None = None


class _User(Part):
    team_id: str | None = None
    """Of somebody from outside, theirs: docs.slack.dev/apis/slack-connect"""
    enterprise_user: _OfEnterprise | None = None
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


def at_home(sender: Sender, answer: dict[str, Any], organisation: str) -> Sender:
    """``sender`` of the workspace and organisation that ``users.info`` says are theirs.

    An event names only the organisation of the place, ``organisation``, and not always the person's workspace: a
    colleague from another workspace would be taken for a stranger, or a stranger for one of us. Raises UnreadableError.
    """
    user = shaped(_Answer, answer).user
    belongs = user.enterprise_user or _OfEnterprise()
    theirs = belongs.enterprise_id or (user.team_id if user.team_id and user.team_id.startswith("E") else "")
    is_colleague = bool(theirs) and theirs in {sender.enterprise, organisation}
    if user.team_id and not is_colleague and sender.workspace not in {user.team_id, *(belongs.teams or ())}:
        return sender.model_copy(update={"workspace": user.team_id, "enterprise": theirs})
    return sender.model_copy(update={"enterprise": sender.enterprise or theirs})
