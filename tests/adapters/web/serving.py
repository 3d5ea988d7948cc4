"""The page on a real port of this computer, for a browser that runs beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from adapters.web.gateway import web_routes
from adapters.web.inboxes import Inboxes
from adapters.web.personas import read_personas
from tests.clients.thread import served_in_a_thread
from tests.small_core import Handle, SmallCore


def no_inboxes() -> Inboxes:
    """Inboxes of the sample's personas, with nothing in them yet."""
    return Inboxes([persona.id for persona in read_personas()])


def application(handle: Handle, inboxes: Inboxes | None = None) -> web.Application:
    app = web.Application()
    app.add_routes(web_routes(SmallCore(handle), read_personas(), inboxes or no_inboxes()))
    return app


@contextmanager
def served(handle: Handle, inboxes: Inboxes | None = None) -> Iterator[str]:
    """The address of the page, as long as the block runs."""
    with served_in_a_thread(application(handle, inboxes)) as address:
        yield address
