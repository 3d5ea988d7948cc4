"""Sealing of secrets at rest, such as the address of somebody's calendar feed."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from directory.errors import SettingError

SETTING = "FIND_EXPERT_SECRET_KEY"
MIN_KEY_CHARACTERS = 32
FERNET_KEY_BYTES = 32  # the Fernet specification: 16 to sign, 16 to encrypt
PURPOSE = b"find-expert: secrets at rest, version 1"


class Vault:
    """Seals with the first key of ``secret`` and opens with any of them.

    ``secret`` holds one key of 32 characters or more, or several separated by commas while they are rotated.
    What was sealed for one ``purpose`` is not opened for another. Raises SettingError when a key is too short.
    """

    __slots__ = ("_fernet", "_keys", "_newest")

    def __init__(self, secret: str, purpose: bytes = PURPOSE) -> None:
        keys = [key.strip() for key in secret.split(",")]
        if any(len(key) < MIN_KEY_CHARACTERS for key in keys):
            raise SettingError(
                f"{SETTING} needs {MIN_KEY_CHARACTERS} characters or more "
                "(in each of its keys, when commas separate several)."
            )
        self._keys = len(keys)
        fernets = [Fernet(_derived(key, purpose)) for key in keys]
        self._newest = fernets[0]
        self._fernet = MultiFernet(fernets)

    def __repr__(self) -> str:
        return f"Vault({self._keys} {'key' if self._keys == 1 else 'keys'})"

    @property
    def is_rotating(self) -> bool:
        """Whether there is more than one key."""
        return self._keys > 1

    def seal(self, text: str) -> bytes:
        """Encrypted and signed. Two seals of one text differ."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """What was sealed. Raises SettingError when no key opens it, or when it was altered."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise _no_key_opens() from None

    def resealed(self, sealed: bytes) -> bytes:
        """The same secret, sealed with the first key. Raises SettingError as ``open`` does."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken:
            raise _no_key_opens() from None

    def opens(self, sealed: bytes) -> bool:
        """Whether any of the keys opens it."""
        return _opens(self._fernet, sealed)

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the first key opens it, so that the others are not needed for it."""
        return _opens(self._newest, sealed)

    def opens_to(self, sealed: bytes, text: str) -> bool:
        """Whether ``text`` is what was sealed; no when no key opens it."""
        try:
            return self._fernet.decrypt(sealed) == text.encode()
        except InvalidToken:
            return False


def _opens(fernet: Fernet | MultiFernet, sealed: bytes) -> bool:
    try:
        fernet.decrypt(sealed)
    except InvalidToken:
        return False
    return True


def _no_key_opens() -> SettingError:
    return SettingError(
        f"No key in {SETTING} opens a secret in the database. Add the key that sealed it to {SETTING}, after a comma."
    )


def _derived(key: str, purpose: bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=FERNET_KEY_BYTES, salt=None, info=purpose)
    return urlsafe_b64encode(derivation.derive(key.encode()))
