"""The clients that the journeys are driven through: Slack, Teams and the web page, each with the bot behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser

from adapters.schema import upgrade
from config.settings import VOCABULARY
from directory.database import open_database
from directory.roster.importing import import_file
from directory.roster.plan import Import
from directory.vocabulary import load_vocabulary
from tests.clients.adaptive_cards import open_cards
from tests.clients.bot import SECRET_KEY, TUESDAY_MORNING, serving
from tests.clients.browser import open_browser
from tests.clients.have import pictures
from tests.clients.mail import mail_server
from tests.clients.page import open_page
from tests.clients.ports import free_port
from tests.clients.slack import SlackClient, slack_running
from tests.clients.teams import TeamsClient, playground_running
from tests.journeys.client import Client
from tests.journeys.people import People, people_at

EXPERTS = Path(__file__).parent / "experts.csv"
COLLEAGUES = Path(__file__).parent / "colleagues.csv"
"""Few people, each of whom somebody can be."""
DATABASE = "find-expert.db"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module", params=["slack", "slack-socket", "teams", "page"])
def client(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """Somebody at a real client. Every journey runs on each of them."""
    folder = tmp_path_factory.mktemp("bot")
    opens = {
        "slack": _on_slack,
        "slack-socket": _on_slack_by_socket,
        "teams": _on_teams,
        "page": _on_the_page,
    }[request.param]
    with opens(browser, folder) as client:
        yield client


@pytest.fixture(scope="module")
def teams(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsClient]:
    """Somebody in Teams, for what only Teams has."""
    with _on_teams(browser, tmp_path_factory.mktemp("bot")) as client:
        yield client


@pytest.fixture(scope="module")
def people(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Policymakers and experts at one bot, each at a client of their own: on Slack, in Teams, on the page, by email."""
    folder = tmp_path_factory.mktemp("bot")
    with mail_server() as box, people_at(browser, folder, with_directory(folder, COLLEAGUES), box) as people:
        yield people


def with_directory(folder: Path, experts: Path = EXPERTS) -> dict[str, str]:
    """The settings of a bot whose directory was imported from a CSV file."""
    (folder / DATABASE).write_bytes(_imported(experts))
    return _settings(folder)


@cache
def _imported(experts: Path) -> bytes:
    """The whole database, imported once for all who begin with it: to start the commands takes longer than they do."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        engine = open_database(f"sqlite:///{path}")
        upgrade(engine)
        how = Import(load_vocabulary(VOCABULARY), datetime.fromisoformat(TUESDAY_MORNING), "a directory manager")
        assert not import_file(experts, engine, how).errors
        engine.dispose()
        assert [each.name for each in path.parent.iterdir()] == [DATABASE]
        return path.read_bytes()


def _settings(folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "FIND_EXPERT_SECRET_KEY": SECRET_KEY,
        "FIND_EXPERT_NOW": TUESDAY_MORNING,
    }


@contextmanager
def _on_slack(browser: Browser, folder: Path) -> Iterator[Client]:
    port = free_port()
    with slack_running(port) as slack, serving(port, folder, with_directory(folder) | slack.environment):
        client = SlackClient(browser, slack, pictures())
        yield client
        client.close()


@contextmanager
def _on_slack_by_socket(browser: Browser, folder: Path) -> Iterator[Client]:
    port = free_port()
    settings = with_directory(folder)
    with slack_running(port, by_socket=True) as slack, serving(port, folder, settings | slack.environment):
        client = SlackClient(browser, slack)
        yield client
        client.close()


@contextmanager
def _on_teams(browser: Browser, folder: Path) -> Iterator[TeamsClient]:
    settings = with_directory(folder)
    with (
        serving(free_port(), folder, settings, "--demo") as address,
        playground_running(address) as playground,
        open_cards(browser) as cards,
    ):
        client = TeamsClient(browser, playground, cards, pictures())
        yield client
        client.close()


@contextmanager
def _on_the_page(browser: Browser, folder: Path) -> Iterator[Client]:
    with (
        serving(free_port(), folder, with_directory(folder), "--demo") as address,
        open_page(browser, address) as client,
    ):
        client.be("Juniper Quill")
        yield client
