"""Which platforms are on, and each of them put together from the settings."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import Engine

from adapters.email.post import EmailPost
from adapters.email.smtp import MailServer
from adapters.first_contact import FirstContact
from adapters.http_limits import LOOPBACK
from adapters.links import Links
from adapters.metrics import Metrics
from adapters.outgoing import Post
from adapters.slack.calls import WebApi
from adapters.slack.gateway import PATH as SLACK_PATH
from adapters.slack.gateway import SlackGateway
from adapters.slack.install import InstallPages
from adapters.slack.install_states import InstallStates
from adapters.slack.installations import Installations
from adapters.slack.oauth import SlackOAuth
from adapters.slack.one_workspace import OneWorkspace
from adapters.slack.post import SlackPost
from adapters.slack.tokens import Tokens
from adapters.teams.post import TeamsPost
from adapters.web.gateway import meet, web_routes
from adapters.web.inboxes import Inboxes
from adapters.web.linked import PURPOSE as PAGES
from adapters.web.linked import ROUTE as LINKED_PAGES
from adapters.web.linked import linked_routes
from adapters.web.personas import read_personas
from adapters.web.post import WebPost
from bot.admission import AllowList
from bot.core import Core
from bot.events import Platform
from config.mail import Mail
from config.settings import MIN_SECRET_LENGTH, Settings
from directory.errors import SettingError
from directory.vault import Vault

TEAMS_PATH = "/api/messages"
"""As adapters.teams.gateway.PATH, which takes a second to import."""
WAYS_IN: dict[str, Platform] = {SLACK_PATH: "slack", TEAMS_PATH: "teams", LINKED_PAGES: "email"}
"""Where platforms deliver what happens on them."""


def real_time() -> datetime:
    """What others go by, whatever FIND_EXPERT_NOW says: Slack and Microsoft sign with it."""
    return datetime.now(UTC)


def refuse_half_configured(settings: Settings, host: str, demo: bool) -> None:
    """Fail closed: better no bot than one that answers strangers or cannot seal its secrets. Raises SettingError."""
    if demo and host not in LOOPBACK:
        raise SettingError("The demonstration page answers on this machine only: leave out --host, or --demo.")
    if not (demo or settings.slack_is_on or settings.teams_is_on):
        raise SettingError(
            "There is nothing to serve: set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET, or MICROSOFT_APP_ID with its "
            "password and tenant, or add --demo for the web page."
        )
    if (settings.slack_is_on or settings.teams_is_on or settings.mail) and settings.vault is None:
        raise SettingError("FIND_EXPERT_SECRET_KEY is missing: set it to any string of 32 characters or more.")


def allow_list(settings: Settings) -> AllowList:
    """Whose people may use the bot. The workspace of a single Slack token joins when Slack has said which it is."""
    tenants = settings.allowed_teams_tenants or {each.tenant_id for each in settings.teams_registrations}
    return AllowList(settings.allowed_slack_teams, tenants, guests=settings.allow_guests)


@dataclass(frozen=True, slots=True)
class Platforms:
    """What platforms need of the rest of the bot, to add themselves to ``app``."""

    app: web.Application
    settings: Settings
    engine: Engine
    core: Core
    allowed: AllowList
    metrics: Metrics
    clock: Callable[[], datetime]

    def add(self, demo: bool) -> dict[Platform, Post]:
        """Every platform that is on; in a demonstration also the page, and Teams for clients on this machine.

        Gives what brings people news on each. They send while ``app`` runs, and in its event loop only.
        """
        posts: dict[Platform, Post] = {}
        if self.settings.slack_is_on:
            posts["slack"] = self._add_slack()
        if self.settings.teams_is_on or demo:
            posts["teams"] = self._add_teams()
        if demo and not self.settings.teams_is_on:
            self.allowed.open_to_all("teams")  # without an app id its gate lets in this computer only
        links = self._add_linked_pages() if self.settings.secret_key else None
        mail = self._add_email(self.settings.mail, links) if self.settings.mail and links else None
        seekers = [post.seeker] if (post := posts.get("slack")) and isinstance(post, SlackPost) else []
        if mail or seekers:
            posts["email"] = FirstContact(self.core, seekers, mail)
        if demo:
            posts["web"] = self._add_page()
        return posts

    def _add_linked_pages(self) -> Links:
        """Where links in emails lead: those that were sent work for as long as they say, whether mail is on or not."""
        secret = _open(self.settings.secret_key)
        links = Links(secret, self.settings.public_url or "", self.clock)
        self.app.add_routes(linked_routes(self.core, links, Vault(secret, PAGES)))
        return links

    def _add_email(self, mail: Mail, links: Links) -> EmailPost:
        public_url = self.settings.public_url or ""
        return EmailPost(MailServer(mail, public_url), mail, links, self.clock, self.metrics.calls_to("email"))

    def _add_page(self) -> WebPost:
        personas = read_personas()
        inboxes = Inboxes([persona.id for persona in personas])

        async def meet_everybody(_app: web.Application) -> None:
            for persona in personas:
                await asyncio.to_thread(meet, self.core, persona)

        self.app.on_startup.append(meet_everybody)
        self.app.add_routes(web_routes(self.core, personas, inboxes))
        return WebPost(inboxes)

    def _add_slack(self) -> SlackPost:
        settings, vault = self.settings, _vault(self.settings)
        tokens = self._installations(vault) if settings.slack_client_id else self._one_workspace()
        gateway = SlackGateway(
            self.core,
            tokens,
            vault,
            real_time,
            signing_secret=_open(settings.slack_signing_secret),
            app_token=_open(settings.slack_app_token),
            api_url=settings.slack_api_url,
            count=self.metrics.calls_to("slack"),
        )
        post = SlackPost(WebApi(settings.slack_api_url, self.metrics.calls_to("slack")), tokens)
        self.app.add_routes(gateway.routes())
        self.app.cleanup_ctx.extend([post.running, gateway.running])
        return post

    def _one_workspace(self) -> Tokens:
        # Without an allow-list the one workspace is let in, as soon as Slack has said which it is.
        let_in: Callable[[str], None] = partial(self.allowed.allow, "slack")
        return OneWorkspace(
            _open(self.settings.slack_bot_token),
            WebApi(self.settings.slack_api_url, self.metrics.calls_to("slack")),
            when_known=_nobody if self.settings.allowed_slack_teams else let_in,
        )

    def _installations(self, vault: Vault) -> Tokens:
        settings = self.settings
        oauth = SlackOAuth(
            WebApi(settings.slack_api_url, self.metrics.calls_to("slack")),
            client_id=settings.slack_client_id or "",
            client_secret=_open(settings.slack_client_secret),
            api_url=settings.slack_api_url,
        )
        installations = Installations(self.engine, vault, real_time, oauth)
        pages = InstallPages(
            installations,
            oauth,
            InstallStates(self.engine, real_time),
            public_url=settings.public_url or "",
            allowed=settings.allowed_slack_teams,
        )
        self.app.add_routes(pages.routes())
        self.app.cleanup_ctx.append(installations.running)
        return installations

    def _add_teams(self) -> TeamsPost:
        from adapters.teams.gateway import TeamsGateway  # botbuilder takes a second to import: only where it is on

        gateway = TeamsGateway(
            self.core,
            _vault(self.settings),
            real_time,
            registrations=self.settings.teams_registrations,
            tenants=self.settings.allowed_teams_tenants,
            count=self.metrics.calls_to("teams"),
        )
        self.app.add_routes(gateway.routes())
        self.app.cleanup_ctx.append(gateway.running)
        return TeamsPost(gateway)


def secret_of(settings: Settings) -> str:
    """FIND_EXPERT_SECRET_KEY; in a demonstration without one, a key for as long as the process runs."""
    return _open(settings.secret_key) or secrets.token_urlsafe(MIN_SECRET_LENGTH)


def told_by(settings: Settings) -> frozenset[str]:
    """The platforms by which people are told things. Where Slack is on, it is asked for whoever has an email address.

    The page of a demonstration is not among them.
    """
    ways = {"slack": settings.slack_is_on, "teams": settings.teams_is_on}
    ways["email"] = settings.slack_is_on or settings.mail is not None
    return frozenset(way for way, is_on in ways.items() if is_on)


def _vault(settings: Settings) -> Vault:
    return Vault(secret_of(settings))


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _nobody(_workspace: str) -> None:
    """The allow-list says who is let in."""
