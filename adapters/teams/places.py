"""Where in Teams something happened, and so where its answer goes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation, as Microsoft's connector addresses it."""

    service_url: str
    conversation: str
    """In a channel with the message that began the thread, so that an answer stays in it."""
    kind: str
    """personal, groupChat or channel."""
    bot: str
    """The bot's own account there."""
    tenant: str
    app_id: str = ""
    """The registration that speaks there; empty in a demonstration."""
    member: str = ""
    """The account there of whoever did something."""
    message: str = ""
    """The message whose button was pressed, where there is one."""
    time_zone: str = ""
    """IANA name of where they are, as their client says."""

    @property
    def is_personal(self) -> bool:
        return self.kind == PERSONAL


def remembered(place: Place) -> str:
    """What is needed to write to a person later; empty where others would read it too."""
    if not place.is_personal:
        return ""
    kept = {**asdict(place), "message": "", "member": "", "time_zone": ""}
    return json.dumps({name: value for name, value in kept.items() if value}, sort_keys=True)


def recalled(conversation: str) -> Place:
    """The place that ``remembered`` wrote down. Raises ValueError and TypeError for anything else."""
    return Place(**json.loads(conversation))
