"""What each visitor said and was answered, and what came to them, in memory for as long as the demonstration runs."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

from adapters.layout.errors import RefusedError
from adapters.web.inboxes import Inbox, Inboxes, Message
from bot.messages import Answer, Card, Form, FormErrors, OpenForm, Replace, Reply

MAX_CONVERSATIONS = 200
MAX_MESSAGES = 50
MAX_OPEN_FORMS = 10
MAX_ANSWERED = 200

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Mine:
    """What the visitor said, or the button they pressed, before the message of this number."""

    number: int
    text: str


@dataclass(slots=True)
class OpenedForm:
    """A form that is open, what is wrong with it, and the message it was opened from, if it is still there."""

    number: int
    form: Form
    origin: int | None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/form/{self.number}"


class Conversation:
    """One visitor as one persona. ``lock`` is held while an event is answered, so that answers keep their order.

    ``own`` is what this visitor said and was answered; ``inbox`` what comes to the persona in whatever browser.
    """

    def __init__(self, numbers: Iterator[int], inbox: Inbox) -> None:
        self.lock = asyncio.Lock()
        self.inbox = inbox
        self.own: deque[Mine | Message] = deque(maxlen=MAX_MESSAGES)
        self._forms: OrderedDict[int, OpenedForm] = OrderedDict()
        self._answered: OrderedDict[str, str] = OrderedDict()
        self._numbers = numbers

    @property
    def entries(self) -> list[Mine | Message]:
        """All there is to see, in the order in which it came."""
        return sorted([*self.own, *self.inbox.messages()], key=lambda entry: entry.number)

    def message(self, number: str) -> Message:
        """The message of this number. Raises RefusedError when it is not, or no longer, in the conversation."""
        for entry in self.entries:
            if isinstance(entry, Message) and str(entry.number) == number:
                return entry
        raise RefusedError(
            404,
            "That message is no longer here",
            "The conversation was started again or has moved on. Go back to it and try again.",
        )

    def has(self, number: int | None) -> bool:
        """Whether this message is still here."""
        return any(isinstance(entry, Message) and entry.number == number for entry in self.entries)

    def form(self, number: str) -> OpenedForm:
        """The open form of this number. Raises RefusedError when it was sent or closed."""
        for opened in self._forms.values():
            if str(opened.number) == number:
                return opened
        raise RefusedError(
            404,
            "That form is no longer open",
            "It was sent already, or the conversation was started again. Go back to the conversation to open it again.",
        )

    def answered(self, key: str) -> str | None:
        """Where the answer to this event is, if it was answered."""
        return self._answered.get(key)

    def take(self, key: str, answer: Answer, mine: str, origin: int | None, form: OpenedForm | None = None) -> str:
        """Put an answer in its place and say where that is (a path with its fragment).

        ``mine`` is shown as the visitor's words before a new message. ``origin`` is the message that was pressed;
        ``form`` the form that was sent, which closes unless it comes back with errors.
        """
        if form and not isinstance(answer, FormErrors):
            self._forms.pop(form.number, None)
        match answer:
            case Reply():
                where = self._append(mine, answer.card)
            case Replace():
                where = self._replace(origin, answer.card)
            case OpenForm():
                opened = OpenedForm(next(self._numbers), answer.form, origin)
                self._forms[opened.number] = opened
                _shorten(self._forms, MAX_OPEN_FORMS)
                where = opened.path
            case FormErrors():
                where = self._refuse(form, answer)
            case _:
                assert_never(answer)
        self._answered[key] = where
        _shorten(self._answered, MAX_ANSWERED)
        return where

    def _append(self, mine: str, card: Card) -> str:
        message = Message(next(self._numbers), card)
        self.own.extend([Mine(message.number, mine), message] if mine else [message])
        return f"/#{message.anchor}"

    def _replace(self, origin: int | None, card: Card) -> str:
        for entry in self.own:
            if isinstance(entry, Message) and entry.number == origin:
                entry.card = card
                return f"/#{entry.anchor}"
        if self.inbox.replace(origin, card):
            return f"/#message-{origin}"
        return self._append("", card)

    def _refuse(self, form: OpenedForm | None, answer: FormErrors) -> str:
        if form is None:
            raise TypeError("only a form that was sent can come back with errors")
        form.form, form.errors = answer.form, answer.errors
        return f"{form.path}#problem"


class Conversations:
    """The conversations of every browser and persona; the one unused for longest goes first."""

    def __init__(self, inboxes: Inboxes) -> None:
        self._conversations: OrderedDict[tuple[str, str], Conversation] = OrderedDict()
        self._inboxes = inboxes

    def look(self, browser: str, persona: str) -> Conversation:
        """The conversation so far; one that is not kept when nothing was said yet."""
        return self._conversations.get((browser, persona)) or self._begun(persona)

    def join(self, browser: str, persona: str) -> Conversation:
        """The conversation, begun and kept."""
        conversation = self._conversations.setdefault((browser, persona), self._begun(persona))
        self._conversations.move_to_end((browser, persona))
        _shorten(self._conversations, MAX_CONVERSATIONS)
        return conversation

    def forget(self, browser: str, persona: str) -> None:
        """Start again. What came to the persona stays: it waits for them."""
        self._conversations.pop((browser, persona), None)

    def _begun(self, persona: str) -> Conversation:
        return Conversation(self._inboxes.numbers, self._inboxes[persona])


def _shorten(kept: OrderedDict[K, V], limit: int) -> None:
    while len(kept) > limit:
        kept.popitem(last=False)
