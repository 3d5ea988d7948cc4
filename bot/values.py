"""A plain value: frozen, exact, and equal when its parts are."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """What events and cards are made of. An error never repeats what somebody wrote: errors are logged."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
