"""What Slack takes, by its own models, and what nothing that a person wrote may become there."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock

from tests.strategies import ADDRESS

LINKS = re.compile(rf"(<{re.escape(ADDRESS)}\|[^<>|\n]*>\n?)+")
"""Lines that are nothing but a link: where it leads is ours, and its words end nowhere else."""


def check_inert(message: dict[str, Any]) -> None:
    """No mention, link, emoji code or bold of somebody's own."""
    assert "<" not in message["text"]
    for text in texts(message["blocks"]):
        if text["type"] == "plain_text":
            assert text["emoji"] is False
            continue
        assert text["verbatim"] is True
        if LINKS.fullmatch(text["text"]):
            continue
        first, *rest = text["text"].split("\n")
        assert first.startswith("*")
        assert first.endswith("*")
        for line in (first[1:-1], *rest):
            assert not re.search(r"[&<>*~`@#]|(?<!\w)_|_(?!\w)|://|:[\w+'-]+:", line), line


def check_blocks(blocks: list[dict[str, Any]]) -> None:
    """By slack_sdk's own models: no unknown key, no value beyond its limit."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for block in blocks:
            parsed = SlackBlock.parse(block)
            assert parsed is not None, block
            parsed.validate_json()
            check_elements(parsed)
    per_block = [[e["action_id"] for e in block.get("elements", ()) if "action_id" in e] for block in blocks]
    assert all(len(set(actions)) == len(actions) for actions in per_block)
    assert all(0 < len(text["text"]) <= 3_000 and text["text"].strip() for text in texts(blocks))


def check_elements(parsed: SlackBlock) -> None:
    inner = [
        getattr(parsed, "accessory", None),
        getattr(parsed, "element", None),
        *(getattr(parsed, "elements", None) or ()),
    ]
    for element in inner:
        if element is not None:
            element.validate_json()


def texts(value: object) -> Iterator[dict[str, Any]]:
    """Every text object, however deep."""
    if isinstance(value, dict):
        if value.get("type") in {"plain_text", "mrkdwn"}:
            yield value
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
