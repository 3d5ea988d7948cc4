"""What a dialog carries while it is open: its form's context, and the message it was opened from."""

from __future__ import annotations

import json
from dataclasses import replace

from adapters.teams.places import Place
from directory.errors import SettingError
from directory.vault import Vault

THREAD = ";"


def seal(vault: Vault, place: Place, context: str) -> str:
    """Sealed, because whoever could write it might have any message of the bot's changed."""
    kept = {"conversation": place.conversation, "message": place.message, "context": context}
    return vault.seal(json.dumps(kept)).decode()


def opened(vault: Vault, carried: str, place: Place) -> tuple[Place, str] | None:
    """Where it was opened and the context, or nothing when this deployment did not seal it for this conversation.

    A channel's conversation is named with the message that began the thread, which the dialog may leave out.
    """
    try:
        kept = json.loads(vault.open(carried.encode()))
    except (SettingError, UnicodeEncodeError):
        return None
    if kept["conversation"].partition(THREAD)[0] != place.conversation.partition(THREAD)[0]:
        return None
    return replace(place, conversation=kept["conversation"], message=kept["message"]), kept["context"]
