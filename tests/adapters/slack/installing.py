"""The installation pages on a real HTTP server, with a stand-in for Slack, and browsers that come by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine, func, inspect, text, update
from sqlmodel import Session, col, select

from adapters.slack.install import INSTALL, REDIRECT, InstallPages
from adapters.slack.install_states import InstallStates
from adapters.slack.installations import Installations
from adapters.slack.model import SlackInstallation
from adapters.slack.oauth import SlackOAuth
from directory.database import reading, unit_of_work
from directory.vault import Vault
from tests.adapters.slack.slack_oauth import CLIENT_ID, CLIENT_SECRET, SlackOAuthApi

KEY = "a key of thirty-two characters or more"
PUBLIC_URL = "http://127.0.0.1:8000"
ALLOWED = frozenset({"T01", "T02", "E01"})
Http = TestClient[web.Request, web.Application]


@dataclass
class Clock:
    """What time it is; ``pass_by`` lets time pass."""

    time: datetime = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass
class Home:
    """A deployment: its database, its clock, and Slack as it sees it."""

    engine: Engine
    api: SlackOAuthApi
    api_url: str
    clock: Clock = field(default_factory=Clock)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def oauth(self, client_secret: str = CLIENT_SECRET) -> SlackOAuth:
        return SlackOAuth(client_id=CLIENT_ID, client_secret=client_secret, api_url=self.api_url)

    def replica(self, key: str = KEY, client_secret: str = CLIENT_SECRET) -> Installations:
        """One more process that serves from the same database."""
        return Installations(self.engine, Vault(key), self.clock, self.oauth(client_secret))

    def app(self, public_url: str = PUBLIC_URL) -> web.Application:
        states = InstallStates(self.engine, self.clock)
        installations = self.replica()
        pages = InstallPages(installations, self.oauth(), states, public_url=public_url, allowed=ALLOWED)
        app = web.Application()
        app.add_routes(pages.routes())
        app.cleanup_ctx.append(installations.running)
        return app

    async def browser(self, public_url: str = PUBLIC_URL) -> Browser:
        """A new browser, with a server of its own on the same database."""
        return Browser(await self.stack.enter_async_context(TestClient(TestServer(self.app(public_url)))))

    async def install(self, code: str = "") -> None:
        """Have the bot in workspace T01, or where the code says."""
        await self.replica().keep(await self.oauth().exchange(code or self.api.allow(), PUBLIC_URL + REDIRECT))

    def row(self, workspace: str = "T01") -> SlackInstallation:
        with reading(self.engine) as session:
            return session.get_one(SlackInstallation, workspace)

    def rows(self) -> int:
        with reading(self.engine) as session:
            return session.exec(select(func.count()).select_from(SlackInstallation)).one()

    def let_the_lease_run_out(self) -> None:
        """As if a minute had passed on the database's clock."""
        ended = update(SlackInstallation).values(renew_after=datetime(2020, 1, 1, tzinfo=UTC))
        with unit_of_work(self.engine) as session:
            session.connection().execute(ended.where(col(SlackInstallation.renew_after).is_not(None)))

    def everything(self) -> str:
        """All that is in the database, as text."""
        with reading(self.engine) as session:
            return " ".join(_whole_table(session, table) for table in inspect(session.connection()).get_table_names())


@dataclass
class Browser:
    """Somebody's browser: it keeps its cookies to itself."""

    http: Http

    async def begin(self) -> str:
        """Press the button. Gives the state that Slack is handed."""
        answer = await self.http.get(INSTALL, params={"start": ""}, allow_redirects=False)
        assert answer.status == 302, await answer.text()
        return parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]

    async def come_back(self, **query: str) -> ClientResponse:
        return await self.http.get(REDIRECT, params=query)


@asynccontextmanager
async def home(engine: Engine) -> AsyncIterator[Home]:
    api = SlackOAuthApi()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(api.app()))
        yield Home(engine, api, str(server.make_url("/api/")), stack=stack)
        api.may_answer.set()


def _whole_table(session: Session, table: str) -> str:
    return repr(session.connection().execute(text(f'SELECT * FROM "{table}"')).all())
