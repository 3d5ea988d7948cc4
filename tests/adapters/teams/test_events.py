"""What Teams delivers is read for what it says, and whatever is malformed is never an error of ours."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams import carried as data
from adapters.teams.events import Delivery, Removed, Submission, Surface, UnreadableError, read
from adapters.teams.gate import Admitted
from adapters.teams.places import Place, recalled, remembered
from adapters.teams.typed import typed, without_tags
from bot.blocks import Button
from bot.events import Said
from tests.adapters.teams import deliveries
from tests.adapters.teams.conftest import Running
from tests.adapters.teams.deliveries import BOT
from tests.adapters.teams.microsoft import REGISTRATION, TENANT
from tests.sizes import FULL, examples
from tests.strategies import HOSTILE

MORE = data.of_button(Button(label="Show more", action="search.more", value="s1"))
KINDS = {
    "message": deliveries.message(),
    "mention": deliveries.in_a_channel(),
    "older press": deliveries.activity("message", value=MORE, replyToId="1699"),
    "press": deliveries.executed(MORE),
    "search box": deliveries.executed({**data.of_search_box(), data.TYPED: "words"}),
    "dialog opens": deliveries.fetched(MORE),
    "dialog sent": deliveries.submitted({data.OURS: {"form": "search.refine", "carried": "x", "fields": ["place"]}}),
    "search": deliveries.query("user research"),
    "about a message": deliveries.about_message("<p>x</p>"),
    "extension dialog": deliveries.invoke("composeExtension/submitAction", {"data": MORE}),
    "installed": deliveries.installed(),
    "removed": deliveries.installed("remove"),
    "bot added": deliveries.bot_added(),
}
JUNK: tuple[Any, ...] = (
    None,
    7,
    [],
    {},
    "",
    [[]],
    True,
    {"id": 7},
    [None],
    "x" * 5_000,
    {"data": {data.OURS: 7}},
    1e400,
)


def admitted(activity: dict[str, Any]) -> Admitted:
    return Admitted({**activity, "serviceUrl": "https://smba.trafficmanager.net/uk/"}, REGISTRATION)


def text_of(activity: dict[str, Any]) -> str:
    delivered = read(admitted(activity))
    assert isinstance(delivered, Delivery)
    assert isinstance(delivered.event, Said)
    return delivered.event.text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("find-expert user research", "user research"),
        ("/find-expert user research", "user research"),
        ("FIND-EXPERT: user research", "user research"),
        ("Find-Expert", ""),
        ("user research", "user research"),
        ("please find-expert", "please find-expert"),
        ("find-experts in Leeds", "find-experts in Leeds"),
        ("  user&nbsp;research\xa0&amp; design ", "user research & design"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("", ""),
    ],
)
def test_the_command_and_what_teams_wraps_around_words_are_not_what_was_asked(text: str, meant: str) -> None:
    assert text_of(deliveries.message(text)) == meant


def test_only_the_bots_own_mention_is_taken_out_wherever_it_stands() -> None:
    ada = ("29:ada", "Ada Quillan", "<at>Ada</at>")
    me = (BOT, "Find an expert", "<at>Find an expert</at>")
    assert typed("Like <at>Ada</at>, <at>Find an expert</at>&nbsp;find a vet", [ada, me], BOT) == (
        "Like Ada Quillan,   find a vet"
    )
    assert typed("<at>Find an expert</at> find-expert vet", [me], BOT) == "vet"
    assert typed("<at>Find an expert</at> vet", [], BOT) == "<at>Find an expert</at> vet"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_reach_the_core_as_they_were_typed(words: str) -> None:
    kept = words.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    assert text_of(deliveries.message(f"a {words} b")) in {f"a {kept} b", "a &<> b"}


def test_a_message_of_html_is_read_for_its_words() -> None:
    assert without_tags("<div>One<br>two<script>x</script></div><p>three &lt;four&gt;</p>").split() == [
        "One",
        "twox",
        "three",
        "<four>",
    ]
    assert without_tags("<<>>") == "<<>>"


@pytest.mark.parametrize("half", ["<![", "<a ", "<!--", "<a b='", "<", "<aa", "&#"])
def test_half_written_tags_are_words_however_many_there_are(half: str) -> None:
    """Read on the one thread that answers everybody: a parser that looks ahead for each end would hold them all."""
    assert without_tags(half * 30_000) == (half * 30_000).strip()


def test_in_a_channel_only_what_is_said_to_the_bot_is_heard() -> None:
    other = {"type": "mention", "mentioned": {"id": "29:ada", "name": "Ada"}, "text": "<at>Ada</at>"}
    assert read(admitted(deliveries.in_a_channel("hello", entities=[]))) is None
    assert read(admitted(deliveries.in_a_channel("<at>Ada</at> hello", entities=[other]))) is None
    assert text_of(deliveries.in_a_channel("/find-expert vet", entities=[])) == "vet"


@pytest.mark.parametrize(
    ("activity", "is_search"),
    [
        (deliveries.message("evaluation"), False),
        (deliveries.message("find-expert evaluation"), True),
        (deliveries.in_a_channel("find-expert evaluation", entities=[]), True),
    ],
)
def test_what_is_said_to_the_command_is_a_search(activity: dict[str, Any], is_search: bool) -> None:
    delivered = read(admitted(activity))
    assert isinstance(delivered, Delivery)
    assert isinstance(delivered.event, Said)
    assert (delivered.event.text, delivered.event.is_search) == ("evaluation", is_search)


def test_words_that_bring_something_of_another_app_are_still_words() -> None:
    assert text_of(deliveries.message("vet in Cardiff", value={"somebody": "else's"})) == "vet in Cardiff"
    assert read(admitted(deliveries.activity("message", value={"somebody": "else's"}))) is None


def test_somebody_without_an_entra_id_is_known_by_their_account(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        delivered = read(admitted({**deliveries.message(), "from": {"id": "29:riley", "name": "Riley"}}))
    assert isinstance(delivered, Delivery)
    assert delivered.event.sender.user == "29:riley"
    assert "no Entra object id" in caplog.text
    assert "riley" not in caplog.text.lower()


def test_a_key_is_that_of_the_delivery() -> None:
    keys = []
    changes: list[dict[str, Any]] = [{}, {}, {"id": "f:2"}, {"conversation": {"id": "a:2"}}]
    for change in changes:
        delivered = read(admitted(deliveries.message(**change)))
        assert isinstance(delivered, Delivery)
        keys.append(delivered.event.key)
    assert len(set(keys)) == 3
    assert keys[0] == keys[1]


def test_a_conversation_of_no_known_kind_is_nobodys_own() -> None:
    delivered = read(admitted(deliveries.message("find-expert x", conversation={"id": "a:1", "tenantId": TENANT})))
    assert isinstance(delivered, Delivery)
    assert remembered(delivered.place) == ""


def test_a_personal_chat_is_remembered_the_same_whoever_pressed_what() -> None:
    chats = []
    for activity in (KINDS["message"], KINDS["press"]):
        delivered = read(admitted(activity))
        assert isinstance(delivered, Delivery)
        chats.append(remembered(delivered.place))
    assert chats[0] == chats[1]
    place = recalled(chats[0])
    assert place == Place(
        "https://smba.trafficmanager.net/uk/", deliveries.PERSONAL, "personal", BOT, TENANT, app_id=REGISTRATION.app_id
    )


@pytest.mark.parametrize(
    "activity",
    [
        {"type": "messageReaction"},
        {"type": "typing"},
        {"type": "event"},
        {"type": "messageUpdate", "text": "find-expert x"},
        {"type": None},
        {"type": ["message"]},
        {},
        {**deliveries.invoke("signin/verifyState", {})},
        {**deliveries.invoke("fileConsent/invoke", {})},
        {**deliveries.installed("add-upgrade")},
        {**deliveries.executed({"somebody": "else's card"})},
    ],
)
async def test_what_is_not_ours_is_taken_and_let_be(teams: Running, activity: dict[str, Any]) -> None:
    response = await teams.deliver({**deliveries.activity(""), **activity})

    assert (response.status, await response.read()) == (200, b"")
    assert teams.events == []


def wrong_shapes() -> Iterator[dict[str, Any]]:
    """Every kind of activity, with one part of it something else: at the top, and inside what it holds."""
    for whole in KINDS.values():
        for part in (*whole, "text", "value", "name", "action", "membersAdded", "replyToId"):
            if part in {"serviceUrl", "recipient", "channelId"}:
                continue  # the gate's own
            for wrong in JUNK:
                yield {**whole, part: wrong}
                if isinstance(whole.get(part), dict):
                    for inner in whole[part]:
                        yield {**whole, part: {**whole[part], inner: wrong}}


async def test_activities_of_another_shape_are_never_an_error_of_ours(teams: Running) -> None:
    shapes = list(wrong_shapes())
    for number, activity in enumerate(shapes[:: 1 if FULL else 5]):
        response = await teams.deliver({"id": f"f:{number}", **activity})
        assert response.status in {200, 400, 403}, activity
    assert len(shapes) > 2_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["mention", data.OURS, "action"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.sampled_from(
    ("id", "from", "conversation", "channelData", "entities", "value", "text", "name", "membersAdded", "replyToId")
)


@settings(max_examples=examples(150, full=20_000))
@given(st.sampled_from(list(KINDS.values())), st.dictionaries(PARTS, JSON))
def test_every_object_is_read_or_refused(whole: dict[str, Any], parts: dict[str, Any]) -> None:
    try:
        delivered = read(admitted({**whole, **parts}))
    except UnreadableError:
        return
    assert delivered is None or isinstance(delivered, Delivery | Submission | Removed)


@settings(max_examples=examples(120, full=15_000))
@given(JSON, st.sampled_from([*Surface]))
def test_every_value_of_an_invoke_is_read_or_refused(value: Any, surface: Surface) -> None:
    activity = json.loads(json.dumps(deliveries.invoke(surface.value, {"data": value, "action": {"data": value}})))
    try:
        delivered = read(admitted(activity))
    except UnreadableError:
        return
    assert delivered is None or isinstance(delivered, Delivery | Submission)
