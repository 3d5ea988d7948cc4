"""What people send the bot, and who a platform says they are: plain values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.values import Value

Platform = Literal["slack", "teams", "web", "email"]


Written = Annotated[str, AfterValidator(lambda text: text.replace("\x00", "\N{REPLACEMENT CHARACTER}"))]
"""What somebody wrote, or a platform sent back, with a sign for the one character that PostgreSQL holds in no text."""


class Sender(Value):
    """Who did it, as the platform vouches: never read from a button or a form."""

    platform: Platform
    workspace: str
    """Slack team, Teams tenant; a fixed word on the web page and for whoever follows a link of an email. The person's
    own, which may not be where the bot is."""
    user: str
    """Slack user id, Entra object id, id of a persona; of whoever follows a link of an email, their id as a person."""
    enterprise: str = ""
    """Slack Enterprise Grid organisation of the workspace, where there is one: user ids are the same all over it."""

    @property
    def home(self) -> str:
        """Where the user id means one person: the whole of an organisation where there is one, else the workspace."""
        return self.enterprise or self.workspace


class Introduction(Value):
    """What a platform says of one of its users. Empty where it says nothing."""

    name: str = ""
    email: str = ""
    """Work email address. Left empty when the platform flags it as unconfirmed."""
    time_zone: str = ""
    """IANA name."""
    is_guest: bool = False
    has_left: bool = False
    """The account was deactivated."""


class _Happened(Value):
    """``key`` names the delivered event: the same key is the same event, delivered again."""

    key: str
    sender: Sender
    is_shared: bool = False
    """Others see the answer too: in a channel or a group chat of Teams."""


class Said(_Happened):
    """Plain words to the bot."""

    kind: Literal["said"] = "said"
    text: Written
    is_search: bool = False
    """Said to the command or the box that searches: whatever it is, it is looked for."""
    is_unfinished: bool = False
    """Looked for while it is still being typed: nothing of it is kept."""


class Pressed(_Happened):
    """A button."""

    kind: Literal["pressed"] = "pressed"
    action: str
    value: Written = ""


class Submitted(_Happened):
    """A form, with the value of every field by name; an empty field is an empty string."""

    kind: Literal["submitted"] = "submitted"
    form: str
    context: Written = ""
    values: dict[str, Written] = Field(default_factory=dict)


Event = Said | Pressed | Submitted
