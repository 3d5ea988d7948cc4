"""Live readings over HTTP: who may send them, what is kept, how often, and what is said when something is wrong."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine

from adapters.api.bodies import MOST
from adapters.api.rate import Rate
from adapters.api.routes import Tell, api_routes
from adapters.http_limits import MAX_BODY
from bot.model import Policy, PolicyStatus
from bot.readings.taking import UnknownTokenError
from directory.database import connected, unit_of_work
from tests.adapters.api.sending import INTAKE, MEASURE, Sender, Sending, problem, sender_to
from tests.clients.ports import free_port

TODAY = "2026-05-12"
UNKNOWN = str(UnknownTokenError())


@pytest.fixture
def sending(database: Engine) -> Sending:
    return Sending(database)


@pytest.fixture
async def sender(sending: Sending) -> AsyncIterator[Sender]:
    async with sender_to(sending) as sender:
        yield sender


def one(**parts: object) -> str:
    return json.dumps({"readings": [{"measure": MEASURE, "value": 71, **parts}]})


# ---------------------------------------------------------------------------------------------- what is kept


async def test_a_reading_is_kept_of_its_day_and_said_back(sending: Sending, sender: Sender) -> None:
    response = await sender.raw(one(value=62.5, read_on="2026-05-01"))
    assert response.status == 201
    assert response.headers["Cache-Control"] == "no-store"
    said = {"measure": sending.measure, "name": MEASURE, "value": 62.5, "read_on": "2026-05-01"}
    assert await response.json() == {"policy": sending.policy.id, "readings": [said]}
    assert sending.kept() == [(62.5, "2026-05-01")]
    assert sending.used()
    assert (sending.counted, sending.woken) == ([(201, 1)], 1)


async def test_without_a_day_it_is_of_today_in_the_united_kingdom(sending: Sending, sender: Sender) -> None:
    sending.town.now = sending.town.now.replace(hour=23, minute=30)  # half past midnight in London
    assert (await sender.send(71)).status == 201
    assert (await sender.raw(one(read_on=None))).status == 201
    assert sending.kept() == [(71, "2026-05-13"), (71, "2026-05-13")]


async def test_several_of_one_day_are_all_kept_in_their_order(sending: Sending, sender: Sender) -> None:
    assert (await sender.send(*range(MOST))).status == 201
    assert sending.kept() == [(value, TODAY) for value in range(MOST)]


async def test_a_measure_goes_by_its_id_too(sending: Sending, sender: Sender) -> None:
    assert (await sender.raw(one(measure=sending.measure))).status == 201
    assert len(sending.kept()) == 1


async def test_csv_is_kept_as_json_is(sending: Sending, sender: Sender) -> None:
    rows = f'\ufeffmeasure,value,read_on\r\n{MEASURE},"1,234.5",2026-05-02\r\n{sending.measure},-7e2,\r\n'
    response = await sender.raw(rows, Content_Type="text/csv; charset=utf-8")
    assert response.status == 201, await response.text()
    assert sending.kept() == [(1234.5, "2026-05-02"), (-700, TODAY)]


# ---------------------------------------------------------------------------------------------- once


async def test_the_same_again_is_answered_alike_and_kept_once(sending: Sending, sender: Sender) -> None:
    first = await sender.send(71, key="k1")
    sending.town.now += timedelta(days=1)
    for key in ("k1", '"k1"'):
        again = await sender.send(71, key=key)
        assert (again.status, again.headers["Idempotency-Replayed"]) == (201, "true")
        assert await again.json() == await first.json()
    assert "Idempotency-Replayed" not in first.headers
    assert sending.kept() == [(71, TODAY)]
    assert (sending.counted, sending.woken) == ([(201, 1), (201, 0), (201, 0)], 1)


async def test_the_same_written_otherwise_is_the_same(sending: Sending, sender: Sender) -> None:
    assert (await sender.raw(one(), Idempotency_Key="k1")).status == 201
    again = await sender.raw(json.dumps(json.loads(one(value=71.0)), indent=4), Idempotency_Key="k1")
    assert again.headers["Idempotency-Replayed"] == "true"
    as_csv = await sender.raw(f"value,measure\n71,{MEASURE}\n", Idempotency_Key="k1", Content_Type="text/csv")
    assert as_csv.headers["Idempotency-Replayed"] == "true"
    assert len(sending.kept()) == 1


async def test_something_else_under_a_key_is_refused(sending: Sending, sender: Sender) -> None:
    assert (await sender.send(71, key="k1")).status == 201
    said = await problem(await sender.send(72, key="k1"), 422)
    assert said["detail"] == "Other readings were sent under this key before. Send new readings under a new key."
    assert sending.kept() == [(71, TODAY)]


async def test_what_was_refused_may_be_sent_again_under_its_key(sending: Sending, sender: Sender) -> None:
    await problem(await sender.raw(one(value="71"), Idempotency_Key="k1"), 422)
    assert (await sender.send(71, key="k1")).status == 201


async def test_two_policies_may_use_the_same_key(sending: Sending, sender: Sender) -> None:
    assert (await sender.send(71, key="k1")).status == 201
    sending.policy = sending.town.register("Visits by appointment")
    sending.measure, sending.token = sending.town.add_measure(MEASURE), sending.new_token(sending.policy)
    response = await sender.send(72, key="k1")
    assert (response.status, sending.kept()) == (201, [(71, TODAY), (72, TODAY)])


# ---------------------------------------------------------------------------------------------- who


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic cmlsZXk6cmlsZXk=", "Bearer readings_x", "Bearer readings_" + "0" * 64, "Bearer é"],
)
async def test_without_the_token_of_the_policy_nothing_is_kept(
    sending: Sending, sender: Sender, authorization: str
) -> None:
    response = await sender.raw(one(), Authorization=authorization)
    assert (await problem(response, 401))["detail"] == UNKNOWN
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert not sending.kept()


async def test_another_policys_token_and_no_such_policy_are_refused_alike(sending: Sending, sender: Sender) -> None:
    own, token = sending.policy, sending.token
    other = sending.town.register("Visits by appointment")
    sending.new_token(other)
    said = []
    for policy_id in (other.id, "nobody", "x" * 500, "%00", "..%2f..", own.id.upper() + "é"):
        response = await sender.client.post(sending.path(policy_id), data=one(), headers=sending.headers())
        said.append(await problem(response, 401))
    assert all(each == said[0] for each in said)
    sending.policy, sending.token = own, sending.new_token(own)
    assert (await sender.send(71)).status == 201
    sending.token = token
    assert await problem(await sender.send(72), 401) == said[0], "the one before is stopped by a new one"
    assert sending.kept() == [(71, TODAY)]


async def test_a_token_that_was_stopped_stops_at_once_even_for_what_was_kept(sending: Sending, sender: Sender) -> None:
    assert (await sender.send(71, key="k1")).status == 201
    sending.stop_token()
    await problem(await sender.send(71, key="k1"), 401)
    await problem(await sender.send(72), 401)


async def test_nothing_is_kept_of_a_closed_policy_but_of_a_paused_one(sending: Sending, sender: Sender) -> None:
    set_status(sending, PolicyStatus.PAUSED)
    assert (await sender.send(71, key="k1")).status == 201
    set_status(sending, PolicyStatus.CLOSED)
    assert "closed" in (await problem(await sender.send(72), 409))["detail"]
    assert (await sender.send(71, key="k1")).headers["Idempotency-Replayed"] == "true"
    assert sending.kept() == [(71, TODAY)]


def set_status(sending: Sending, status: PolicyStatus) -> None:
    with unit_of_work(sending.engine) as session:
        policy = session.get_one(Policy, sending.policy.id)
        policy.status = status
        session.add(policy)


async def test_nobody_reads_here(sender: Sender) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        response = await sender.client.request(method, sender.sending.path(), headers=sender.sending.headers())
        await problem(response, 405)
        assert response.headers["Allow"] == "POST"


async def test_whoever_sends_too_often_waits_and_others_do_not(database: Engine) -> None:
    sending = Sending(database, Rate(a_minute=3))
    async with sender_to(sending) as sender:
        assert [(await sender.send(value)).status for value in range(3)] == [201] * 3
        response = await sender.send(3)
        said = await problem(response, 429)
        assert said["detail"] == "More than 3 deliveries came within a minute. Send them together."
        assert 1 <= int(response.headers["Retry-After"]) <= 60
        await problem(await sender.raw("not read", Authorization="Bearer nobody"), 401)
        sending.policy = sending.town.register("Visits by appointment")
        sending.measure, sending.token = sending.town.add_measure(MEASURE), sending.new_token(sending.policy)
        assert (await sender.send(71)).status == 201


# ---------------------------------------------------------------------------------------------- what is wrong


async def test_a_delivery_needs_a_key(sending: Sending, sender: Sender) -> None:
    for key in ("", " ", "é", "two words", "x" * 201, '"', '"half'):
        said = await problem(await sender.raw(one(), Idempotency_Key=key), 400)
        assert "Idempotency-Key" in said["detail"]
    assert not sending.kept()


NESTED = '{"readings":' + "[" * 200_000 + "]" * 200_000 + "}"


NOT_JSON = [
    (b"", "not JSON"),
    (b"{", "not JSON that can be read: Expecting property name enclosed in double quotes, at line 1, column 2."),
    (b"\xff\xfe{\x00}\x00", "not UTF-8"),
    ('{"readings": []}'.encode("utf-16-be"), "not JSON"),
    (b'{"readings": "\xe9"}', "not UTF-8"),
    (b'{"readings": [], "readings": []}', "the same name twice"),
    (b'{"readings": [{"measure": "a", "value": 1, "value": 2}]}', "the same name twice"),
    (one(value=float("nan")).encode(), "NaN"),
    (one(value=float("inf")).encode(), "Infinity"),
    (one(value=float("-inf")).encode(), "-Infinity"),
    (NESTED.encode(), "nested too deeply"),
    (gzip.compress(one().encode()), "not UTF-8"),
]


async def test_what_is_not_json_is_refused_in_words(sending: Sending, sender: Sender) -> None:
    for body, detail in NOT_JSON:
        assert detail in (await problem(await sender.raw(body), 400))["detail"]
    assert not sending.kept()


WRONG_READINGS = [
    ("[]", "#", "Write an object."),
    ("null", "#", "Write an object."),
    ("{}", "#/readings", "This is missing."),
    ('{"readings": {}}', "#/readings", "Write a list."),
    ('{"readings": []}', "#/readings", "There are no readings in it. Send 1 to 100."),
    ('{"readings": [1]}', "#/readings/0", "Write an object."),
    (json.dumps({"readings": [{}] * 101}), "#/readings", "There are more than 100 readings"),
    ('{"readings": [{"measure": "a"}]}', "#/readings/0/value", "This is missing."),
    (one(unit="%"), "#/readings/0/unit", "This is not known here."),
    (one(**{"a~/b": 1}), "#/readings/0/a~0~1b", "This is not known here."),
    (one(**{"\ud800": 1}), "#/readings/0", "This text holds half of a character."),
    (one(value="71"), "#/readings/0/value", "Write a number, like 62.5, without quotation marks."),
    (one(value=True), "#/readings/0/value", "Write a number"),
    (one(value=None), "#/readings/0/value", "Write a number"),
    (one(value=1e15), "#/readings/0/value", "Write a figure below"),
    (one(value=-(10**15)), "#/readings/0/value", "Write a figure below"),
    (one().replace("71", "1e400"), "#/readings/0/value", "Write a figure below"),
    (one().replace("71", "9" * 500_000), "#/readings/0/value", "Write a figure below"),
    (one(measure=""), "#/readings/0/measure", "Write the name of a measure"),
    (one(measure=7), "#/readings/0/measure", "Write text"),
    (one(measure="x" * 101), "#/readings/0/measure", "Write at most 100 characters."),
    (one(measure="\ud800"), "#/readings/0/measure", "half of a character"),
    (one(measure="Nothing\x00"), "#/readings/0/measure", f"no such measure. It has “{MEASURE}”."),
    (one(measure=MEASURE.upper()), "#/readings/0/measure", "no such measure"),
    (one(read_on="2026-05-14"), "#/readings/0/read_on", "Write a day from 1 January 1900 to 13 May 2026."),
    (one(read_on="1899-12-31"), "#/readings/0/read_on", "Write a day from"),
    (one(read_on="2026-02-30"), "#/readings/0/read_on", "Write the day like 2026-07-08."),
    (one(read_on="20260501"), "#/readings/0/read_on", "Write the day like"),
    (one(read_on="2026-05-01T10:00:00Z"), "#/readings/0/read_on", "Write the day like"),
    (one(read_on="٢٠٢٦-05-01"), "#/readings/0/read_on", "Write the day like"),
    (one(read_on=20260501), "#/readings/0/read_on", "Write text"),
]


async def test_a_wrong_reading_is_refused_with_where_and_why(sending: Sending, sender: Sender) -> None:
    for body, pointer, detail in WRONG_READINGS:
        [error] = (await problem(await sender.raw(body), 422))["errors"][:1]
        assert error["pointer"] == pointer
        assert detail in error["detail"]
    assert not sending.kept()


async def test_all_of_it_is_kept_or_nothing_and_everything_wrong_is_named(sending: Sending, sender: Sender) -> None:
    readings = [{"measure": name, "value": 1} for name in (MEASURE, "Nothing", MEASURE, "Nobody")]
    said = await problem(await sender.raw(json.dumps({"readings": readings})), 422)
    assert said["detail"] == "2 readings are wrong, so nothing was kept."
    assert [error["pointer"] for error in said["errors"]] == ["#/readings/1/measure", "#/readings/3/measure"]
    assert not sending.kept()


WRONG_ROWS = [
    ("", 1, "", "the file is empty"),
    ("measure\nLetters answered", 1, "", "the header needs the columns measure and value"),
    ("measure;value\na;1", 1, "", "semicolons"),
    ("measure,value\n", 0, "", "There are no readings in it. Send 1 to 100."),
    (f"measure,value\n{MEASURE},71\n{MEASURE},\n", 3, "value", "Write a figure alone"),
    (f"measure,value\n{MEASURE},71%\n", 2, "value", "Write a figure alone"),
    (f"measure,value\n{MEASURE},'=1+1\n", 2, "value", "Write a figure alone"),
    (f"measure,value\n{MEASURE},nan\n", 2, "value", "Write a figure alone"),
    (f"measure,value\n{MEASURE},\N{ARABIC-INDIC DIGIT SEVEN}\n", 2, "value", "Write a figure alone"),
    (f'measure,value\n{MEASURE},"1,5"\n', 2, "value", "Write a figure alone"),
    (f"measure,value\n{MEASURE},1e400\n", 2, "value", "Write a figure below"),
    ("measure,value\n,71\n", 2, "measure", "Write the name of a measure"),
    ("measure,value\n\nNothing,71\n", 3, "measure", "no such measure"),
    (f"measure,value,read_on\n{MEASURE},71,8/7/2026\n", 2, "read_on", "Write the day like"),
    ("measure,value\n" + f"{MEASURE},71\n" * 101, 102, "", "There are more than 100 readings"),
    (f'measure,value\n"{MEASURE},71\n', 2, "", "a quotation mark is opened here and never closed"),
    ("\x1f\x8b\x08", 1, "", "is not UTF-8"),
]


async def test_a_wrong_row_is_refused_with_its_line(sending: Sending, sender: Sender) -> None:
    for rows, line, column, detail in WRONG_ROWS:
        body = rows.encode("latin-1") if rows.startswith("\x1f") else rows.encode()
        [error] = (await problem(await sender.raw(body, Content_Type="text/csv"), 422))["errors"][:1]
        assert (error["line"], error["column"]) == (line, column)
        assert detail in error["detail"]
    assert not sending.kept()


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": "application/json; charset=utf-16"},
        {"Content_Type": "text/csv; charset=iso-8859-1"},
        {"Content_Type": ""},
        {"Content_Encoding": "gzip"},
        {"Content_Encoding": "identity, gzip"},
    ],
)
async def test_other_kinds_of_bodies_are_refused(sending: Sending, sender: Sender, headers: dict[str, str]) -> None:
    await problem(await sender.raw(one(), **headers), 415)
    assert not sending.kept()


async def test_what_cannot_be_unpacked_here_at_all_is_refused_too(sending: Sending, sender: Sender) -> None:
    assert (await sender.raw(one(), Content_Encoding="br")).status == 400
    assert not sending.kept()


async def test_a_body_that_is_packed_is_never_unpacked(sending: Sending, sender: Sender) -> None:
    bomb = gzip.compress(b" " * 100_000_000)
    await problem(await sender.raw(bomb, Content_Encoding="gzip"), 415)
    await problem(await sender.raw(bomb), 400)
    said = await problem(await sender.raw(bomb, Content_Type="text/csv"), 422)
    assert "the file is damaged" in said["errors"][0]["detail"]
    assert not sending.kept()


async def test_a_body_larger_than_a_megabyte_is_refused(sending: Sending, sender: Sender) -> None:
    body = one().encode()
    assert (await sender.raw(body + b" " * (MAX_BODY - len(body)))).status == 201
    await problem(await sender.raw(body + b" " * (MAX_BODY - len(body) + 1)), 413)
    assert len(sending.kept()) == 1


async def test_a_token_is_in_no_log(sending: Sending, sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await sender.send(71)
    await sender.raw("{")
    await sender.raw(one(), Authorization="Bearer readings_" + "0" * 64)
    assert sending.token not in caplog.text
    assert "readings_" not in caplog.text


async def test_while_the_database_is_away_it_is_said_when_to_send_the_same_again(sending: Sending) -> None:
    with connected(f"postgresql://127.0.0.1:{free_port()}/nothing") as away:
        app = web.Application()
        app.add_routes(api_routes(away, INTAKE, lambda: sending.town.now, Tell()))
        async with TestClient(TestServer(app)) as client:
            response = await Sender(sending, client).send(71)
            assert "Nothing was kept" in (await problem(response, 503))["detail"]
            assert response.headers["Retry-After"] == "10"
