"""The platforms put together: what is on can also bring people news of its own accord."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine
from sqlmodel import select

from adapters.links import Links
from adapters.metrics import Metrics
from adapters.platforms import Platforms, allow_list
from bot.model import NoticeKind
from bot.notices import Delivered
from config.settings import Settings
from directory.database import reading
from directory.model import Account
from tests.adapters.slack.slack_messages import SlackMessages
from tests.adapters.slack.test_post import LETTER
from tests.adapters.web.letters import EXPERT, letter
from tests.people import NOW, Policymaker

KEY = "a key of thirty-two characters or more"


def platforms(database: Engine, **given: Any) -> Platforms:
    settings = Settings(_env_file=None, secret_key=KEY, **given)
    core = Policymaker(database, introduction=None).conversation
    return Platforms(web.Application(), settings, database, core, allow_list(settings), Metrics(), lambda: NOW)


async def test_in_a_demonstration_everybody_on_the_page_is_known_and_told_things(database: Engine) -> None:
    demonstration = platforms(database)
    posts = demonstration.add(demo=True)
    assert set(posts) == {"teams", "web"}

    async with TestClient(TestServer(demonstration.app)) as http:
        with reading(database) as session:
            assert EXPERT in session.exec(select(Account.user_id).where(Account.platform == "web")).all()
        assert isinstance(await posts["web"].deliver(letter()), Delivered)
        page = await (await http.get("/personas")).text()
        assert "1 new message" in page


async def test_slack_brings_news_with_the_token_of_its_workspace(database: Engine) -> None:
    slack = SlackMessages()
    async with slack.running() as url:
        served = platforms(database, slack_bot_token="xoxb-acme", slack_signing_secret="s" * 32, slack_api_url=url)
        posts = served.add(demo=False)
        assert set(posts) == {"slack", "email"}
        async with TestServer(served.app):
            assert isinstance(await posts["slack"].deliver(LETTER), Delivered)
    assert set(slack.tokens) == {"xoxb-acme"}
    assert len(slack.messages) == 1


async def test_links_in_emails_that_were_sent_still_open_when_mail_is_turned_off(database: Engine) -> None:
    served = platforms(database)
    assert served.add(demo=False) == {}
    link = Links(KEY, "", lambda: NOW)
    async with TestClient(TestServer(served.app)) as http:
        page = await http.get(link.address(link.new(1, NoticeKind.OFFER_CARD, "offer-1")))
        assert page.status == 200
        assert "The link in it works until 11 June 2026." in await page.text()
        assert (await http.get("/letter/made-up")).status == 404
