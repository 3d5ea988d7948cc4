"""Secrets at rest."""

from __future__ import annotations

import traceback

import pytest

from directory.errors import FindExpertError, SettingError
from directory.vault import Vault

OLD = "an old key that is long enough to be one"
NEW = "a new key that is long enough to be one!"
SECRET = "https://calendar.example.gov.uk/private-token/busy.ics"


def test_what_is_sealed_can_be_opened_and_not_be_read() -> None:
    vault = Vault(OLD)
    sealed = vault.seal(SECRET)
    assert vault.open(sealed) == SECRET
    assert b"calendar" not in sealed


def test_two_seals_of_one_secret_differ() -> None:
    vault = Vault(OLD)
    assert vault.seal(SECRET) != vault.seal(SECRET)


def test_while_keys_are_rotated_the_first_seals_and_all_open() -> None:
    both = Vault(f"{NEW}, {OLD}")
    assert both.open(Vault(OLD).seal(SECRET)) == SECRET
    assert Vault(NEW).open(both.seal(SECRET)) == SECRET
    with pytest.raises(SettingError):
        Vault(OLD).open(both.seal(SECRET))


def test_what_is_sealed_again_needs_the_old_key_no_longer() -> None:
    both, old = Vault(f"{NEW}, {OLD}"), Vault(OLD).seal(SECRET)
    resealed = both.resealed(old)
    assert Vault(NEW).open(resealed) == SECRET
    assert [both.is_newest(old), both.is_newest(resealed), both.opens(old)] == [False, True, True]
    assert not Vault(NEW).opens(old)
    with pytest.raises(SettingError, match="Add the key that sealed it"):
        Vault(NEW).resealed(old)


def test_a_lost_key_is_explained_without_showing_any() -> None:
    sealed = Vault(OLD).seal(SECRET)
    with pytest.raises(FindExpertError, match="Add the key that sealed it") as error:
        Vault(NEW).open(sealed)
    shown = "".join(traceback.format_exception(error.value))
    assert NEW not in str(error.value)
    assert OLD not in shown
    assert SECRET not in shown


def test_an_altered_secret_is_refused() -> None:
    vault = Vault(OLD)
    sealed = bytearray(vault.seal(SECRET))
    sealed[-10] ^= 1
    with pytest.raises(SettingError):
        vault.open(bytes(sealed))


@pytest.mark.parametrize("secret", ["", "short", f"{OLD},", f"{OLD},short"])
def test_a_short_key_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(SettingError, match="32 characters") as error:
        Vault(secret)
    assert "short" not in str(error.value)


def test_a_vault_does_not_show_its_keys() -> None:
    vault = Vault(f"{NEW},{OLD}")
    assert repr(vault) == str(vault) == "Vault(2 keys)"
    assert not hasattr(vault, "__dict__")


def test_what_is_sealed_for_one_purpose_is_not_opened_for_another() -> None:
    sealed = Vault(OLD, b"one thing").seal(SECRET)
    assert Vault(OLD, b"one thing").open(sealed) == SECRET
    with pytest.raises(SettingError):
        Vault(OLD, b"another thing").open(sealed)
    assert not Vault(OLD).opens(sealed)
