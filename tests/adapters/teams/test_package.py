"""The app package: Microsoft's schema takes its manifest, its icons are as Teams asks, and it is always the same."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft4Validator
from playwright.sync_api import Browser

from adapters.about import PATH as ABOUT
from adapters.teams.package import Shown, app_package, app_packages
from config.settings import TEAMS, TeamsRegistration
from directory.errors import SettingError
from tests.clients.browser import open_browser
from tests.clients.have import need_npm
from tests.clients.icons import SIZES, drawn

APP = "7d9c3a52-1f0e-4c55-9a38-0b8f2f4f6c11"
OTHER = "3b1d7c90-58a4-4f43-8a0d-cd6b1c1f9e27"
TENANTS = ("11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000")
PUBLIC_URL = "https://find-expert.example.gov.uk"
OWNER = Shown("Department for Examples")
WHITE = [255, 255, 255]
PADDING = 48  # pixels around the symbol of the colour icon; msteams-platform/concepts/build-and-test/apps-package


@pytest.fixture
def manifest() -> dict[str, Any]:
    return manifest_in(app_package(TEAMS, APP, PUBLIC_URL, OWNER))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


def manifest_in(package: bytes) -> dict[str, Any]:
    with ZipFile(BytesIO(package)) as opened:
        manifest: dict[str, Any] = json.loads(opened.read("manifest.json"))
    return manifest


def schema(manifest: dict[str, Any]) -> Draft4Validator:
    """Microsoft's own schema of the version that the manifest says it is of."""
    folder = need_npm("@microsoft/app-manifest") / "build" / "json-schemas" / "teams"
    path = folder / f"v{manifest['manifestVersion']}" / "MicrosoftTeams.schema.json"
    return Draft4Validator(json.loads(path.read_text("utf-8")))


def test_microsofts_schema_takes_the_manifest(manifest: dict[str, Any]) -> None:
    schema(manifest).validate(manifest)

    assert f"/v{manifest['manifestVersion']}/" in manifest["$schema"]
    assert "${" not in json.dumps(manifest)


