"""The id of the request being answered: on every line logged about it, and in the answer's header.

An id holds nothing about anybody. It travels in a context variable, so tasks started for a request carry it too; a
thread does only when it is started with ``in_thread`` (or ``asyncio.to_thread``).
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

HEADER = "X-Request-Id"
LOOKS_LIKE_AN_ID = re.compile(r"(?=.*[0-9])[A-Za-z0-9_-]{16,64}")
"""The ids of proxies (32 hexadecimal digits, a UUID), and neither a name, an email address nor a line of text."""
RANDOM_BYTES = 12

Given = ParamSpec("Given")
Result = TypeVar("Result")

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request being answered, or an empty string outside of any."""
    return _current.get()


def id_for(offered: str = "") -> str:
    """``offered`` when it looks like an id, else a new one."""
    return offered if LOOKS_LIKE_AN_ID.fullmatch(offered) else secrets.token_hex(RANDOM_BYTES)


@contextmanager
def request_id_for(offered: str = "") -> Iterator[str]:
    """Answer a request that came another way than over HTTP: everything logged in the block carries its id."""
    token = _current.set(id_for(offered))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


async def in_thread(
    executor: Executor | None, function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs
) -> Result:
    """Call something that blocks, in a thread of ``executor`` (asyncio's own when None) that keeps the request's id."""
    call = partial(copy_context().run, function, *arguments, **named)
    return await asyncio.get_running_loop().run_in_executor(executor, call)


def give_ids(app: web.Application) -> None:
    """Give every HTTP request an id, a sound one of the proxy in front being kept, and say it in the answer."""
    app.middlewares.append(_with_id)
    app.on_response_prepare.append(_say_id)


@web.middleware
async def _with_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    # Never reset: aiohttp has a context of its own for each request, and logs what we failed to answer after we return.
    _current.set(id_for(request.headers.get(HEADER, "")))
    return await handler(request)


async def _say_id(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers[HEADER] = request_id()
