"""Another system that sends readings, over real HTTP, to the API of a town where Riley has a policy."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine
from sqlmodel import col, select

from adapters.api.intake import ReadingsIntake, digest
from adapters.api.rate import Rate
from adapters.api.routes import Tell, api_routes
from adapters.http_limits import MAX_BODY
from bot.model import Policy, Reading, ReadingSource, ReadingsToken
from directory.database import reading, unit_of_work
from tests.bot.policies.policies import PolicyTown

Client = TestClient[web.Request, web.Application]

INTAKE = ReadingsIntake("https://find-expert.example.gov.uk")
MEASURE = "Letters answered"


class Sending:
    """The policy has one measure, with a baseline of 62, a target of 80, and a token."""

    def __init__(self, engine: Engine, rate: Rate | None = None) -> None:
        self.engine = engine
        self.town = PolicyTown(engine)
        self.policy = self.town.register(organisation="")
        self.measure = self.town.add_measure(MEASURE)
        self.token = self.new_token(self.policy)
        self.counted: list[tuple[int, int]] = []
        self.woken = 0
        self.app = web.Application(client_max_size=MAX_BODY)
        tell = Tell(lambda status, kept: self.counted.append((int(status), kept)), self._wake)
        self.app.add_routes(api_routes(engine, INTAKE, lambda: self.town.now, tell, rate or Rate(a_minute=1_000_000)))

    def _wake(self) -> None:
        self.woken += 1

    def new_token(self, policy: Policy) -> str:
        """As whoever looks after the policy would make one."""
        token, kept = INTAKE.new_token()
        with unit_of_work(self.engine) as session:
            session.merge(ReadingsToken(policy_id=policy.id, digest=kept, made_at=self.town.now))
        return token

    def stop_token(self) -> None:
        with unit_of_work(self.engine) as session:
            session.delete(session.get_one(ReadingsToken, self.policy.id))

    def path(self, policy_id: str = "") -> str:
        return f"/api/policies/{policy_id or self.policy.id}/readings"

    def headers(self, key: str = "", **more: str) -> dict[str, str]:
        """``more`` in place of what is sent else; ``_`` in a name is a hyphen."""
        said = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": key or uuid4().hex,
            "Content-Type": "application/json",
        }
        return said | {name.replace("_", "-"): value for name, value in more.items()}

    def kept(self) -> list[tuple[float, str]]:
        """The live readings there are, in the order that they came: figure and day."""
        with reading(self.engine) as session:
            live = select(Reading).where(Reading.source == ReadingSource.LIVE).order_by(col(Reading.id))
            return [(each.value, each.read_on.isoformat()) for each in session.exec(live)]

    def used(self) -> bool:
        with reading(self.engine) as session:
            kept = session.exec(select(ReadingsToken).where(ReadingsToken.digest == digest(self.token))).one()
            return kept.used_at is not None


class Sender:
    """A client of ``Sending``."""

    def __init__(self, sending: Sending, client: Client) -> None:
        self.sending = sending
        self.client = client

    async def send(self, *values: float, key: str = "", **columns: str) -> ClientResponse:
        """These values of the measure."""
        readings = [{"measure": MEASURE, "value": value, **columns} for value in values]
        return await self.client.post(
            self.sending.path(), json={"readings": readings}, headers=self.sending.headers(key)
        )

    async def raw(self, body: bytes | str, **headers: str) -> ClientResponse:
        data = body.encode() if isinstance(body, str) else body
        return await self.client.post(self.sending.path(), data=data, headers=self.sending.headers(**headers))


@asynccontextmanager
async def sender_to(sending: Sending) -> AsyncIterator[Sender]:
    async with TestClient(TestServer(sending.app)) as client:
        yield Sender(sending, client)


async def problem(response: ClientResponse, status: int) -> Mapping[str, Any]:
    """What it says is wrong, which is a problem of RFC 9457."""
    assert response.status == status, await response.text()
    assert response.headers["Content-Type"] == "application/problem+json"
    said: Mapping[str, Any] = await response.json(content_type=None)
    assert said["status"] == status
    assert said["detail"].endswith((".", "”", "?"))
    return said
