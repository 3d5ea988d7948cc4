"""What Slack's bodies look like, as far as we read them: leniently, since Slack adds fields when it likes."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError

from bot.blocks import ACTION_NAME


class UnreadableError(Exception):
    """A payload that is not what Slack documents. ``str()`` names the fields at fault, never what was in them."""

    @classmethod
    def of(cls, error: ValidationError) -> Self:
        places = sorted({".".join(str(part) for part in problem["loc"][:2]) for problem in error.errors()})
        return cls(", ".join(places))


class Part(BaseModel):
    """A part of a body. Strict in what is there."""


Shape = TypeVar("Shape", bound=Part)


def shaped(shape: type[Shape], body: dict[str, Any]) -> Shape:
    """The body as this shape. Raises UnreadableError."""
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        raise UnreadableError.of(error) from None


# ------------------------------------------------------------------------------- commands and interactivity


class Reference(Part):
    id: str = Field(min_length=1)
    team_id: str | None = None
    enterprise_id: str | None = None


class Command(Part):
    """docs.slack.dev/interactivity/implementing-slash-commands"""

    command: str
    team_id: str = Field(min_length=1)
    enterprise_id: str = ""
    is_enterprise_install: bool = False
    user_id: str = Field(min_length=1)
    trigger_id: str = Field(min_length=1)
    text: str = ""
    channel_id: str = ""
    response_url: str = ""


class Interaction(Part):
    """What every press, submission and shortcut has."""

    user: Reference
    team: Reference | None = None
    """Nothing in some interactions of an app that a whole organisation installed."""
    enterprise: Reference | None = None
    is_enterprise_install: bool | None = None


class Named(Part):
    name: str = Field(pattern=ACTION_NAME)


class Action(Part):
    type: str = Field(pattern="^(button|plain_text_input)$")
    action_id: str
    value: str | None = None


class Chosen(Part):
    value: str


class Element(Part):
    value: str | None = None
    selected_option: Chosen | None = None
    selected_options: list[Chosen] | None = None
    """Of checkboxes: empty where none is ticked."""


class State(Part):
    values: dict[str, dict[str, Element]] = {}


class Container(Part):
    """Where something was pressed."""

    message_ts: str = ""
    thread_ts: str = ""
    is_ephemeral: bool = False


class PressedView(Part):
    type: str = ""
    app_installed_team_id: str | None = None
    state: State | None = None


class Press(Interaction):
    """docs.slack.dev/reference/interaction-payloads/block_actions-payload"""

    channel: Reference | None = None
    container: Container = Container()
    view: PressedView | None = None
    state: State | None = None
    trigger_id: str = Field(min_length=1)
    response_url: str = ""
    actions: list[Action] = Field(min_length=1, max_length=1)


class View(Part):
    id: str = Field(min_length=1)
    hash: str = ""
    callback_id: str = Field(pattern=ACTION_NAME)
    private_metadata: str = ""
    app_installed_team_id: str | None = None
    state: State = State()


class Submit(Interaction):
    """docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""

    view: View


class Message(Part):
    text: str = ""
    thread_ts: str = ""


class Shortcut(Interaction):
    """docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload"""

    callback_id: str
    trigger_id: str = Field(min_length=1)
    response_url: str = ""
    channel: Reference | None = None
    message: Message


# ------------------------------------------------------------------------------------------ Events API


class Authorization(Part):
    """An installation of the app that may see an event. Slack names one of them."""

    enterprise_id: str | None = None
    team_id: str | None = None
    is_enterprise_install: bool | None = None


class Envelope(Part):
    """docs.slack.dev/apis/events-api"""

    team_id: str | None = None
    enterprise_id: str | None = None
    event_id: str = Field(min_length=1)
    authorizations: list[Authorization] | None = None
    event: dict[str, Any]


class Spoken(Part):
    """A message to the bot: docs.slack.dev/reference/events/message.im and app_mention"""

    user: str = Field(min_length=1)
    channel: str = Field(min_length=1)
    text: str = ""
    thread_ts: str = ""
    team: str | None = None
    user_team: str | None = None
    """The person's own workspace, in a channel that several share."""


class HomeView(Part):
    hash: str = ""


class HomeOpened(Part):
    """docs.slack.dev/reference/events/app_home_opened"""

    user: str = Field(min_length=1)
    view: HomeView | None = None
    """What they see, unless they never opened it before."""


class Revoked(Part):
    """Whose tokens are good no more: docs.slack.dev/reference/events/tokens_revoked"""

    bot: list[str] | None = None


class TokensRevoked(Part):
    tokens: Revoked


class OfEnterprise(Part):
    enterprise_id: str | None = None


class ChangedUser(Part):
    id: str = Field(min_length=1)
    team_id: str | None = None
    deleted: bool = False
    enterprise_user: OfEnterprise | None = None


class UserChange(Part):
    """docs.slack.dev/reference/events/user_change"""

    user: ChangedUser
