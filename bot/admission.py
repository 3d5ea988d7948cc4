"""Who may use the bot, and who may press what: the one place where it is decided."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from sqlmodel import Session

from bot.acquaintance import Asker
from bot.cards import refused
from bot.events import Event, Platform, Pressed, Sender, Submitted
from bot.messages import Card
from directory.errors import FindExpertError
from directory.model import Role
from directory.roles import roles_of

MANAGERS = frozenset({Role.DIRECTORY_MANAGER, Role.ADMINISTRATOR})

ONLY_FOR: dict[str, frozenset[Role]] = {
    "reach.show": MANAGERS,
    "policy.unowned": MANAGERS,
}
"""Buttons that need one of these roles; every other is for anyone who is let in."""

PERSONAL = {
    "absence.open",
    "absence.remove",
    "absence.save",
    "block.list",
    "block.remove",
    "calendar.add",
    "calendar.link",
    "calendar.new",
    "calendar.revoke",
    "check_in.add",
    "check_in.book",
    "check_in.move",
    "check_in.not_needed",
    "check_in.record",
    "check_in.remove",
    "check_in.show",
    "check_in.snooze",
    "commission.show",
    "consultation.agree",
    "consultation.cancel",
    "consultation.keep",
    "consultation.move",
    "consultation.no_show",
    "consultation.place",
    "consultation.show",
    "feed.new",
    "feed.show",
    "feed.stop",
    "feedback.difference",
    "feedback.open",
    "feedback.save",
    "invitation.resend",
    "measure.add",
    "measure.edit",
    "measure.list",
    "measure.open",
    "measure.pictures",
    "measure.remove",
    "message.reply",
    "message.send",
    "message.show",
    "milestone.add",
    "milestone.edit",
    "milestone.list",
    "milestone.open",
    "milestone.remove",
    "mine.consultations",
    "mine.offers",
    "mine.requests",
    "note.agree",
    "note.open",
    "note.save",
    "note.show",
    "note.withdraw",
    "policy.accept",
    "policy.close",
    "policy.edit",
    "policy.hand_over",
    "policy.keep",
    "policy.list",
    "policy.new",
    "policy.news",
    "policy.offered",
    "policy.ownerless",
    "policy.pause",
    "policy.people",
    "policy.plan",
    "policy.refuse",
    "policy.register",
    "policy.reopen",
    "policy.rhythm",
    "policy.show",
    "policy.take",
    "policy.unowned",
    "portfolio.list",
    "portfolio.show",
    "reach.show",
    "reading.show",
    "record.show",
    "settings.open",
    "settings.save",
    "settings.show",
    "told.again",
    "told.choose",
    "told.stop",
}
"""Buttons and forms whose answer is for one person: not where others see it."""


class NotAllowedError(FindExpertError):
    """Somebody pressed what is not theirs to press."""


class NotAdmittedError(Exception):
    """Somebody may not use the bot. ``card`` tells them so."""

    def __init__(self, card: Card) -> None:
        super().__init__(card.title)
        self.card = card


class AllowList:
    """The workspaces and tenants whose people may use the bot: one deployment is one circle of trust."""

    def __init__(self, slack: Iterable[str] = (), teams: Iterable[str] = (), *, guests: bool = False) -> None:
        """``slack`` holds ids of workspaces and Enterprise Grid organisations, ``teams`` ids of tenants.

        The page is open to anybody: it is a demonstration on one computer. So is email: whoever follows a link has it
        from us.
        """
        self.guests = guests
        self._lock = threading.Lock()
        self._allowed = {"slack": frozenset(map(str.lower, slack)), "teams": frozenset(map(str.lower, teams))}
        self._open: frozenset[Platform] = frozenset({"web", "email"})

    def allow(self, platform: Platform, workspace: str) -> None:
        """Let in one more: the workspace whose token we were given."""
        with self._lock:
            self._allowed = {**self._allowed, platform: self._allowed[platform] | {workspace.lower()}}

    def open_to_all(self, platform: Platform) -> None:
        """Let in everybody there: only for a demonstration that nobody beyond this computer can reach."""
        with self._lock:
            self._open |= {platform}

    def admits(self, sender: Sender) -> bool:
        """Whether they are no stranger. Platforms write one id in either case."""
        if sender.platform in self._open:
            return True
        return bool({sender.workspace.lower(), sender.enterprise.lower()} & self._allowed[sender.platform])


def admitted(allowed: AllowList, event: Event, known: Asker | None) -> Asker:
    """Whoever may use the bot. Raises NotAdmittedError with the words for everybody else."""
    if not allowed.admits(event.sender):
        raise NotAdmittedError(refused.stranger())
    if known is None:
        raise NotAdmittedError(refused.unknown())
    if known.account.is_guest and not allowed.guests:
        raise NotAdmittedError(refused.guest())
    return known


def check_may(session: Session, asker: Asker, event: Event) -> None:
    """Raises NotAllowedError when this needs a role that they were not given, or others would see the answer."""
    if event.is_shared and _name(event) in PERSONAL:
        raise NotAllowedError(refused.not_here())
    wanted = ONLY_FOR.get(event.action) if isinstance(event, Pressed) else None
    if wanted and not wanted & roles_of(session, asker.account.person_id):
        raise NotAllowedError(refused.not_yours(sorted(wanted)))


def _name(event: Event) -> str:
    """What was pressed or sent, by the name that it has for ever."""
    match event:
        case Pressed():
            return event.action
        case Submitted():
            return event.form
    return ""
