"""What the API says of itself is true: programs that know nothing else are understood, or refused as it says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi import checks
from sqlalchemy import Engine

from adapters.api.bodies import JSON
from adapters.api.intake import DESCRIPTION
from tests.adapters.api.sending import Sending
from tests.clients.thread import served_in_a_thread
from tests.sizes import examples

PATH = "/api/policies/{policy_id}/readings"
TRUE: list[CheckFunction] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


@dataclass
class Fuzzed:
    """The API of ``sending`` at ``url``, as a program sees it. ``kept`` are the figures that were said to be kept."""

    sending: Sending
    url: str
    document: dict[str, Any]
    session: requests.Session
    kept: list[float] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)

    def send(self, case: Case[Any]) -> schemathesis.Response:
        """The answer, which is as the description says."""
        response = case.call(base_url=self.url, session=self.session)
        case.validate_response(response, checks=TRUE)
        self.answered[response.status_code] = self.answered.get(response.status_code, 0) + 1
        if response.status_code == 201 and "Idempotency-Replayed" not in response.headers:
            self.kept += [each["value"] for each in response.json()["readings"]]
        return response


@pytest.fixture
def fuzzed(database: Engine) -> Iterator[Fuzzed]:
    sending = Sending(database)
    with served_in_a_thread(sending.app) as url, requests.Session() as session:
        yield Fuzzed(sending, url, requests.get(url + DESCRIPTION, timeout=10).json(), session)


def test_what_it_says_is_kept_is_kept_and_wrong_kinds_never_are(fuzzed: Fuzzed) -> None:
    operation = schemathesis.openapi.from_dict(fuzzed.document)[PATH]["POST"]
    right, wrong = (
        operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )

    @settings(max_examples=examples(15, full=1_500), suppress_health_check=list(HealthCheck))
    @given(right, wrong, st.sampled_from((True, True, True, False)), st.booleans())
    def check(right: Case[Any], wrong: Case[Any], is_known: bool, has_day: bool) -> None:
        for case in (right, wrong):
            knows(fuzzed.sending, case, is_known)
        if right.media_type == JSON:
            body: Any = right.body
            for each in body["readings"]:
                each |= {"measure": fuzzed.sending.measure, "read_on": "2026-05-01" if has_day else None}
        expected = {201} if right.media_type == JSON else {201, 422}
        right.headers["Idempotency-Key"] = uuid4().hex
        assert fuzzed.send(right).status_code in (expected if is_known else {401})
        assert 400 <= fuzzed.send(wrong).status_code < 500

    check()
    kept = [value for value, _ in fuzzed.sending.kept()]
    assert len(kept) == len(fuzzed.kept) > 0
    assert all(map(math.isclose, kept, fuzzed.kept))
    assert {201, 400, 401, 422} <= set(fuzzed.answered)


def knows(sending: Sending, case: Case[Any], is_known: bool) -> None:
    """Whether whoever sends it has the token and the address of the policy."""
    if is_known:
        case.path_parameters["policy_id"] = sending.policy.id
        case.headers["Authorization"] = f"Bearer {sending.token}"


def test_it_describes_where_it_is_and_every_refusal(fuzzed: Fuzzed) -> None:
    assert fuzzed.document["servers"] == [{"url": "https://find-expert.example.gov.uk"}]
    answers = fuzzed.document["paths"][PATH]["post"]["responses"]
    assert set(answers) == {"201", "400", "401", "409", "413", "415", "422", "429", "503"}
    assert fuzzed.document["components"]["schemas"]["Reading"]["properties"]["value"]["type"] == "number"
