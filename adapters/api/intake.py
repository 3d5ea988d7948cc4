"""Where other systems send live readings, and the tokens they do it with."""

from __future__ import annotations

import hashlib
import re
import secrets

RANDOM_BYTES = 32
MARK = "readings_"
"""What a token begins with, so that one that was left lying about is known for what it is."""
TOKEN = re.compile(rf"{MARK}[0-9a-f]{{64}}")
"""As ``RANDOM_BYTES`` are written: in characters that no chat client takes for italics, and none are mistaken."""
POLICIES = "/api/policies/"
READINGS = "/readings"
DESCRIPTION = "/api/openapi.json"


class ReadingsIntake:
    """``bot.here.Intake``: on ``address``, such as ``https://find-expert.example.gov.uk``."""

    def __init__(self, address: str) -> None:
        self.address = address

    def of_policy(self, policy_id: str) -> str:
        return f"{self.address}{POLICIES}{policy_id}{READINGS}"

    def described_at(self) -> str:
        return f"{self.address}{DESCRIPTION}"

    def new_token(self) -> tuple[str, str]:
        token = f"{MARK}{secrets.token_hex(RANDOM_BYTES)}"
        return token, digest(token)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
