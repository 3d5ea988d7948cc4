"""What an address carries: sealed, so that nobody else makes or reads it, and fit for the path of a URL."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from directory.errors import SettingError
from directory.vault import Vault

TOKEN = re.compile(r"[A-Za-z0-9_-]{100,1000}")


class NotSealedHereError(Exception):
    """No key of ours sealed it, or part of it is missing."""


def seal(vault: Vault, kept: Sequence[Any]) -> str:
    """A token that carries plain values. Two tokens of the same differ."""
    return vault.seal(json.dumps(kept)).decode().rstrip("=")  # what ends in "=" is cut off by some clients


def unseal(vault: Vault, token: str) -> list[Any]:
    """What a token carries. Raises NotSealedHereError."""
    if not TOKEN.fullmatch(token):
        raise NotSealedHereError
    try:
        kept = json.loads(vault.open(f"{token}{'=' * (-len(token) % 4)}".encode()))
    except (SettingError, ValueError):
        raise NotSealedHereError from None
    return kept if isinstance(kept, list) else []
