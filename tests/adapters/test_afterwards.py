"""What is sent after a platform was answered."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.afterwards import Afterwards


async def test_the_end_waits_for_what_is_being_sent() -> None:
    sent = []

    async def slow() -> None:
        await asyncio.sleep(0.02)
        sent.append("it")

    afterwards = Afterwards("Slack")
    afterwards.send(slow())
    assert sent == []
    await afterwards.finished()
    assert sent == ["it"]


async def test_what_goes_wrong_is_logged_and_stops_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    sent = []

    async def wrong() -> None:
        raise RuntimeError("a fault of ours")

    async def right() -> None:
        sent.append("it")

    afterwards = Afterwards("Teams")
    with caplog.at_level(logging.ERROR):
        afterwards.send(wrong())
        afterwards.send(right())
        await afterwards.finished()
        await asyncio.sleep(0)
    assert sent == ["it"]
    assert "an answer was not sent to Teams" in caplog.text
