"""The demonstration page over HTTP: requests to events, answers to redirects (post, redirect, get)."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence

from aiohttp import web

from adapters.layout.answers import Answered, html, nowhere, static
from adapters.layout.errors import RefusedError
from adapters.web import door, events, render
from adapters.web.conversations import Conversation, Conversations, OpenedForm
from adapters.web.errors import TooLongError
from adapters.web.inboxes import Inboxes
from adapters.web.personas import Persona
from bot.core import Core
from bot.events import Event
from bot.messages import Answer, Card, FormErrors

NUMBER = re.compile("[0-9]{1,9}")


def web_routes(core: Core, personas: Sequence[Persona], inboxes: Inboxes) -> list[web.RouteDef]:
    """The routes of the page, for an application that listens on loopback only.

    The core is called in threads. The last route answers addresses that nothing else does: add these routes last.
    ``inboxes`` are those of the same ``personas``, where what comes to them is put (``adapters.web.post.WebPost``).
    """
    page = _Page(core, personas, inboxes)
    answered = Answered(door.HEADERS, render.DEMONSTRATION, door.check_host)
    return [
        web.get("/", answered(page.conversation)),
        web.get("/news", answered(page.news)),
        web.get("/personas", answered(page.personas)),
        web.get("/form/{number}", answered(page.form)),
        web.post("/persona", answered(page.be)),
        web.post("/say", answered(page.say)),
        web.post("/press", answered(page.press)),
        web.post("/form/{number}", answered(page.submit)),
        web.post("/start-again", answered(page.start_again)),
        web.get("/static/{name}", answered(static)),
        web.get("/{elsewhere:.*}", answered(nowhere)),
    ]


class _Page:
    """The handlers, and what they share: the conversations, and a secret for as long as the process runs."""

    def __init__(self, core: Core, personas: Sequence[Persona], inboxes: Inboxes) -> None:
        self._core = core
        self._personas = {persona.id: persona for persona in personas}
        self._inboxes = inboxes
        self._conversations = Conversations(inboxes)
        self._secret = secrets.token_bytes(32)

    async def conversation(self, request: web.Request) -> web.Response:
        persona = self._persona(request)
        if persona is None:
            return await self.personas(request)
        return self._show_conversation(request, persona)

    async def personas(self, request: web.Request) -> web.Response:
        browser = door.browser_id(request) or secrets.token_urlsafe(32)
        everybody, current = tuple(self._personas.values()), self._persona(request)
        chooser = render.chooser_page(everybody, current, self._hidden_for(browser), self._inboxes.waiting())
        response = html(chooser)
        door.keep(response, door.BROWSER_COOKIE, browser)
        return response

    async def form(self, request: web.Request) -> web.Response:
        _, conversation = self._here(request)
        opened = conversation.form(request.match_info["number"])
        back = _back(conversation, opened)
        return html(render.form_page(opened.form, opened.errors, opened.path, back, self._hidden(request)))

    async def be(self, request: web.Request) -> web.Response:
        fields = await door.read_post(request, self._secret)
        chosen = events.wanted(fields, "persona")
        if chosen not in self._personas:
            raise RefusedError(400, "There is nobody of that name here", "Go back and choose one of the people shown.")
        unread = self._inboxes[chosen].unread()
        response = _see(f"/#{unread[0].anchor}" if unread else "/")
        door.keep(response, door.PERSONA_COOKIE, chosen)
        return response

    async def news(self, request: web.Request) -> web.Response:
        """What came to the persona after so many changes, for a page that is open as them, and for whom else."""
        persona = self._persona(request)
        if persona is None or persona.id != request.query.get("as"):
            return _json({"elsewhere": True})
        after = request.query.get("after", "")
        inbox, hidden = self._inboxes[persona.id], self._hidden(request)
        came = inbox.messages(int(after) if NUMBER.fullmatch(after) else 0)
        inbox.read()
        others = self._waiting(persona)
        return _json(
            {
                "after": inbox.changes,
                "messages": [
                    {"id": one.anchor, "title": one.card.title, "html": render.message_html(one, hidden)}
                    for one in came
                ],
                "waiting": {other.persona.id: other.count for other in others},
                "waiting_html": render.waiting_html(others, hidden),
            }
        )

    async def say(self, request: web.Request) -> web.Response:
        fields = await door.read_post(request, self._secret)
        persona, conversation = self._join(request)
        try:
            event = events.said(events.sender(persona.id), self._key(request, persona, fields), fields)
        except TooLongError as error:
            return self._show_conversation(request, persona, error.typed, str(error))
        async with conversation.lock:
            where = conversation.answered(event.key)
            if where is None:
                answer = await self._ask(event)
                where = conversation.take(event.key, answer, event.text or "(no words)", None)
        return _see(where)

    async def press(self, request: web.Request) -> web.Response:
        fields = await door.read_post(request, self._secret)
        persona, conversation = self._join(request)
        event = events.pressed(events.sender(persona.id), self._key(request, persona, fields), fields)
        async with conversation.lock:
            where = conversation.answered(event.key)
            if where is None:
                message = conversation.message(events.wanted(fields, "message"))
                label = _label(message.card, event.action, event.value)
                answer = await self._ask(event)
                where = conversation.take(event.key, answer, label, message.number)
        return _see(where)

    async def submit(self, request: web.Request) -> web.Response:
        fields = await door.read_post(request, self._secret)
        persona, conversation = self._join(request)
        key = self._key(request, persona, fields)
        async with conversation.lock:
            where = conversation.answered(key)
            if where is None:
                opened = conversation.form(request.match_info["number"])
                event = events.submitted(events.sender(persona.id), key, opened.form, fields)
                answer = event if isinstance(event, FormErrors) else await self._ask(event)
                where = conversation.take(key, answer, opened.form.title, opened.origin, opened)
        return _see(where)

    async def start_again(self, request: web.Request) -> web.Response:
        await door.read_post(request, self._secret)
        persona, _ = self._here(request)
        self._conversations.forget(door.browser_id(request), persona.id)
        return _see("/")

    async def _ask(self, event: Event) -> Answer:
        return await asyncio.to_thread(self._answer, event)

    def _answer(self, event: Event) -> Answer:
        meet(self._core, self._personas[event.sender.user])
        return self._core.handle(event)

    def _show_conversation(
        self, request: web.Request, persona: Persona, typed: str = "", error: str = ""
    ) -> web.Response:
        browser = door.browser_id(request) or secrets.token_urlsafe(32)
        conversation = self._conversations.look(browser, persona.id)
        others, hidden = self._waiting(persona), self._hidden_for(browser)
        page = render.conversation_page(persona, conversation, others, hidden, typed, error)
        conversation.inbox.read()
        response = html(page, 400 if error else 200)
        door.keep(response, door.BROWSER_COOKIE, browser)
        return response

    def _waiting(self, besides: Persona) -> list[render.Waiting]:
        unread = self._inboxes.waiting(besides.id)
        return [render.Waiting(self._personas[id_], count) for id_, count in unread.items()]

    def _persona(self, request: web.Request) -> Persona | None:
        return self._personas.get(request.cookies.get(door.PERSONA_COOKIE, ""))

    def _here(self, request: web.Request) -> tuple[Persona, Conversation]:
        persona = self._persona(request)
        if persona is None:
            raise RefusedError(403, "Choose who you are first", "Go back and choose one of the people shown.")
        return persona, self._conversations.look(door.browser_id(request), persona.id)

    def _join(self, request: web.Request) -> tuple[Persona, Conversation]:
        persona, _ = self._here(request)
        return persona, self._conversations.join(door.browser_id(request), persona.id)

    def _key(self, request: web.Request, persona: Persona, fields: events.Fields) -> str:
        return events.event_key(door.browser_id(request), persona.id, request.path, fields)

    def _hidden(self, request: web.Request) -> render.Hidden:
        return self._hidden_for(door.browser_id(request))

    def _hidden_for(self, browser: str) -> render.Hidden:
        return render.Hidden(door.token(self._secret, browser))


def meet(core: Core, persona: Persona) -> None:
    """Make a persona known to the bot, so that they can be asked and told things before they ever said anything."""
    sender = events.sender(persona.id)
    if core.needs_introduction(sender, persona.id):
        core.meet(sender, persona.introduction(), persona.id)


def _json(body: object) -> web.Response:
    return web.json_response(body, headers={"Cache-Control": "no-store"})


def _see(where: str) -> web.Response:
    return web.Response(status=303, headers={"Location": where, "Cache-Control": "no-store"})


def _back(conversation: Conversation, opened: OpenedForm) -> str:
    return f"/#message-{opened.origin}" if conversation.has(opened.origin) else "/"


def _label(card: Card, action: str, value: str) -> str:
    """The words on the button that was pressed; an empty string when the card no longer has it."""
    for button in card.buttons:
        if (button.action, button.value) == (action, value):
            return button.says or button.label
    return ""
