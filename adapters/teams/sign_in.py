"""Tokens for Microsoft's connector, by which it knows that a message is from this bot."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from msal import ConfidentialClientApplication

from config.settings import TeamsRegistration

TIMEOUT = 5  # seconds for one request: there are two, the first time
LOGIN = "https://login.microsoftonline.com"

SignIn = Callable[[], str]
"""Gives a token; it blocks. Raises OSError or ValueError when Microsoft gives none."""


def by_password(registration: TeamsRegistration, scope: str) -> SignIn:
    """With the client secret. The token is kept, and asked for anew before it ends. Nothing is asked before it is used.

    botbuilder's own credentials do the same, but wait for ever.
    """
    clients: list[ConfidentialClientApplication] = []
    one_at_a_time = Lock()

    def sign_in() -> str:
        with one_at_a_time:
            if not clients:
                authority = f"{LOGIN}/{registration.tenant_id}"
                clients.append(
                    ConfidentialClientApplication(
                        registration.app_id, registration.password, authority=authority, timeout=TIMEOUT
                    )
                )
            answer = clients[0].acquire_token_for_client([f"{scope}/.default"])
        if "access_token" not in answer:
            raise PermissionError(answer.get("error"))
        return str(answer["access_token"])

    return sign_in
