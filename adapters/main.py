"""The one place that knows everyone: puts the parts together from the settings."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from adapters.schema import is_current
from bot.conversation import Conversation
from config.settings import VOCABULARY, Settings, clock_offset
from directory.database import open_database
from directory.errors import SettingError
from directory.search.live import LiveIndex
from directory.vault import Vault
from directory.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that runs, put together."""

    settings: Settings
    engine: Engine
    vocabulary: Vocabulary
    clock: Callable[[], datetime]

    @property
    def vault(self) -> Vault | None:
        """What seals secrets, when a key is configured."""
        key = self.settings.secret_key
        return Vault(key.get_secret_value()) if key else None

    def index(self) -> LiveIndex:
        """An index of the directory, still to be built."""
        return LiveIndex(self.engine, self.vocabulary)

    def conversation(self, index: LiveIndex) -> Conversation:
        return Conversation(self.engine, index, self.clock, new_id)


def put_together(settings: Settings, vocabulary: Sequence[Path] = (), schema: bool = True) -> Bot:
    """Open the database and read the vocabulary.

    Raises SettingError when the database is not at this version's schema (unless ``schema`` is false).
    """
    engine = open_database(settings.database_url)
    if schema and not is_current(engine):
        raise SettingError("The database is not ready for this version. Run: find-expert db upgrade")
    words = load_vocabulary(VOCABULARY, (*settings.vocabulary, *vocabulary))
    return Bot(settings, engine, words, clock(settings))


def clock(settings: Settings) -> Callable[[], datetime]:
    """What time it is, shifted by FIND_EXPERT_NOW where set."""
    offset = timedelta(seconds=clock_offset(settings))
    return lambda: datetime.now(UTC) + offset


def new_id() -> str:
    """An opaque id that cannot be guessed: 72 random bits, without the characters that ids are joined with."""
    return secrets.token_urlsafe(9)
