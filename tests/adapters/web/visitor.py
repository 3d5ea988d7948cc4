"""A browser without a screen: it keeps cookies, follows redirects and sends the forms of the page it is on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.inboxes import Inboxes
from tests.adapters.web.serving import application
from tests.small_core import Handle


@dataclass
class PageForm:
    """A form of a page: where it goes, and what its fields and buttons send."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(PageForm(given["action"]))
        elif tag == "button":
            self.found[-1].buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag in {"input", "textarea", "select"} and (
            given.get("type") not in {"radio", "checkbox"} or "checked" in given
        ):
            self.found[-1].fields[given["name"]] = given.get("value", "")


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page, in its order."""
    return _Forms(page).found


class Visitor:
    """``page`` is what is on the screen; ``response`` the answer it came with; ``url`` the path it is at."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self.client = client
        self.page = ""
        self.response: ClientResponse
        self.url = ""

    async def go(self, path: str, headers: Mapping[str, str] | None = None) -> ClientResponse:
        return await self._show(await self.client.get(path, headers=headers))

    async def be(self, persona: str) -> None:
        await self.go("/personas")
        await self.send(self.form("/persona"), persona=persona)

    async def say(self, text: str) -> ClientResponse:
        return await self.send(self.form("/say"), text=text)

    async def press(self, action: str) -> ClientResponse:
        """Press the last button of this action, with or without a value."""
        for form in reversed(self.forms()):
            for name, value in reversed(form.buttons):
                if name == "press" and value.partition(":")[0] == action:
                    return await self.send(form, press=value)
        raise AssertionError(f"no button {action} on this page")

    def forms(self) -> list[PageForm]:
        return forms_of(self.page)

    def form(self, action: str) -> PageForm:
        """The first form that goes there."""
        return next(form for form in self.forms() if form.action.startswith(action))

    async def send(self, form: PageForm, **values: str) -> ClientResponse:
        return await self._show(await self.client.post(form.action, data={**form.fields, **values}))

    async def post(self, path: str, data: Any, headers: Mapping[str, str] | None = None) -> ClientResponse:
        """Post anything at all."""
        return await self._show(await self.client.post(path, data=data, headers=headers))

    @property
    def cards(self) -> list[str]:
        """The titles of the bot's messages."""
        return re.findall(r'<h2 class="card-title"[^>]*>(.*?)</h2>', self.page)

    async def _show(self, response: ClientResponse) -> ClientResponse:
        self.response, self.page = response, await response.text()
        self.url = response.history[-1].headers["Location"] if response.history else response.url.path
        return response


@asynccontextmanager
async def visiting(handle: Handle, persona: str = "", inboxes: Inboxes | None = None) -> AsyncIterator[Visitor]:
    """A browser at a page of its own."""
    async with TestClient(TestServer(application(handle, inboxes)), cookie_jar=CookieJar(unsafe=True)) as client:
        visitor = Visitor(client)
        if persona:
            await visitor.be(persona)
        yield visitor
