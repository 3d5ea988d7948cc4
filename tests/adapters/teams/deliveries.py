"""What Teams delivers, as Microsoft's documentation and the Agents Playground show it."""

from __future__ import annotations

from typing import Any

from tests.adapters.teams.microsoft import APP, TENANT

RILEY = "5f7c1d7e-0000-4000-8000-000000000020"
BOT = f"28:{APP}"
PERSONAL = "a:1riley-and-the-bot"
CHANNEL = "19:general@thread.tacv2;messageid=1700000000000"


def activity(kind: str, **changed: Any) -> dict[str, Any]:
    """An activity in Riley's personal chat, but for what is changed."""
    return {
        "type": kind,
        "id": "f:1",
        "timestamp": "2026-03-02T09:30:00.000Z",
        "channelId": "msteams",
        "serviceUrl": "",
        "from": {"id": "29:riley", "name": "Riley Requester", "aadObjectId": RILEY},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": PERSONAL},
        "recipient": {"id": BOT, "name": "Find an expert"},
        "entities": [{"locale": "en-GB", "country": "GB", "platform": "Web", "type": "clientInfo"}],
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
        "localTimezone": "Europe/London",
        **changed,
    }


def message(text: str = "find-expert user research", **changed: Any) -> dict[str, Any]:
    return activity("message", text=text, textFormat="plain", **changed)


def in_a_channel(text: str = "<at>Find an expert</at> user research", **changed: Any) -> dict[str, Any]:
    """A message in a channel that mentions the bot."""
    mention = {"type": "mention", "mentioned": {"id": BOT, "name": "Find an expert"}, "text": "<at>Find an expert</at>"}
    where = {"conversationType": "channel", "tenantId": TENANT, "id": CHANNEL, "isGroup": True}
    return message(text, **{"conversation": where, "entities": [mention], **changed})


def invoke(name: str, value: Any, **changed: Any) -> dict[str, Any]:
    return activity("invoke", name=name, value=value, **changed)


def executed(data: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A press of a button of a card."""
    action = {"type": "Action.Execute", "verb": "x", "data": data}
    return invoke("adaptiveCard/action", {"action": action, "trigger": "manual"}, **{"replyToId": "1699", **changed})


def fetched(data: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A press of a button that opens a dialog."""
    value = {"data": {"msteams": {"type": "task/fetch"}, **data}, "context": {"theme": "default"}}
    return invoke("task/fetch", value, **{"replyToId": "1699", **changed})


def submitted(data: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A dialog that was sent."""
    return invoke("task/submit", {"data": data, "context": {"theme": "default"}}, **changed)


def query(text: str | None, **changed: Any) -> dict[str, Any]:
    """Typed into the search of the message extension; nothing typed yet when it is ``None``."""
    parameter = {"name": "initialRun", "value": "true"} if text is None else {"name": "words", "value": text}
    value = {"commandId": "find", "parameters": [parameter], "queryOptions": {"skip": 0, "count": 25}}
    return invoke("composeExtension/query", value, **changed)


def about_message(content: str, **changed: Any) -> dict[str, Any]:
    """The action "Find an expert for this" of somebody's message."""
    payload = {"id": "1698", "messageType": "message", "body": {"contentType": "html", "content": content}}
    value = {"commandId": "find_for_this", "commandContext": "message", "messagePayload": payload}
    return invoke("composeExtension/fetchTask", value, **changed)


def installed(action: str = "add", **changed: Any) -> dict[str, Any]:
    return activity("installationUpdate", action=action, **changed)


def bot_added(**changed: Any) -> dict[str, Any]:
    added = [{"id": "29:riley", "aadObjectId": RILEY}, {"id": BOT}]
    return activity("conversationUpdate", membersAdded=added, **changed)
