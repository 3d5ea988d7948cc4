"""A core for tests of gateways: it answers as it is told, and remembers what it was told about people."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from bot.events import Event, Introduction, Platform, Sender
from bot.messages import SubmittedAnswer
from directory.model import Unreachable

Handle = Callable[[Event], SubmittedAnswer]


class SmallCore:
    """A ``bot.core.Core``. It knows everybody unless ``knows_nobody``; ``handle_once`` takes one key once."""

    def __init__(self, handle: Handle, *, knows_nobody: bool = False) -> None:
        self._answer = handle
        self._lock = Lock()
        self._seen: set[str] = set()
        self.knows_nobody = knows_nobody
        self.meeting: Callable[[], object] = lambda: None
        self.met: list[tuple[Sender, Introduction, str]] = []
        self.lost: list[tuple[Sender, Unreachable]] = []
        self.gone: list[tuple[Platform, str]] = []

    def handle(self, event: Event) -> SubmittedAnswer:
        return self._answer(event)

    def handle_once(self, event: Event) -> SubmittedAnswer | None:
        with self._lock:
            if event.key in self._seen:
                return None
            self._seen.add(event.key)
        return self._answer(event)

    def needs_introduction(self, sender: Sender, conversation: str = "") -> bool:
        return self.knows_nobody

    def meet(self, sender: Sender, introduction: Introduction, conversation: str = "") -> None:
        self.meeting()
        self.met.append((sender, introduction, conversation))

    def cannot_reach(self, sender: Sender, why: Unreachable) -> None:
        self.lost.append((sender, why))

    def uninstalled(self, platform: Platform, workspace: str) -> None:
        self.gone.append((platform, workspace))
