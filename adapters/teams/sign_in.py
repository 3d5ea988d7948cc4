"""Tokens for Microsoft's connector, by which it knows that a message is from this bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msal import ConfidentialClientApplication

from adapters.teams.cloud import Cloud
from config.settings import TeamsRegistration

TIMEOUT = 5  # seconds for one request: there are two, the first time
PASSING = frozenset({"temporarily_unavailable", "server_error"})
"""learn.microsoft.com/entra/identity-platform/reference-error-codes, "Handling error codes in your application"."""

SignIn = Callable[[], str]
"""Gives a token; it blocks, and is asked once at a time. Raises PermissionError when Microsoft refuses our
secret, and OSError or ValueError when there is none for now."""


class OneSignIn:
    """One for everybody who waits: while Microsoft is slow, the threads are needed to answer people in."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._under_way: asyncio.Future[str] | None = None

    async def token(self) -> str:
        """Raises as the sign-in does. Whoever gives up waiting does not end it for the others."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.ensure_future(asyncio.to_thread(self._sign_in))
        return await asyncio.shield(self._under_way)


def by_password(registration: TeamsRegistration, cloud: Cloud) -> SignIn:
    """With the client secret. The token is kept, and asked for anew before it ends. Nothing is asked before it is used.

    botbuilder's own credentials do the same, but wait for ever.
    """
    clients: list[ConfidentialClientApplication] = []

    def sign_in() -> str:
        if not clients:
            authority = f"{cloud.login}/{registration.tenant_id}"
            clients.append(
                ConfidentialClientApplication(
                    registration.app_id, registration.password, authority=authority, timeout=TIMEOUT
                )
            )
        answer = clients[0].acquire_token_for_client([cloud.asked_for])
        if "access_token" not in answer:
            raise ConnectionError if answer.get("error") in PASSING else PermissionError
        return str(answer["access_token"])

    return sign_in
