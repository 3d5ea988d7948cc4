"""The app package that an administrator uploads to Teams: a manifest and two icons in a zip, always the same bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from adapters.about import PATH as ABOUT
from config.settings import TeamsRegistration
from directory.errors import SettingError

ICONS = ("color.png", "outline.png")
MAX_OWNER = 32  # characters of developer.name; the manifest's schema
MAX_URL = 2_048  # characters; the same
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold: the package is the same whenever it is made
_GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_HTTPS = re.compile(r"https://[^\s/]+\S*")


@dataclass(frozen=True, slots=True)
class Shown:
    """What Teams shows of who runs the bot: a name, and two pages (the bot's own where there are none)."""

    owner: str
    privacy_url: str = ""
    terms_url: str = ""


def app_packages(
    folder: Path, registrations: Sequence[TeamsRegistration], public_url: str | None, shown: Shown, file: Path
) -> list[tuple[Path, bytes]]:
    """The zip of each registration of the bot and where it goes: ``file``, or one beside it for each tenant of several.

    ``folder`` holds the manifest and the icons (``config/teams``). Raises SettingError for what is missing, and for
    what Teams would refuse.
    """
    if not registrations:
        raise SettingError("The setting MICROSOFT_APP_ID is missing: config/teams/README.md says how to get one.")
    if not public_url:
        raise SettingError("The setting PUBLIC_URL is missing: Teams has to be told where the bot is.")
    contents = [app_package(folder, registration.app_id, public_url, shown) for registration in registrations]
    if len(contents) == 1:
        return [(file, contents[0])]
    names = [file.with_name(f"{file.stem}-{registration.tenant_id}{file.suffix}") for registration in registrations]
    return list(zip(names, contents, strict=True))


def app_package(folder: Path, app_id: str, public_url: str, shown: Shown) -> bytes:
    """The zip of one registration. Raises SettingError for what Teams would refuse."""
    manifest = _filled(
        json.loads((folder / "manifest.json").read_text("utf-8")),
        {
            "APP_ID": _app_id(app_id),
            "VERSION": version("find-expert"),
            "ABOUT_URL": _https(f"{public_url}{ABOUT}", "The setting PUBLIC_URL"),
            "PUBLIC_HOST": urlsplit(public_url).hostname or "",
            "OWNER": _owner(shown.owner),
            "PRIVACY_URL": _https(shown.privacy_url or f"{public_url}{ABOUT}", "The address of your privacy notice"),
            "TERMS_URL": _https(shown.terms_url or f"{public_url}{ABOUT}", "The address of your terms of use"),
        },
    )
    files = {"manifest.json": json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"}
    files |= {icon: (folder / icon).read_bytes() for icon in ICONS}
    return _zipped(files)


def _filled(value: Any, words: dict[str, str]) -> Any:
    """Every ``${WORD}`` replaced after the JSON was read, so that no word can change more than its own text."""
    match value:
        case str():
            return Template(value).substitute(words)
        case list():
            return [_filled(part, words) for part in value]
        case dict():
            return {key: part if key == "$schema" else _filled(part, words) for key, part in value.items()}
    return value


def _zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w") as package:
        for name, content in files.items():
            entry = ZipInfo(name, LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # as on Linux, wherever it is made
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return written.getvalue()


def _app_id(app_id: str) -> str:
    if not _GUID.fullmatch(app_id):
        raise SettingError("The setting MICROSOFT_APP_ID is wrong: it is the application id that Azure gave the bot.")
    return app_id.lower()


def _https(url: str, what: str) -> str:
    if not _HTTPS.fullmatch(url) or len(url) > MAX_URL:
        raise SettingError(f"{what} must start with https://, because Teams takes no other.")
    return url


def _owner(owner: str) -> str:
    if not owner.strip() or len(owner) > MAX_OWNER:
        raise SettingError(f"The name of the owner must have 1 to {MAX_OWNER} characters.")
    return owner
