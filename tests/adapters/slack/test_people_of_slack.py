"""Members, guests and strangers of Slack before the real core: what each of them is told, and what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine
from sqlmodel import col, select

from adapters.slack.calls import WebApi
from adapters.slack.gateway import SlackGateway
from adapters.slack.one_workspace import OneWorkspace
from directory.database import reading, unit_of_work
from directory.model import Account, Person, Unreachable
from directory.vault import Vault
from tests.adapters.slack import deliveries
from tests.adapters.slack.slack_api import SlackApi, user
from tests.people import Policymaker, add_expert

NOT_HERE = "You cannot use Find an expert here"


@dataclass
class Whole:
    """The bot behind Slack's door, with one expert in the directory."""

    http: TestClient[web.Request, web.Application]
    api: SlackApi
    database: Engine
    core: Policymaker

    async def command(self, text: str = "user research", **changed: str) -> str:
        body = deliveries.encoded(deliveries.command(text, **changed))
        response = await self.http.post("/slack/events", data=body, headers=deliveries.headers(body))
        assert response.status == 200
        said = await response.json()
        return str(said["text"])

    async def happen(self, event: dict[str, Any], **changed: Any) -> None:
        body = deliveries.as_json(deliveries.envelope(event, **changed))
        response = await self.http.post("/slack/events", data=body, headers=deliveries.headers(body))
        assert response.status == 200

    async def interact(self, payload: dict[str, Any]) -> None:
        body = deliveries.form(payload)
        response = await self.http.post("/slack/events", data=body, headers=deliveries.headers(body))
        assert response.status == 200

    def account(self) -> tuple[Account, Person]:
        with reading(self.database) as session:
            query = select(Account, Person).join(Person, col(Person.id) == col(Account.person_id))
            return session.exec(query.where(Account.user_id == "U01RILEY")).one()


@pytest.fixture
async def whole(database: Engine) -> AsyncIterator[Whole]:
    with unit_of_work(database) as session:
        add_expert(session, "Riley Requester", ["User research"])
    core = Policymaker(database, introduction=None)
    api, slack_itself, app = SlackApi(), web.Application(), web.Application()
    slack_itself.add_routes(api.routes())
    async with TestServer(slack_itself) as server:
        api_url = str(server.make_url("/api/"))
        gateway = SlackGateway(
            core.conversation,
            OneWorkspace("xoxb-test-token", WebApi(api_url)),
            Vault("a key of thirty-two characters or more"),
            lambda: deliveries.NOW,
            signing_secret=deliveries.SECRET,
            api_url=api_url,
        )
        app.add_routes(gateway.routes())
        app.cleanup_ctx.append(gateway.running)
        async with TestClient(TestServer(app)) as http:
            yield Whole(http, api, database, core)


def riley(**changed: Any) -> dict[str, Any]:
    profile = {"real_name": "Riley Requester", "email": "riley.requester@example.gov.uk"}
    return {"user": user(**{"profile": profile, **changed})}


async def test_a_member_is_recognised_by_their_confirmed_work_email(whole: Whole) -> None:
    whole.api.answers["api/users.info"] = riley()

    assert "Riley Requester" in await whole.command()
    assert whole.account()[1].email == "riley.requester@example.gov.uk"


async def test_an_unconfirmed_email_makes_nobody_an_expert_of_the_directory(whole: Whole) -> None:
    whole.api.answers["api/users.info"] = riley(is_email_confirmed=False)

    await whole.command()

    assert whole.account()[1].email is None


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted"])
async def test_a_guest_is_refused_in_plain_words(whole: Whole, kind: str) -> None:
    whole.api.answers["api/users.info"] = riley(**{kind: True})

    answer = await whole.command()

    assert answer.startswith(NOT_HERE)
    assert "You are a guest" in answer
    assert whole.account()[1].email is None


async def test_a_stranger_of_a_shared_channel_is_refused_and_not_looked_up(whole: Whole) -> None:
    await whole.happen(deliveries.mention(user="U9", user_team="T9OTHER", team="T9OTHER"))
    await whole.http.close()

    [(path, body)] = whole.api.calls
    assert (path, body["user"]) == ("api/chat.postEphemeral", "U9")
    assert body["text"].startswith(NOT_HERE)
    assert "api/users.info" not in whole.api.asked


async def test_a_stranger_whom_an_event_does_not_call_one_is_refused(whole: Whole) -> None:
    """The event says where it happened, and nothing of whose the person is: their words are taken to nobody."""
    whole.api.answers["api/users.info"] = riley(team_id="T9OTHER")

    for number in range(2):
        await whole.happen(deliveries.mention(team=None), event_id=f"Ev{number}")
    await whole.http.close()

    assert [body["text"].startswith(NOT_HERE) for _, body in whole.api.calls] == [True, True]
    with reading(whole.database) as session:
        assert session.exec(select(Account)).all() == []


async def test_a_colleague_from_another_workspace_of_the_organisation_is_let_in_and_kept_once(whole: Whole) -> None:
    whole.core.allowed.allow("slack", "E01ACME")
    whole.api.answers["api/auth.test"] |= {"enterprise_id": "E01ACME"}
    whole.api.answers["api/users.info"] = riley(team_id="T7", enterprise_user={"enterprise_id": "E01ACME"})
    press = deliveries.press(
        "help.show",
        team={"id": "T01ACME", "enterprise_id": "E01ACME"},
        enterprise={"id": "E01ACME"},
        user={"id": "U01RILEY", "team_id": "T7"},
        response_url="",
    )

    await whole.happen(deliveries.mention(team="T7", user_team="T7"), enterprise_id="E01ACME")
    await whole.interact(press)
    await whole.http.close()

    assert not any(NOT_HERE in body["text"] for _, body in whole.api.calls)
    assert len(whole.api.calls) == 2
    account, person = whole.account()
    assert account.workspace == "E01ACME"
    assert person.email == "riley.requester@example.gov.uk"


async def test_whoever_slack_does_not_introduce_is_asked_to_try_again(whole: Whole) -> None:
    whole.api.refuse("api/users.info", 503, "service_unavailable")

    assert "Try again in a few minutes" in await whole.command()

    whole.api.refusals.clear()
    assert "Riley Requester" in await whole.command(trigger_id="2.2")


async def test_a_redelivered_message_is_answered_once(whole: Whole) -> None:
    for _ in range(3):
        await whole.happen(deliveries.direct_message("user research"))
    await whole.http.close()

    assert [path for path, _ in whole.api.calls] == ["api/chat.postMessage"]


async def test_whoever_left_or_removed_the_bot_is_remembered_until_they_come_back(whole: Whole) -> None:
    await whole.command()
    gone = {"id": "U01RILEY", "team_id": "T01ACME", "deleted": True}

    await whole.happen({"type": "user_change", "user": gone}, event_id="Ev2")
    assert whole.account()[0].unreachable is Unreachable.DEACTIVATED

    await whole.command(trigger_id="2.2")
    assert whole.account()[0].unreachable is None

    await whole.happen({"type": "app_uninstalled"}, event_id="Ev3")
    assert whole.account()[0].unreachable is Unreachable.UNINSTALLED
