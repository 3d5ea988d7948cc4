"""What a dialog carries while it is open: its form's context, and the message it was opened from."""

from __future__ import annotations

import json
from dataclasses import replace

from adapters.teams.places import Place
from bot.messages import Form
from directory.errors import SettingError
from directory.vault import Vault

THREAD = ";"


def seal(vault: Vault, place: Place, form: Form) -> str:
    """Sealed, because whoever could write it might have any message of the bot's changed.

    It is for the person who opened it, and for this form: what one was given is no use to another.
    """
    kept = {"conversation": place.conversation, "message": place.message, "member": place.member}
    kept |= {"form": form.name, "context": form.context}
    return vault.seal(json.dumps(kept)).decode()


def opened(vault: Vault, carried: str, place: Place, form: str) -> tuple[Place, str] | None:
    """Where it was opened and the context, or nothing when it was not sealed here for this person, form and chat.

    A channel's conversation is named with the message that began the thread, which the dialog may leave out.
    """
    try:
        kept = json.loads(vault.open(carried.encode()))
    except (SettingError, ValueError):  # ValueError: what the deployment sealed for something else is no JSON
        return None
    if not isinstance(kept, dict) or (kept.get("member"), kept.get("form")) != (place.member, form):
        return None
    if kept["conversation"].partition(THREAD)[0] != place.conversation.partition(THREAD)[0]:
        return None
    return replace(place, conversation=kept["conversation"], message=kept["message"]), kept["context"]
