"""What comes to each persona of its own accord, kept in memory: the same in every browser."""

from __future__ import annotations

import itertools
import secrets
from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.messages import Card

MAX_ARRIVED = 50


@dataclass(slots=True)
class Message:
    """A card of the bot. ``number`` stays when the card is replaced."""

    number: int
    card: Card

    @property
    def anchor(self) -> str:
        """Where on the page it is."""
        return f"message-{self.number}"


class Inbox:
    """What came to one persona, oldest first. ``changes`` counts what came or was replaced."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self.changes = 0
        self._numbers = numbers
        self._arrived: OrderedDict[str, Message] = OrderedDict()
        self._changed: dict[int, int] = {}
        self._read_to = 0

    def put(self, key: str, card: Card) -> Message:
        """A new message; for the same key the one that is there."""
        message = self._arrived.get(key)
        if message is None:
            message = self._arrived[key] = Message(next(self._numbers), card)
            while len(self._arrived) > MAX_ARRIVED:
                _, oldest = self._arrived.popitem(last=False)
                del self._changed[oldest.number]
        message.card = card
        self._note(message)
        return message

    def replace(self, number: int | None, card: Card) -> bool:
        """Put a card in the place of another; no when that is not, or no longer, here."""
        for message in self._arrived.values():
            if message.number == number:
                message.card = card
                self._note(message)
                return True
        return False

    def messages(self, after: int = 0) -> list[Message]:
        """Those that came or were replaced after so many ``changes``."""
        return [message for message in self._arrived.values() if self._changed[message.number] > after]

    def unread(self) -> list[Message]:
        """Those that were on nobody's screen yet."""
        return [message for message in self._arrived.values() if message.number > self._read_to]

    def read(self) -> None:
        """All of them are on somebody's screen."""
        self._read_to = max((message.number for message in self._arrived.values()), default=0)

    def _note(self, message: Message) -> None:
        self.changes += 1
        self._changed[message.number] = self.changes


class Inboxes:
    """The inbox of every persona, by their ids."""

    def __init__(self, personas: Collection[str]) -> None:
        # One count for all messages of the page: their order is that of their numbers, and none is named twice.
        self.numbers = itertools.count(1)
        self.run = secrets.token_hex(4)
        """Tells this process from earlier ones, whose messages are gone."""
        self._inboxes = {persona: Inbox(self.numbers) for persona in personas}

    def __getitem__(self, persona: str) -> Inbox:
        return self._inboxes[persona]

    def __contains__(self, persona: str) -> bool:
        return persona in self._inboxes

    def waiting(self, besides: str = "") -> dict[str, int]:
        """How many unread messages wait for each persona who has any."""
        unread = {persona: len(inbox.unread()) for persona, inbox in self._inboxes.items() if persona != besides}
        return {persona: count for persona, count in unread.items() if count}
