"""What Slack sends, as the core's events, with what is needed to answer them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.slack.payloads import (
    Authorization,
    ChangedUser,
    Envelope,
    HomeOpened,
    Spoken,
    TokensRevoked,
    UnreadableError,
    UserChange,
    shaped,
)
from adapters.slack.words import names_command, request_in
from bot.events import Event, Said, Sender


@dataclass(frozen=True)
class Where:
    """Whose installation of the bot something came to: ``team_id`` is empty where a whole organisation installed it."""

    enterprise_id: str = ""
    team_id: str = ""

    @property
    def workspace(self) -> str:
        """One word for it."""
        return self.team_id or self.enterprise_id


@dataclass(frozen=True)
class Route:
    """Where an answer goes: to the message it belongs to, else to the person in the channel, else to the person."""

    user: str
    channel: str = ""
    response_url: str = ""
    """Good for 5 uses in 30 minutes (docs.slack.dev/interactivity/handling-user-interaction)."""
    thread: str = ""
    """The thread that it belongs to."""
    direct: bool = False
    """``channel`` is the person's conversation with the bot: answers there are messages that stay."""
    message: str = ""
    """The bot's message in that conversation that was pressed."""
    home: bool = False
    """It came from the App Home, which is drawn anew."""


@dataclass(frozen=True)
class Delivery:
    """One event that Slack delivered."""

    event: Event
    route: Route
    where: Where
    trigger_id: str = ""
    """Opens one modal, within 3 seconds."""
    opened_home: str | None = None
    """The App Home was opened: the version of what is seen there, empty when there is nothing yet."""


@dataclass(frozen=True)
class Submission:
    """A modal as it came back: its own context and route are still in ``private_metadata``."""

    key: str
    sender: Sender
    where: Where
    form: str
    values: dict[str, str]
    private_metadata: str


@dataclass(frozen=True)
class Removed:
    """The bot was taken out of a workspace, or its token there is good no more."""

    where: Where


@dataclass(frozen=True)
class SwitchedOff:
    """The account of somebody was deactivated."""

    sender: Sender


SAID_BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that somebody wrote; changes, deletions and the bots' own are not for us."""

Occurrence = Delivery | Removed | SwitchedOff


def occurred(body: dict[str, Any]) -> Occurrence | None:
    """What the Events API says happened, or nothing where it is none of ours. Raises UnreadableError."""
    envelope = shaped(Envelope, body)
    event = envelope.event
    match event.get("type"):
        case "message" if event.get("channel_type") == "im" and _is_said_by_a_person(event):
            return _spoken(envelope, is_direct=True)
        # In the bot's own conversation it would be the same words as the message.
        case "app_mention" if not str(event.get("channel")).startswith("D") and _is_said_by_a_person(event):
            return _spoken(envelope, is_direct=False)
        case "app_home_opened" if event.get("tab") == "home":
            return _home_opened(envelope)
        case "app_uninstalled":
            return Removed(_where(envelope))
        case "tokens_revoked":
            return Removed(_where(envelope)) if shaped(TokensRevoked, event).tokens.bot else None
        case "user_change":
            changed = shaped(UserChange, event).user
            return SwitchedOff(_changed(changed, envelope)) if changed.deleted else None
    return None


def sender_in(own: str, user: str, *, seen_in: dict[str, str]) -> Sender:
    """Somebody with workspace ``own``; ``seen_in`` are the workspaces that Slack named beside them, by organisation.

    In a channel that several organisations share, the person may be of another one than the bot: theirs is then left
    empty rather than taken for the bot's. Raises UnreadableError where Slack names no workspace at all.
    """
    if not own:
        raise UnreadableError("team")
    enterprise = own if own.startswith("E") else seen_in.get(own, "")
    return Sender(platform="slack", workspace=own, user=user, enterprise=enterprise)


def _is_said_by_a_person(event: dict[str, Any]) -> bool:
    if event.get("bot_id") or event.get("hidden") or "user" not in event:
        return False
    subtype = event.get("subtype")
    return subtype is None or (isinstance(subtype, str) and subtype in SAID_BY_PEOPLE)


def _spoken(envelope: Envelope, *, is_direct: bool) -> Delivery:
    spoken = shaped(Spoken, envelope.event)
    own = spoken.user_team or spoken.team or envelope.team_id or ""
    event = Said(
        key=_key(envelope),
        sender=_sender(own, spoken.user, envelope),
        text=request_in(spoken.text),
        is_search=names_command(spoken.text),
    )
    route = Route(spoken.user, spoken.channel, thread=spoken.thread_ts, direct=is_direct)
    return Delivery(event, route, _where(envelope))


def _home_opened(envelope: Envelope) -> Delivery:
    opened = shaped(HomeOpened, envelope.event)
    sender = _sender(envelope.team_id or _where(envelope).workspace, opened.user, envelope)
    seen = opened.view.hash if opened.view else ""
    route = Route(opened.user, home=True)
    return Delivery(Said(key=_key(envelope), sender=sender, text="home"), route, _where(envelope), opened_home=seen)


def _changed(user: ChangedUser, envelope: Envelope) -> Sender:
    sender = _sender(user.team_id or envelope.team_id or "", user.id, envelope)
    enterprise = user.enterprise_user.enterprise_id if user.enterprise_user else None
    return sender.model_copy(update={"enterprise": enterprise}) if enterprise else sender


def _sender(own: str, user: str, envelope: Envelope) -> Sender:
    named = [(envelope.team_id, envelope.enterprise_id)]
    named += [(each.team_id, each.enterprise_id) for each in envelope.authorizations or ()]
    return sender_in(own, user, seen_in={team: enterprise for team, enterprise in named if team and enterprise})


def _where(envelope: Envelope) -> Where:
    """The installation that may see the event; where Slack names none, the workspace in which it happened."""
    outer = Authorization(team_id=envelope.team_id, enterprise_id=envelope.enterprise_id)
    seen_by = (envelope.authorizations or [outer])[0]
    team = "" if seen_by.is_enterprise_install else seen_by.team_id
    where = Where(seen_by.enterprise_id or "", team or "")
    return where if where.workspace else Where(envelope.enterprise_id or "", envelope.team_id or "")


def _key(envelope: Envelope) -> str:
    return f"event:{_where(envelope).workspace}:{envelope.event_id}"
