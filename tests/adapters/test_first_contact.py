"""Whoever is in the directory is found on Slack before they ever used the bot; everybody else gets an email."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Engine
from sqlmodel import select

from adapters.first_contact import NO_MAIL, Acquainted, FirstContact
from adapters.slack.calls import WebApi
from adapters.slack.errors import TemporaryError
from adapters.slack.one_workspace import OneWorkspace
from adapters.slack.seek import SlackSeeker
from bot.events import Introduction, Sender
from bot.messages import Card
from bot.model import NoticeKind
from bot.notices import Address, Delivered, Letter, NotNow, Outcome
from directory.database import reading, unit_of_work
from directory.model import Account
from tests.adapters.slack.slack_api import SlackApi, user
from tests.adapters.slack.test_post import OneToken
from tests.clients.ports import free_port
from tests.clients.slack import BOT_TOKEN, slack_running
from tests.people import Policymaker, add_expert

EMAIL = "ada.quillan@example.gov.uk"
LETTER = Letter(
    1, "c", "k", NoticeKind.OFFER_CARD, "o1", 2, 1, Address("email", "email", "2", email=EMAIL), Card(title="Hello")
)
ADA = Acquainted(
    Sender(platform="slack", workspace="T01ACME", user="U02ADA"), Introduction(name="Ada", email=EMAIL), "T01ACME"
)


@dataclass
class Seeking:
    """A platform on which somebody is, or nobody."""

    found: Acquainted | None
    asked: list[str] = field(default_factory=list)

    async def seek(self, email: str) -> Acquainted | None:
        self.asked.append(email)
        return self.found


@dataclass
class Mail:
    sent: list[Letter] = field(default_factory=list)

    async def deliver(self, letter: Letter) -> Outcome:
        self.sent.append(letter)
        return Delivered("<1@example.gov.uk>")


async def test_whoever_is_on_slack_is_known_from_then_on_and_gets_no_email(database: Engine) -> None:
    with unit_of_work(database) as session:
        ada = add_expert(session, "Ada Quillan")
    mail, core = Mail(), Policymaker(database, introduction=None).conversation
    outcome = await FirstContact(core, [Seeking(ADA)], mail).deliver(LETTER)
    assert outcome == NotNow("found_in_chat", timedelta(0))
    assert mail.sent == []
    with reading(database) as session:
        [account] = session.exec(select(Account).where(Account.person_id == ada.person_id))
    assert (account.user_id, account.conversation) == ("U02ADA", "T01ACME")


async def test_for_what_goes_by_email_anyway_nobody_is_looked_for(database: Engine) -> None:
    seeking, mail = Seeking(ADA), Mail()
    contact = FirstContact(Policymaker(database, introduction=None).conversation, [seeking], mail)
    invitation = replace(LETTER, kind=NoticeKind.INVITATION)
    assert isinstance(await contact.deliver(invitation), Delivered)
    assert seeking.asked == []
    assert isinstance(await contact.deliver(LETTER), NotNow)  # what else there is to tell is told where they are


async def test_whoever_is_nowhere_gets_an_email_and_is_looked_for_once_an_hour(database: Engine) -> None:
    seconds, seeking, mail = [0.0], Seeking(None), Mail()
    core = Policymaker(database, introduction=None).conversation
    contact = FirstContact(core, [seeking], mail, lambda: seconds[0])
    for seconds[0] in (1.0, 60.0, 3_700.0):
        assert isinstance(await contact.deliver(LETTER), Delivered)
    assert len(mail.sent) == 3
    assert seeking.asked == [EMAIL, EMAIL]


async def test_somebody_whom_the_core_does_not_take_is_written_an_email_rather_than_sought_for_ever(
    database: Engine,
) -> None:
    stranger = Acquainted(ADA.sender.model_copy(update={"workspace": "T09OTHER"}), ADA.introduction, "T09OTHER")
    mail, core = Mail(), Policymaker(database, introduction=None).conversation
    contact = FirstContact(core, [Seeking(stranger)], mail)
    assert isinstance(await contact.deliver(LETTER), NotNow)
    assert isinstance(await contact.deliver(LETTER), Delivered)


async def test_without_a_mail_server_it_waits(database: Engine) -> None:
    core = Policymaker(database, introduction=None).conversation
    outcome = await FirstContact(core, [Seeking(None)], None).deliver(LETTER)
    assert outcome == NotNow(NO_MAIL, timedelta(hours=1))


# ---------------------------------------------------------------------------------------------- in Slack


async def sought(api: SlackApi, tokens: OneToken | None = None) -> Acquainted | None:
    slack = web.Application()
    slack.add_routes(api.routes())
    async with TestServer(slack) as server:
        return await SlackSeeker(WebApi(str(server.make_url("/api/"))), tokens or OneToken()).seek(EMAIL)


async def test_a_member_is_found_with_the_workspace_that_writes_to_them() -> None:
    api = SlackApi()
    api.answers["api/users.lookupByEmail"] = {"user": user(id="U02ADA", profile={"email": EMAIL})}
    found = await sought(api)
    assert found
    assert (found.sender, found.conversation) == (ADA.sender, "T01ACME")
    assert found.introduction.email == EMAIL


@pytest.mark.parametrize(
    "changed", [{"is_restricted": True}, {"deleted": True}, {"is_email_confirmed": False}, {"is_stranger": True}]
)
async def test_nobody_is_written_to_who_is_no_member_there(changed: dict[str, bool]) -> None:
    api = SlackApi()
    api.answers["api/users.lookupByEmail"] = {"user": user(id="U02ADA", profile={"email": EMAIL}, **changed)}
    assert await sought(api) is None


@pytest.mark.parametrize(
    ("status", "code"),
    [(200, "users_not_found"), (200, "missing_scope"), (500, "internal_error"), (429, "ratelimited")],
)
async def test_a_slack_that_does_not_say_knows_nobody(status: int, code: str) -> None:
    api = SlackApi()
    api.refuse("api/users.lookupByEmail", status, code)
    assert await sought(api) is None


async def test_a_token_that_cannot_be_had_knows_nobody() -> None:
    assert await sought(SlackApi(), OneToken(trouble=TemporaryError("token_being_renewed"))) is None


async def test_a_real_slack_knows_its_people_by_their_address() -> None:
    with slack_running(free_port()) as slack:
        api = WebApi(slack.environment["SLACK_API_URL"])
        found = await SlackSeeker(api, OneWorkspace(BOT_TOKEN, api)).seek("ada.quillan@example.gov.uk")
    assert found
    assert found.sender.platform == "slack"
    assert found.introduction.name == "Ada Quillan"
