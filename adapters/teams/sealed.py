"""What a dialog carries while it is open: its form's context, and the message it was opened from."""

from __future__ import annotations

import json

from adapters.teams.places import Place
from directory.errors import SettingError
from directory.vault import Vault


def seal(vault: Vault, place: Place, context: str) -> str:
    """Sealed, because whoever could write it might have any message of the bot's changed."""
    kept = {"conversation": place.conversation, "message": place.message, "context": context}
    return vault.seal(json.dumps(kept)).decode()


def opened(vault: Vault, carried: str, place: Place) -> tuple[str, str] | None:
    """The message and the context, or nothing when this deployment did not seal it for this conversation."""
    try:
        kept = json.loads(vault.open(carried.encode()))
    except (SettingError, UnicodeEncodeError):
        return None
    if kept["conversation"] != place.conversation:
        return None
    return kept["message"], kept["context"]
