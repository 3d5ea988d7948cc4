"""What the doctor finds, and how it asks others over the network: briefly, and with every trouble in words."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from config.settings import Settings

ASK_SECONDS = 5
"""How long anybody may take to answer the doctor."""
MOST_READ = 1_000_000  # bytes of an answer; the largest that is read, Microsoft's keys, has some ten thousand


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``mend`` says what to do about it, and is empty when all is well."""

    what: str
    found: str
    mend: str = ""
    stops_the_bot: bool = False


class UnansweredError(Exception):
    """Nobody answered, or not in a way that can be read. ``str(error)`` says it in words that follow a name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a JSON object, whatever the status."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """A text of the body, short enough to print; empty when it is none."""
        found = self.body.get(name)
        return found[:80] if isinstance(found, str) and found.isprintable() else ""


class Asking:
    """Asks others over HTTP, as long as the block runs."""

    def __init__(self, seconds: float = ASK_SECONDS) -> None:
        self._seconds = seconds

    async def __aenter__(self) -> Asking:
        timeout = aiohttp.ClientTimeout(total=self._seconds)
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._session.close()

    async def get(self, url: str) -> Answer:
        return await self._ask("GET", url)

    async def post(
        self, url: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return await self._ask("POST", url, data=dict(fields or {}), headers=dict(headers or {}))

    async def _ask(self, method: str, url: str, **sent: Any) -> Answer:
        """Raises UnansweredError, which never repeats what was sent or said."""
        try:
            async with self._session.request(method, url, allow_redirects=False, **sent) as response:
                content = await response.content.read(MOST_READ)
                while len(content) < MOST_READ and (more := await response.content.read(MOST_READ - len(content))):
                    content += more
                body = json.loads(content)
                headers = {name.lower(): value for name, value in response.headers.items()}
                if isinstance(body, dict):
                    return Answer(response.status, body, headers)
        except TimeoutError:
            raise UnansweredError(f"did not answer within {self._seconds:g} seconds") from None
        except aiohttp.ClientSSLError:
            raise UnansweredError("has no certificate that this computer trusts") from None
        except aiohttp.ClientConnectionError:
            raise UnansweredError("cannot be reached from here") from None
        except (aiohttp.ClientError, ValueError, RecursionError):
            pass
        raise UnansweredError("answered something that cannot be read")


Question = Callable[[Asking, Settings], Awaitable[list[Check]]]
"""Looks at something that has to be asked over the network."""