def test_without_pages_of_ones_own_it_links_to_the_page_of_the_bot(manifest: dict[str, Any]) -> None:
    links = {manifest["developer"][name] for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl")}

    assert links == {f"{PUBLIC_URL}{ABOUT}"}


@pytest.mark.parametrize("wrong", [{"id": "no guid"}, {"name": {"short": "x" * 31, "full": "x"}}, {"new": 1}])
def test_microsofts_schema_does_refuse_what_is_wrong(manifest: dict[str, Any], wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schema(manifest).validate({**manifest, **wrong})


def test_it_asks_for_nothing_but_who_is_asking(manifest: dict[str, Any]) -> None:
    assert manifest["permissions"] == ["identity"]
    assert not {"authorization", "webApplicationInfo", "devicePermissions"} & set(manifest)


def test_the_bot_is_there_for_people_chats_and_channels_with_its_commands(manifest: dict[str, Any]) -> None:
    [bot] = manifest["bots"]
    [commands] = bot["commandLists"]

    assert bot["scopes"] == commands["scopes"] == ["personal", "team", "groupChat"]
    assert [command["title"] for command in commands["commands"]] == ["find-expert", "evaluation", "home", "help"]


def test_the_message_extension_searches_and_asks_about_a_message(manifest: dict[str, Any]) -> None:
    [extension] = manifest["composeExtensions"]
    search, about = extension["commands"]

    assert (search["type"], search["parameters"][0]["name"]) == ("query", "text")
    assert (about["type"], about["context"], about["fetchTask"]) == ("action", ["message"], True)
    assert extension["botId"] == manifest["bots"][0]["botId"] == manifest["id"] == APP


def test_it_names_who_runs_the_bot_and_their_pages() -> None:
    shown = Shown('Department of "Quotes" ${APP_ID}', "https://example.gov.uk/privacy", "https://example.gov.uk/terms")

    developer = manifest_in(app_package(TEAMS, APP, PUBLIC_URL, shown))["developer"]

    assert developer == {
        "name": 'Department of "Quotes" ${APP_ID}',
        "websiteUrl": f"{PUBLIC_URL}/about",
        "privacyUrl": "https://example.gov.uk/privacy",
        "termsOfUseUrl": "https://example.gov.uk/terms",
    }


def test_the_package_holds_the_manifest_and_two_icons_at_its_root() -> None:
    with ZipFile(BytesIO(app_package(TEAMS, APP, PUBLIC_URL, OWNER))) as package:
        assert package.testzip() is None
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}  # the same on any day


def test_the_same_settings_make_the_same_bytes() -> None:
    first, again = (hashlib.sha256(app_package(TEAMS, APP, PUBLIC_URL, OWNER)).hexdigest() for _ in range(2))

    assert first == again
    assert first != hashlib.sha256(app_package(TEAMS, OTHER, PUBLIC_URL, OWNER)).hexdigest()


@pytest.mark.parametrize("name", SIZES)
def test_an_icon_has_the_size_that_teams_asks_for(name: str) -> None:
    header = (TEAMS / f"{name}.png").read_bytes()[:24]

    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (SIZES[name], SIZES[name])


@pytest.mark.browser
@pytest.mark.parametrize("name", SIZES)
def test_an_icon_is_what_its_source_draws(browser: Browser, name: str) -> None:
    _, kept = drawn(browser, TEAMS / f"{name}.png")
    _, source = drawn(browser, TEAMS / f"{name}.svg")

    assert max(abs(one - other) for one, other in zip(kept, source, strict=True)) <= 8


@pytest.mark.browser
def test_the_outline_is_white_on_nothing_and_without_a_margin(browser: Browser) -> None:
    _, values = drawn(browser, TEAMS / "outline.png")
    pixels = [values[start : start + 4] for start in range(0, len(values), 4)]
    side = SIZES["outline"]
    seen = [number for number, pixel in enumerate(pixels) if pixel[3]]

    assert all(pixels[number][:3] == WHITE for number in seen)
    assert 0 < len(seen) < len(pixels)
    assert {0, side - 1} <= {number % side for number in seen}
    assert {0, side - 1} <= {number // side for number in seen}


@pytest.mark.browser
def test_the_colour_icon_fills_its_square_and_keeps_its_symbol_in_the_middle(browser: Browser) -> None:
    _, values = drawn(browser, TEAMS / "color.png")
    pixels = [values[start : start + 4] for start in range(0, len(values), 4)]
    side = SIZES["color"]
    symbol = [number for number, pixel in enumerate(pixels) if pixel != pixels[0]]

    assert {pixel[3] for pixel in pixels} == {255}
    for number in symbol:
        assert PADDING <= number % side < side - PADDING
        assert PADDING <= number // side < side - PADDING


@pytest.mark.parametrize(
    ("app", "address", "shown", "says"),
    [
        ("not-a-guid", PUBLIC_URL, OWNER, "MICROSOFT_APP_ID"),
        (APP, "http://find-expert.example.gov.uk", OWNER, "PUBLIC_URL"),
        (APP, PUBLIC_URL, Shown("x" * 33), "owner"),
        (APP, PUBLIC_URL, Shown(" "), "owner"),
        (APP, PUBLIC_URL, Shown("Us", "http://example.gov.uk"), "privacy"),
        (APP, PUBLIC_URL, Shown("Us", "", "javascript:alert(1)"), "terms"),
    ],
)
def test_what_teams_would_refuse_is_refused_first(app: str, address: str, shown: Shown, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        app_package(TEAMS, app, address, shown)


def test_several_registrations_have_a_package_each() -> None:
    registrations = [TeamsRegistration(app, "p", tenant) for app, tenant in zip((APP, OTHER), TENANTS, strict=True)]

    packages = app_packages(TEAMS, registrations, PUBLIC_URL, OWNER, Path("teams.zip"))

    assert [path.name for path, _ in packages] == [f"teams-{tenant}.zip" for tenant in TENANTS]
    assert [manifest_in(content)["id"] for _, content in packages] == [APP, OTHER]
