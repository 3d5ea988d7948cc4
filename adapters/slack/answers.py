"""Answers on their way out: to the message they belong to, the App Home, the channel, or the person."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import render
from adapters.slack.calls import WebApi
from adapters.slack.carried import Vault, carry
from adapters.slack.errors import NOT_FETCHED, PermanentError, SlackError, TemporaryError
from adapters.slack.events import Delivery, Route
from bot.blocks import Buttons, SearchBox
from bot.cards import help as help_cards
from bot.cards.home import way_back
from bot.messages import Card, Form, Replace, Reply
from directory.model import Unreachable

log = logging.getLogger(__name__)

Dict = dict[str, Any]
Way = Callable[[], Awaitable[Any]]


class Answers:
    """Sends what the core answered."""

    def __init__(self, api: WebApi, vault: Vault) -> None:
        self._api = api
        self._vault = vault

    def view(self, form: Form, route: Route) -> Dict:
        """A modal that knows its way back."""
        return render.view(form, carry(self._vault, route, form.context))

    async def open(self, client: AsyncWebClient, delivery: Delivery, form: Form) -> Unreachable | None:
        """Open a form, or say that it did not open. As ``send``."""
        view = self.view(form, delivery.route)
        try:
            await self._api.called(client.views_open(trigger_id=delivery.trigger_id, view=view))
        except SlackError as error:
            log.warning("Slack did not open the form %s: %s", form.name, error.code)
            return await self.send(client, delivery.route, Reply(card=help_cards.problem(help_cards.not_opened())))
        return None

    async def open_home(self, client: AsyncWebClient, delivery: Delivery, card: Card) -> Unreachable | None:
        """Draw the App Home for somebody who opened it, unless it was drawn anew meanwhile: they were quicker."""
        unless_newer = {"hash": delivery.opened_home} if delivery.opened_home else {}
        try:
            view = render.home(card)
            await self._api.called(client.views_publish(user_id=delivery.route.user, view=view, **unless_newer))
        except SlackError as error:
            log.info("Slack did not draw the App Home: %s", error.code)
        return None

    async def send(self, client: AsyncWebClient, route: Route, answer: Reply | Replace) -> Unreachable | None:
        """By the first way that Slack does not refuse. A failure in passing ends it: it may have arrived after all.

        Slack shows nothing of a message whose picture it cannot fetch: it is sent that one in words.
        Gives why the person cannot be reached, where Slack said so when they were written to directly.
        """
        why: Unreachable | None = None
        for way in self._ways(client, route, answer):
            try:
                await way()
            except PermanentError as error:
                log.info("Slack refused an answer: %s", error.code)
                if error.code in NOT_FETCHED and render.has_pictures(answer.card):
                    in_words = answer.model_copy(update={"card": render.in_words(answer.card)})
                    return await self.send(client, route, in_words)
                why = error.why
            except TemporaryError as error:
                log.warning("Slack may not have taken an answer: %s", error.code)
                return None
            else:
                return None
        log.warning("an answer reached nobody: Slack refused every way")
        return why

    def _ways(self, client: AsyncWebClient, route: Route, answer: Reply | Replace) -> list[Way]:
        shown = render.message(answer.card)
        is_new = isinstance(answer, Reply)
        to_the_person = self._way(client.chat_postMessage, channel=route.user, **shown)
        if route.home:
            view = render.home(answer.card, with_way_back=not _leads_home(answer.card))
            return [self._way(client.views_publish, user_id=route.user, view=view), to_the_person]
        thread = {"thread_ts": route.thread} if route.thread else {}
        ways = []
        if route.direct:
            if route.message and not is_new:
                ways.append(self._way(client.chat_update, channel=route.channel, ts=route.message, **shown))
            ways.append(self._way(client.chat_postMessage, channel=route.channel, **shown, **thread))
            return [*ways, to_the_person]
        if route.response_url:
            body = {**for_sender(answer.card, replace=not is_new), **(thread if is_new else {})}
            ways.append(partial(self._api.respond, route.response_url, body))
        if route.channel:
            ways.append(self._way(client.chat_postEphemeral, channel=route.channel, user=route.user, **shown, **thread))
        return [*ways, to_the_person]

    def _way(self, method: Callable[..., Awaitable[AsyncSlackResponse]], **arguments: Any) -> Way:
        return lambda: self._api.called(method(**arguments))


def for_sender(card: Card, *, replace: bool) -> Dict:
    """A message that only the person sees, as an acknowledgement or a response address takes it."""
    return {"response_type": "ephemeral", "replace_original": replace, **render.message(card)}


def _leads_home(card: Card) -> bool:
    """Whether there is something to search with, or a way to it."""
    return any(
        isinstance(block, SearchBox)
        or (isinstance(block, Buttons) and any(button.action == way_back().action for button in block.buttons))
        for block in card.blocks
    )
