"""Who may come in: an activity that Microsoft's bot service signed for this bot and its tenants, or nobody.

It stands in front of botbuilder, whose own check passes everybody when there is no app id, skips the service URL or the
channel when they are missing, and answers 500 to a bad token. Microsoft's scheme, "Connector to Bot":
learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication. The tokens of emulators and
of other bots, which Entra ID issues, are not taken.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import aiohttp
import jwt
from jwt.types import Options
from multidict import MultiMapping

from adapters.http_gate import FORGED, UNREADABLE, Refused, read_object
from adapters.http_limits import LOOPBACK
from adapters.teams.cloud import Cloud
from adapters.teams.keys import ALGORITHM, SigningKeys
from config.settings import TeamsRegistration

CHANNEL = "msteams"
LEEWAY = 5 * 60  # seconds: Microsoft's own industry-standard clock skew, in the page named above
NOT_FOR_US = 403
TOKEN = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")
ON_BEHALF = ("Origin", "Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""Headers of browsers and of proxies."""
ON_THIS_MACHINE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?(/[\w./-]*)?")

# By the clock that was passed in and against our own registrations, not by PyJWT.
CHECKED_HERE: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}

log = logging.getLogger(__name__)


class _UnfitError(Exception):
    """A token that lets nobody in. ``str()`` says why, without anything of the token."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """An activity, and the registration it was sent to; none in a demonstration."""

    activity: dict[str, Any]
    registration: TeamsRegistration | None


class Gate:
    """``tenants`` may use the bot beside the one of each registration."""

    def __init__(
        self,
        registrations: Sequence[TeamsRegistration],
        now: Callable[[], datetime],
        cloud: Cloud,
        tenants: frozenset[str] = frozenset(),
    ) -> None:
        self._registrations = {each.app_id.lower(): each for each in registrations}
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._now = now
        self._cloud = cloud
        self._keys = SigningKeys(cloud.metadata_url, now)

    async def admit(
        self, body: bytes, authorizations: Sequence[str], http: aiohttp.ClientSession
    ) -> Admitted | Refused:
        """The activity of a request, or why not.

        ``authorizations`` are all values of ``Authorization``. The token comes first, so that only what Microsoft sent
        is ever parsed.
        """
        try:
            claims, endorsements = await self._verified(authorizations, http)
        except _UnfitError as unfit:
            return _refused(FORGED, str(unfit))
        activity = readable(body)
        if activity is None:
            return _refused(UNREADABLE, "no activity in it")
        registration = self._registrations[claims["aud"].lower()]
        if wrong := self._wrong(activity, claims, endorsements, registration):
            return _refused(NOT_FOR_US, wrong)
        return Admitted(activity, registration)

    async def _verified(
        self, authorizations: Sequence[str], http: aiohttp.ClientSession
    ) -> tuple[dict[str, Any], frozenset[str]]:
        """The claims of a token that Microsoft signed for one of our bots and that is good now, and its channels."""
        token = TOKEN.fullmatch(authorizations[0]) if len(authorizations) == 1 else None
        if token is None:
            raise _UnfitError("no token")
        try:
            header = jwt.get_unverified_header(token[1])
            kid = header.get("kid")
            if header.get("alg") != ALGORITHM or not isinstance(kid, str):
                raise _UnfitError("another algorithm than Microsoft's, or no key")
            key = await self._keys.find(kid, http)
            if key is None:
                raise _UnfitError("a key that is not Microsoft's")
            claims = jwt.decode(
                token[1], key.key, algorithms=[ALGORITHM], options=CHECKED_HERE, issuer=self._cloud.issuer
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            unreadable = type(error) is jwt.DecodeError or not isinstance(error, jwt.PyJWTError)
            raise _UnfitError("a token that cannot be read" if unreadable else type(error).__name__) from None
        if not self._good_now(claims):
            raise _UnfitError("not good at this time")
        audience = claims.get("aud")
        if not isinstance(audience, str) or audience.lower() not in self._registrations:
            raise _UnfitError("for another bot")
        return claims, key.endorsements

    def _good_now(self, claims: dict[str, Any]) -> bool:
        expires, begins = claims.get("exp"), claims.get("nbf", 0)
        if not _is_a_time(expires) or not _is_a_time(begins):
            return False
        return bool(begins - LEEWAY <= self._now().timestamp() < expires + LEEWAY)

    def _wrong(
        self, activity: dict[str, Any], claims: dict[str, Any], endorsements: frozenset[str], to: TeamsRegistration
    ) -> str:
        """What about an activity does not fit the token it came with, in words for the log; empty where all does."""
        service_url = activity.get("serviceUrl")
        checks = {
            "another channel than Teams": activity.get("channelId") == CHANNEL,
            "a key that does not speak for Teams": CHANNEL in endorsements,
            "another service URL than the token's": service_url == claims.get("serviceurl"),
            "a service URL that is not Microsoft's": isinstance(service_url, str)
            and re.fullmatch(self._cloud.service_url, service_url) is not None,
            "another bot than the token's": _recipient(activity) == f"28:{to.app_id}".lower(),
            "another tenant": self._is_ours(activity, to),
        }
        return next((wrong for wrong, holds in checks.items() if not holds), "")

    def _is_ours(self, activity: dict[str, Any], to: TeamsRegistration) -> bool:
        tenants = tenants_of(activity)
        return bool(tenants) and tenants <= self._tenants | {to.tenant_id.lower()}


def admit_demonstration(body: bytes, *, peer: str | None, headers: MultiMapping[str]) -> Admitted | Refused:
    """For a bot without an app id, which only answers on this machine: to programs on it, and back to them alone.

    ``peer`` is the address the request came from. A page in somebody's browser cannot send JSON here unasked, unless
    its own name was made to point to this machine; and a proxy on this machine speaks for others.
    """
    kinds = [kind.partition(";")[0].strip().lower() for kind in headers.getall("Content-Type", [])]
    if not _is_loopback(peer) or kinds != ["application/json"] or _is_for_another(headers):
        return _refused(FORGED, "a demonstration answers programs on this machine only")
    activity = readable(body)
    if activity is None:
        return _refused(UNREADABLE, "no activity in it")
    service_url = activity.get("serviceUrl")
    if not isinstance(service_url, str) or not ON_THIS_MACHINE.fullmatch(service_url):
        return _refused(NOT_FOR_US, "a service URL that is not on this machine")
    if activity.get("channelId") != CHANNEL:
        return _refused(NOT_FOR_US, "another channel than Teams")
    return Admitted(activity, None)


def readable(body: bytes) -> dict[str, Any] | None:
    """The JSON object of a body, or nothing."""
    try:
        return read_object(body.decode())
    except (ValueError, RecursionError):  # RecursionError: thousands of brackets inside one another
        return None


def tenants_of(activity: dict[str, Any]) -> frozenset[str]:
    """Every tenant that an activity says it is of, in lower case: one, unless it contradicts itself."""
    channel_data, conversation = activity.get("channelData"), activity.get("conversation")
    tenant = channel_data.get("tenant") if isinstance(channel_data, dict) else None
    named = [
        tenant.get("id") if isinstance(tenant, dict) else None,
        conversation.get("tenantId") if isinstance(conversation, dict) else None,
    ]
    return frozenset(each.lower() for each in named if isinstance(each, str) and each)


def _recipient(activity: dict[str, Any]) -> str:
    recipient = activity.get("recipient")
    found = recipient.get("id") if isinstance(recipient, dict) else None
    return found.lower() if isinstance(found, str) else ""


def _is_for_another(headers: MultiMapping[str]) -> bool:
    """Whether a browser, or a proxy, sent it on behalf of somebody who may be anywhere."""
    try:
        host = urlsplit(f"//{headers.get('Host', '')}").hostname
    except ValueError:
        host = None
    return host not in LOOPBACK or any(name in headers for name in ON_BEHALF)


def _is_loopback(peer: str | None) -> bool:
    try:
        return ipaddress.ip_address(peer or "").is_loopback
    except ValueError:
        return False


def _is_a_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refused(status: int, reason: str) -> Refused:
    log.info("a request to the Teams bot was turned away: %s", reason)
    return Refused(status)
