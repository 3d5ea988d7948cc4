"""What a modal carries while it is open: its form's context, and where it was opened from."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Protocol

from adapters.slack.events import Route
from directory.errors import SettingError

MAX_PRIVATE_METADATA = 3_000  # characters; docs.slack.dev/reference/views


class Vault(Protocol):
    """Seals text so that only this deployment reads and writes it; ``directory.vault.Vault`` is one."""

    def seal(self, text: str) -> bytes: ...

    def open(self, sealed: bytes) -> str:
        """Raises SettingError for what no key opens."""


def carry(vault: Vault, route: Route, context: str) -> str:
    """As ``private_metadata``. Sealed, because whoever holds a response_url can write into the conversation."""
    sealed = _seal(vault, route, context)
    if len(sealed) > MAX_PRIVATE_METADATA:
        # Only an address of Slack's own can be this long; without it the answer goes to the channel.
        sealed = _seal(vault, replace(route, response_url=""), context)
    return sealed


def carried(vault: Vault, private_metadata: str) -> tuple[Route, str] | None:
    """The route and the context, or nothing when this deployment did not seal it."""
    try:
        opened = json.loads(vault.open(private_metadata.encode()))
    except SettingError:
        return None
    return Route(**opened["route"]), opened["context"]


def _seal(vault: Vault, route: Route, context: str) -> str:
    return vault.seal(json.dumps({"route": asdict(route), "context": context})).decode()
