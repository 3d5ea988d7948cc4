"""What platform adapters may ask of the core. All of it blocks, so gateways call it in threads; none of it raises."""

from __future__ import annotations

from typing import Protocol

from bot.events import Event, Introduction, Platform, Sender
from bot.messages import SubmittedAnswer
from directory.model import Unreachable


class Core(Protocol):
    """The bot as a gateway sees it; ``bot.conversation.Conversation`` is one.

    For every event: ``needs_introduction``, and when so a look at the platform and ``meet``; then ``handle`` or
    ``handle_once``. A look that fails is let be: ``handle`` knows what it may do for somebody it has not met.
    """

    def handle(self, event: Event) -> SubmittedAnswer:
        """The answer; for the same event delivered again the same one. For answers that travel in the HTTP response."""

    def handle_once(self, event: Event) -> SubmittedAnswer | None:
        """The answer, or nothing when this event was answered before. For answers sent as a message of their own."""

    def needs_introduction(self, sender: Sender, conversation: str = "") -> bool:
        """Whether the platform should be asked who this is: never met, not for a day, or ``conversation`` is news.

        ``conversation`` is what this platform's gateway needs to write to the person later, opaque to the core.
        Strangers need none: they are refused whoever they are.
        """

    def meet(self, sender: Sender, introduction: Introduction, conversation: str = "") -> None:
        """Remember who this is, joined to the person of the directory where it is one."""

    def cannot_reach(self, sender: Sender, why: Unreachable) -> None:
        """Remember that this person can no longer be written to there."""

    def uninstalled(self, platform: Platform, workspace: str) -> None:
        """Remember that nobody of a workspace (Slack team or enterprise, Teams tenant) can be written to any more."""
