"""Wrong tokens, forged, malformed and oversized requests: turned away, and never an error of ours."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from multidict import CIMultiDict

from adapters.http_gate import FORGED, TOO_LARGE, UNREADABLE, Refused
from adapters.http_limits import MAX_BODY
from adapters.teams.cloud import PUBLIC
from adapters.teams.gate import LEEWAY, NOT_FOR_US, Admitted, admit_demonstration
from adapters.teams.gateway import PATH
from adapters.teams.keys import READ_AGAIN, READ_AT_MOST_EVERY
from tests.adapters.teams import deliveries
from tests.adapters.teams.conftest import Running, serving
from tests.adapters.teams.microsoft import (
    APP,
    ISSUER,
    KID,
    NOW,
    REGISTRATION,
    TENANT,
    listed,
    private_key,
    signed,
    token,
)

CANARY = "canary-in-the-body"
SECONDS = NOW.timestamp()


def part(value: object) -> str:
    """A part of a token."""
    plain = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def good_claims(url: str) -> dict[str, Any]:
    return {"iss": ISSUER, "aud": APP, "exp": SECONDS + 3600, "serviceurl": url}


def unsigned(url: str, alg: object = "none", signature: bytes = b"") -> str:
    return f"{part({'alg': alg, 'kid': KID})}.{part(good_claims(url))}.{part(signature)}"


def by_shared_secret(url: str) -> str:
    """Signed with the public key as if it were a shared secret, which some libraries take for RS256."""
    public = private_key(KID).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body = part({"alg": "HS256", "kid": KID}), part(good_claims(url))
    return f"{head}.{body}.{part(hmac.new(public, f'{head}.{body}'.encode(), hashlib.sha256).digest())}"


def by_curve(url: str) -> str:
    return jwt.encode(good_claims(url), generate_private_key(SECP256R1()), algorithm="ES256", headers={"kid": KID})


def of_payload(payload: bytes) -> Callable[[str], str]:
    """Rightly signed, but no claims."""
    return lambda _url: signed(payload)


def claiming(**changed: Any) -> Callable[[str], str]:
    return lambda url: token(url, **changed)


def spoilt(spoil: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    return lambda url: ".".join(spoil(token(url).split(".")))


WRONG_TOKENS: dict[str, Callable[[str], str]] = {
    "expired": claiming(exp=SECONDS - LEEWAY - 1),
    "expired to the second": claiming(exp=SECONDS - LEEWAY),
    "without an end": claiming(exp=None),
    "an end in words": claiming(exp="tomorrow"),
    "an end that is true": claiming(exp=True),
    "an end in a list": claiming(exp=[SECONDS + 60]),
    "an end that is no number": claiming(exp=float("nan")),
    "not yet good": claiming(nbf=SECONDS + LEEWAY + 1),
    "a beginning in words": claiming(nbf="now"),
    "another issuer": claiming(iss="https://evil.example"),
    "no issuer": claiming(iss=None),
    "an issuer in a list": claiming(iss=[ISSUER]),
    "an issuer with a slash": claiming(iss=ISSUER + "/"),
    "an emulator's issuer, version 1": claiming(iss=f"https://sts.windows.net/{TENANT}/"),
    "an emulator's issuer, version 2": claiming(iss=f"https://login.microsoftonline.com/{TENANT}/v2.0"),
    "a skill's issuer": claiming(
        iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", ver="1.0", appid=APP
    ),
    "another audience": claiming(aud="another-bot"),
    "no audience": claiming(aud=None),
    "an audience in a list": claiming(aud=[APP]),
    "an audience of nobody": claiming(aud=""),
    "an audience that is a number": claiming(aud=7),
    "another's key under a known id": lambda url: token(url, key="somebody else's", header={"kid": KID}),
    "an unknown key": claiming(key="unknown"),
    "no key id": lambda url: token(url, header={"kid": ""}),
    "a key id that is a number": spoilt(lambda parts: [part({"alg": "RS256", "kid": 7}), *parts[1:]]),
    "no algorithm": unsigned,
    "no algorithm, in other letters": lambda url: unsigned(url, "NONE"),
    "an algorithm in a list": lambda url: unsigned(url, ["RS256"], b"x"),
    "signed with nothing": lambda url: unsigned(url, "RS256", b"x"),
    "a shared secret": by_shared_secret,
    "an elliptic curve": by_curve,
    "another length of hash": lambda url: signed(json.dumps(good_claims(url)).encode(), algorithm="RS512"),
    "a critical extension": lambda url: token(url, header={"crit": ["x"], "x": 1}),
    "a signature cut short": spoilt(lambda parts: [*parts[:2], parts[2][:-4]]),
    "another signature": spoilt(lambda parts: [*parts[:2], parts[2][::-1]]),
    "other claims under the signature": spoilt(lambda parts: [parts[0], part({"aud": APP, "iss": ISSUER}), parts[2]]),
    "two parts": spoilt(lambda parts: parts[:2]),
    "four parts": spoilt(lambda parts: [*parts, "x"]),
    "a header that is no JSON": spoilt(lambda parts: [part(b"{"), *parts[1:]]),
    "a header that is a list": spoilt(lambda parts: [part([]), *parts[1:]]),
    "a header of brackets": spoilt(lambda parts: [part(b"[" * 3000), *parts[1:]]),
    "claims that are a list": of_payload(b"[]"),
    "claims that are no JSON": of_payload(b"{"),
    "claims that are no text": of_payload(b"\xff\xfe"),
    "a token of spaces": lambda _url: "   ",
    "beyond ASCII": lambda url: token(url) + "é",
}


@pytest.mark.parametrize("wrong", WRONG_TOKENS.values(), ids=list(WRONG_TOKENS))
async def test_a_wrong_token_lets_nobody_in(
    teams: Running, caplog: pytest.LogCaptureFixture, wrong: Callable[[str], str]
) -> None:
    body = json.dumps(deliveries.message(CANARY, serviceUrl=teams.microsoft.service_url)).encode()
    with caplog.at_level(logging.DEBUG):
        response = await teams.post(body, {"Authorization": f"Bearer {wrong(teams.microsoft.service_url)}"})
        assert (response.status, await response.read()) == (FORGED, b"")
    assert teams.events == []
    assert CANARY not in caplog.text
    assert "DecodeError" not in caplog.text  # which says nothing to whoever looks after the bot


async def test_the_good_token_that_all_of_these_differ_from_is_taken(teams: Running) -> None:
    response = await teams.deliver(deliveries.message())

    assert response.status == 200
    assert len(teams.events) == 1


HEADERS: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "none": lambda _good: [],
    "an empty one": lambda _good: [("Authorization", "")],
    "two": lambda good: [("Authorization", f"Bearer {good}")] * 2,
    "another scheme": lambda good: [("Authorization", f"Basic {good}")],
    "no scheme": lambda good: [("Authorization", good)],
    "two spaces": lambda good: [("Authorization", f"Bearer  {good}")],
    "something after it": lambda good: [("Authorization", f"Bearer {good}, Bearer {good}")],
    "under another name": lambda good: [("X-Authorization", f"Bearer {good}")],
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=list(HEADERS))
async def test_a_token_stands_in_one_header_and_nothing_else(
    teams: Running, headers: Callable[[str], list[tuple[str, str]]]
) -> None:
    body = json.dumps(deliveries.message(serviceUrl=teams.microsoft.service_url)).encode()
    response = await teams.post(body, headers(token(teams.microsoft.service_url)))

    assert response.status == FORGED
    assert teams.events == []


NOT_FOR_THIS_TOKEN: dict[str, dict[str, Any]] = {
    "another channel": {"channelId": "webchat"},
    "no channel": {"channelId": None},
    "a channel in a list": {"channelId": ["msteams"]},
    "another service URL": {"serviceUrl": "https://smba.trafficmanager.net/uk/"},
    "a service URL that only begins like it": {"serviceUrl": "http://127.0.0.1:1/teams/@evil.example"},
    "a service URL that is a number": {"serviceUrl": 7},
    "another bot": {"recipient": {"id": "28:another"}},
    "no bot": {"recipient": None},
    "a bot in a list": {"recipient": [deliveries.BOT]},
    "another tenant": {"channelData": {"tenant": {"id": "stranger"}}, "conversation": {"id": "a:1"}},
    "another tenant beside ours": {"channelData": {"tenant": {"id": "stranger"}}},
    "no tenant": {"channelData": {}, "conversation": {"id": "a:1", "conversationType": "personal"}},
    "a tenant in a list": {"channelData": {"tenant": [TENANT]}, "conversation": {"id": "a:1"}},
}


@pytest.mark.parametrize("wrong", NOT_FOR_THIS_TOKEN.values(), ids=list(NOT_FOR_THIS_TOKEN))
async def test_a_good_token_lets_in_only_what_it_is_for(teams: Running, wrong: dict[str, Any]) -> None:
    response = await teams.deliver({**deliveries.message(), **wrong})

    assert (response.status, await response.read()) == (NOT_FOR_US, b"")
    assert teams.events == []


@pytest.mark.parametrize("claimed", ["https://evil.example/", None, 7, ""])
async def test_the_tokens_service_url_has_to_be_microsofts_and_the_activitys(teams: Running, claimed: Any) -> None:
    url = claimed if isinstance(claimed, str) else None
    told = await teams.deliver(deliveries.message(), serviceurl=claimed)
    both = await teams.deliver(deliveries.message(serviceUrl=url), serviceurl=claimed)

    assert (told.status, both.status) == (NOT_FOR_US, NOT_FOR_US)
    assert teams.microsoft.calls == []


async def test_a_key_speaks_only_for_the_channels_it_is_endorsed_for(teams: Running) -> None:
    teams.microsoft.keys = [listed(KID, endorsements=["webchat"])]

    assert (await teams.deliver(deliveries.message())).status == NOT_FOR_US


@pytest.mark.parametrize(
    "spoilt", [{"kty": "oct", "k": "eA"}, {"n": ""}, {"n": "!"}, {"e": "AA"}, {"kid": ""}, {"kty": "EC"}]
)
async def test_a_listed_key_that_is_none_is_passed_over(teams: Running, spoilt: dict[str, Any]) -> None:
    teams.microsoft.keys = [listed("spoilt", **spoilt), listed(KID)]

    assert (await teams.deliver(deliveries.message())).status == 200


async def test_a_new_signing_key_works_within_one_fetch(teams: Running) -> None:
    await teams.deliver(deliveries.message(id="1"))
    teams.microsoft.keys = [listed(KID), listed("new-key")]
    teams.now += READ_AT_MOST_EVERY

    response = await teams.deliver(deliveries.message(id="2"), key="new-key")

    assert response.status == 200
    assert teams.microsoft.keys_read == 2


async def test_a_key_that_was_withdrawn_stops_working_within_a_day(teams: Running) -> None:
    await teams.deliver(deliveries.message(id="1"))
    teams.microsoft.keys = [listed("new-key")]
    teams.now += READ_AGAIN
    later = teams.now.timestamp() + 3600

    assert (await teams.deliver(deliveries.message(id="2"), exp=later)).status == FORGED
    assert (await teams.deliver(deliveries.message(id="3"), exp=later, key="new-key")).status == 200


async def test_forged_keys_cannot_make_us_hammer_microsoft(teams: Running) -> None:
    await teams.deliver(deliveries.message())
    forged = [teams.deliver(deliveries.message(), key=f"forged-{number % 3}") for number in range(30)]

    assert {response.status for response in await asyncio.gather(*forged)} == {FORGED}
    assert teams.microsoft.keys_read == 1


async def test_everybody_who_comes_at_once_waits_for_one_list_of_keys(teams: Running) -> None:
    together = await asyncio.gather(*(teams.deliver(deliveries.message(id=str(number))) for number in range(20)))

    assert {response.status for response in together} == {200}
    assert teams.microsoft.keys_read == 1


async def test_keys_stay_known_while_microsoft_does_not_list_them(teams: Running) -> None:
    await teams.deliver(deliveries.message(id="1"))
    teams.microsoft.is_down = True
    teams.now += READ_AGAIN

    response = await teams.deliver(deliveries.message(id="2"), exp=teams.now.timestamp() + 60)

    assert response.status == 200


async def test_keys_stay_known_when_microsoft_lists_none(teams: Running) -> None:
    await teams.deliver(deliveries.message(id="1"))
    teams.microsoft.keys = []
    teams.now += READ_AT_MOST_EVERY

    assert (await teams.deliver(deliveries.message(id="2"), key="forged")).status == FORGED
    assert (await teams.deliver(deliveries.message(id="3"))).status == 200


async def test_nobody_waits_for_the_keys_that_a_forged_token_has_us_ask_for(teams: Running) -> None:
    await teams.deliver(deliveries.message(id="1"))
    teams.microsoft.awake = asyncio.Event()
    teams.microsoft.asked.clear()
    teams.now += READ_AT_MOST_EVERY
    forged = asyncio.create_task(teams.deliver(deliveries.message(id="2"), key="forged"))
    await teams.microsoft.asked.wait()

    assert (await teams.deliver(deliveries.message(id="3"))).status == 200
    assert not forged.done()
    teams.microsoft.awake.set()
    assert (await forged).status == FORGED


@pytest.mark.parametrize("listing", [None, [], [None], [7], "x", [{"kid": 7}]])
async def test_without_a_list_of_keys_nobody_comes_in_and_nothing_breaks(teams: Running, listing: Any) -> None:
    teams.microsoft.keys = listing

    assert (await teams.deliver(deliveries.message())).status == FORGED


@pytest.mark.parametrize("claims", [{"exp": SECONDS - LEEWAY + 1}, {"nbf": SECONDS + LEEWAY}, {"nbf": None}])
async def test_clocks_may_differ_by_a_few_minutes(teams: Running, claims: dict[str, Any]) -> None:
    assert (await teams.deliver(deliveries.message(), **claims)).status == 200


async def test_each_registration_answers_its_own_tenant() -> None:
    other = replace(REGISTRATION, app_id="another-app", tenant_id="another-tenant")
    theirs = {"recipient": {"id": "28:another-app"}, "channelData": {"tenant": {"id": "another-tenant"}}}
    theirs["conversation"] = {"id": "a:2", "conversationType": "personal"}
    async with serving((REGISTRATION, other)) as teams:
        ours = await teams.deliver(deliveries.message(id="1"))
        others = await teams.deliver({**deliveries.message(id="2"), **theirs}, aud="another-app")
        crossed = await teams.deliver(deliveries.message(id="3", recipient={"id": "28:another-app"}), aud="another-app")

    assert (ours.status, others.status, crossed.status) == (200, 200, NOT_FOR_US)


async def test_malformed_bodies_are_refused_whether_signed_or_not(teams: Running) -> None:
    for body in (b"", b" ", b"\x00", b"\xff\xfe", b"null", b"[]", b'"x"', b"1", b"{", b'{"a":', b"[" * 100_000, b"{}x"):
        good = await teams.post(body)
        bare = await teams.post(body, {})
        assert (good.status, await good.read()) == (UNREADABLE, b""), body[:20]
        assert (bare.status, await bare.read()) == (FORGED, b""), body[:20]
    for half in (b'{"text":"\\ud800"}', b'{"a":' * 50_000):
        assert (await teams.post(half)).status == UNREADABLE
    assert teams.events == []


async def test_oversized_and_packed_bodies_are_refused(teams: Running) -> None:
    big = b'{"text":"' + b"x" * MAX_BODY + b'"}'
    good = {"Authorization": f"Bearer {token(teams.microsoft.service_url)}"}

    assert (await teams.post(big)).status == TOO_LARGE
    packed = await teams.post(gzip.compress(b"{}"), {**good, "Content-Encoding": "gzip"})
    assert packed.status == UNREADABLE


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_posts_are_taken(teams: Running, method: str) -> None:
    assert (await teams.http.request(method, PATH)).status == 405


OURS = (
    "https://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net",
    "https://smba.trafficmanager.net:443/emea/6f5b1e0a-0000-4000-8000-000000000001/",
    "https://europe.api.botframework.com/",
)
NOT_OURS = (
    "http://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.example/smba.trafficmanager.net/",
    "https://evilbotframework.com/",
    "https://other.trafficmanager.net/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net\\@evil.example/",
    "https://smba.trafficmanager.net/uk/?to=evil",
    "https://smba.trafficmanager.net/uk/\n",
    "https://SMBA.trafficmanager.net.evil.example",
    "https://[::1]/",
    "",
)


@pytest.mark.parametrize(("url", "is_ours"), [*((url, True) for url in OURS), *((url, False) for url in NOT_OURS)])
def test_only_microsofts_own_addresses_are_answered(url: str, is_ours: bool) -> None:
    assert (re.fullmatch(PUBLIC.service_url, url) is not None) is is_ours


# ---------------------------------------------------------------------------------------------- the demonstration


@pytest.mark.parametrize("peer", ["203.0.113.7", "10.0.0.1", "::ffff:203.0.113.7", "", "localhost", None])
def test_a_demonstration_does_not_answer_other_machines(peer: str | None) -> None:
    body = json.dumps(deliveries.message(serviceUrl="http://127.0.0.1:1/")).encode()

    headers = CIMultiDict({"Host": "127.0.0.1:8000", "Content-Type": "application/json"})

    assert isinstance(admit_demonstration(body, peer="127.0.0.1", headers=headers), Admitted)
    assert admit_demonstration(body, peer=peer, headers=headers) == Refused(FORGED)


async def test_a_demonstration_answers_programs_on_this_machine_without_a_token(demonstration: Running) -> None:
    body = json.dumps(deliveries.message(serviceUrl=demonstration.microsoft.service_url)).encode()

    response = await demonstration.post(body, {"Content-Type": "application/json; charset=utf-8"})

    assert response.status == 200
    assert [sent["type"] for sent in await demonstration.sent()] == ["message"]
    assert demonstration.microsoft.authorizations == [None]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "text/plain;application/json"])
async def test_a_page_in_a_browser_cannot_speak_to_a_demonstration(demonstration: Running, kind: str) -> None:
    body = json.dumps(deliveries.message(serviceUrl=demonstration.microsoft.service_url)).encode()

    assert (await demonstration.post(body, {"Content-Type": kind})).status == FORGED
    assert demonstration.events == []


@pytest.mark.parametrize(
    "header",
    [
        {"Host": "evil.example:8000"},
        {"Host": "localhost.evil.example"},
        {"Host": "[::1"},
        {"Origin": "http://evil.example:8000"},
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"X-Real-IP": "203.0.113.7"},
        {"Via": "1.1 proxy.example.gov.uk"},
    ],
)
async def test_whom_a_browser_or_a_proxy_on_this_machine_speaks_for_is_not_answered(
    demonstration: Running, header: dict[str, str]
) -> None:
    """A page elsewhere can have its own name point to this machine; a web server here passes on what others send."""
    body = json.dumps(deliveries.message(serviceUrl=demonstration.microsoft.service_url)).encode()

    assert (await demonstration.post(body, {"Content-Type": "application/json", **header})).status == FORGED
    assert demonstration.events == []


@pytest.mark.parametrize(
    "url",
    ["https://smba.trafficmanager.net/uk/", "http://localhost@evil.example/", "http://127.0.0.1.evil.example", ""],
)
async def test_a_demonstration_answers_to_this_machine_alone(demonstration: Running, url: str) -> None:
    body = json.dumps(deliveries.message(serviceUrl=url)).encode()

    assert (await demonstration.post(body, {"Content-Type": "application/json"})).status == NOT_FOR_US
    assert demonstration.events == []
