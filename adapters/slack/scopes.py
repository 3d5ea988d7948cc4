"""What the bot asks a workspace to allow, and why: the scopes of config/slack/manifest.yaml."""

from __future__ import annotations

from collections.abc import Mapping

SCOPES: Mapping[str, str] = {
    "commands": "People type /find-expert, or choose “Find an expert for this” on a message.",
    "chat:write": "The bot answers them and brings them requests. It writes in a channel only where somebody asks it.",
    "app_mentions:read": "The bot sees a message in a channel when somebody mentions it, and no other message there.",
    "im:history": "The bot reads what people write to it in a direct message. It reads nobody else’s messages.",
    "im:write": "The bot opens its own conversation with somebody, to see that a message it sent them arrived.",
    "users:read": "The bot learns who is asking: name, time zone, whether they are a guest or have left.",
    "users:read.email": "The bot knows people by their work email address, the same in Slack and in the directory.",
}
"""Each scope with a sentence for whoever installs the bot."""
