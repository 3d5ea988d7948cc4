"""Cards on their way to people are given the addresses of their links and pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import overload

from adapters.outgoing import Post
from adapters.page_addresses import PageAddresses, addressed
from bot.core import Core
from bot.events import Event, Introduction, Platform, Sender
from bot.messages import Replace, Reply, SubmittedAnswer
from bot.notices import Letter, Outcome
from directory.model import Unreachable


class AddressedCore:
    """A core whose answers lead somewhere."""

    def __init__(self, core: Core, addresses: PageAddresses) -> None:
        self._core = core
        self._addresses = addresses

    def handle(self, event: Event) -> SubmittedAnswer:
        return self._addressed(self._core.handle(event))

    def handle_once(self, event: Event) -> SubmittedAnswer | None:
        return self._addressed(self._core.handle_once(event))

    def needs_introduction(self, sender: Sender, conversation: str = "") -> bool:
        return self._core.needs_introduction(sender, conversation)

    def meet(self, sender: Sender, introduction: Introduction, conversation: str = "") -> None:
        self._core.meet(sender, introduction, conversation)

    def cannot_reach(self, sender: Sender, why: Unreachable) -> None:
        self._core.cannot_reach(sender, why)

    def uninstalled(self, platform: Platform, workspace: str) -> None:
        self._core.uninstalled(platform, workspace)

    @overload
    def _addressed(self, answer: SubmittedAnswer) -> SubmittedAnswer: ...
    @overload
    def _addressed(self, answer: SubmittedAnswer | None) -> SubmittedAnswer | None: ...
    def _addressed(self, answer: SubmittedAnswer | None) -> SubmittedAnswer | None:
        if not isinstance(answer, Reply | Replace):
            return answer
        return answer.model_copy(update={"card": addressed(answer.card, self._addresses)})


class AddressedPost:
    """A post whose letters lead somewhere.

    They are addressed here and not when drawn: two addresses of one page differ, and the card is still the same.
    """

    def __init__(self, post: Post, addresses: PageAddresses) -> None:
        self._post = post
        self._addresses = addresses

    async def deliver(self, letter: Letter) -> Outcome:
        return await self._post.deliver(replace(letter, card=addressed(letter.card, self._addresses)))
