"""Signed links: they lead one person to one thing for a while, and nobody can make or change one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from adapters.links import LASTS, ExpiredLinkError, Links, UnknownLinkError
from bot.model import NoticeKind
from directory.vault import Vault

OLD = "an old key that is long enough to be one"
NEW = "a new key that is long enough to be one!"
URL = "https://find-expert.example.gov.uk"
NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)


def links(secret: str = OLD, now: datetime = NOW) -> Links:
    return Links(secret, URL, lambda: now)


def token(made_by: Links | None = None, person_id: int = 7) -> str:
    by = made_by or links()
    return by.address(by.new(person_id, NoticeKind.OFFER_CARD, "offer-1")).removeprefix(f"{URL}/letter/")


def test_a_link_leads_one_person_to_one_thing() -> None:
    link = links().read(token())
    assert (link.person_id, link.kind, link.subject) == (7, NoticeKind.OFFER_CARD, "offer-1")
    assert (link.sender.platform, link.sender.workspace, link.sender.user) == ("email", "email", "7")


def test_an_address_survives_being_copied_and_says_nothing() -> None:
    address = links().address(links().new(7, NoticeKind.OFFER_CARD, "offer-1"))
    assert re.fullmatch(rf"{URL}/letter/[A-Za-z0-9_-]+", address)
    assert len(address) < 300
    assert "offer" not in address


def test_two_addresses_of_the_same_differ() -> None:
    assert token() != token()


def test_a_link_works_for_thirty_days_and_no_longer() -> None:
    sent = token()
    assert timedelta(days=30) == LASTS
    assert links(now=NOW + LASTS - timedelta(seconds=1)).read(sent).person_id == 7
    with pytest.raises(ExpiredLinkError, match="30 days"):
        links(now=NOW + LASTS).read(sent)


def test_a_link_with_anything_changed_is_none() -> None:
    sent = token()
    for at in range(len(sent)):
        changed = f"{sent[:at]}{'A' if sent[at] != 'A' else 'B'}{sent[at + 1 :]}"
        if changed[:-1] == sent[:-1]:
            continue  # of the last character only some bits count
        with pytest.raises(UnknownLinkError):
            links().read(changed)


@pytest.mark.parametrize("wrong", ["", "x", "gAAAAA", "..", "é" * 150, "A" * 150, "A" * 100_000, "=" * 150])
def test_what_is_no_link_at_all_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownLinkError):
        links().read(wrong)


@pytest.mark.parametrize("more", ["!", ".", "%20", "\n", "="])
def test_a_link_with_more_in_it_is_refused(more: str) -> None:
    sent = token()
    for at in (50, len(sent)):
        with pytest.raises(UnknownLinkError):
            links().read(f"{sent[:at]}{more}{sent[at:]}")


def test_a_link_that_lost_its_end_is_refused() -> None:
    with pytest.raises(UnknownLinkError):
        links().read(token()[:-10])


def test_what_was_sealed_for_anything_else_is_no_link() -> None:
    text = f'[7, "offer.card", "offer-1", {int((NOW + LASTS).timestamp())}]'
    elsewhere = Vault(OLD).seal(text).decode().rstrip("=")
    with pytest.raises(UnknownLinkError):
        links().read(elsewhere)


def test_a_link_is_no_secret_of_anything_else() -> None:
    sent = token()
    assert not Vault(OLD).opens(f"{sent}{'=' * (-len(sent) % 4)}".encode())


def test_links_of_an_older_key_work_as_long_as_it_is_kept() -> None:
    sent = token(links(OLD))
    assert links(f"{NEW},{OLD}").read(sent).person_id == 7
    with pytest.raises(UnknownLinkError):
        links(NEW).read(sent)
