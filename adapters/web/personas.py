"""The fictional people whom a visitor of the demonstration page can be."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

import config
from bot.events import Introduction
from directory.errors import WrongFileError

SAMPLE_PERSONAS = Path(config.__file__).parent / "sample" / "personas.toml"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150)]


class Persona(BaseModel):
    """Somebody who does not exist. ``id`` is the user that the bot sees; ``examples`` are requests to try as them.

    ``is_expert``: the sample directory has them, with this name and email address.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    name: Words
    email: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+@example\.gov\.uk$")]
    role: Words
    organisation: Words
    examples: tuple[Words, ...] = ()
    is_expert: bool = False

    def introduction(self) -> Introduction:
        """Who the page says that this is."""
        return Introduction(name=self.name, email=self.email)


class _PersonasFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    personas: Annotated[tuple[Persona, ...], Field(min_length=1, max_length=20)]


def read_personas(path: Path = SAMPLE_PERSONAS) -> tuple[Persona, ...]:
    """The personas of a TOML file, in its order.

    Raises WrongFileError when the file cannot be read, is not TOML, or describes a persona wrongly or twice.
    """
    try:
        personas = _PersonasFile.model_validate(tomllib.loads(path.read_text("utf-8"))).personas
    except OSError as error:
        raise WrongFileError(f"The personas file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongFileError(f"The personas file {path} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongFileError(f"The personas file {path} is wrong at {where}: {first['msg']}.") from error
    ids = [persona.id for persona in personas]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise WrongFileError(f"The personas file {path} names {twice[0]} twice.")
    return personas
