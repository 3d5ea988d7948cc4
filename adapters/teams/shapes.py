"""The parts of what Teams sends that are read, as learn.microsoft.com/azure/bot-service/rest-api documents them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, model_validator

MAX_ID = 500  # characters; Teams' own ids have up to about 200

Id = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID)]


class Part(BaseModel):
    """Read leniently: Microsoft adds fields when it likes, and writes null for none. Strict in what is there."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, part: Any) -> Any:
        return {name: value for name, value in part.items() if value is not None} if isinstance(part, dict) else part


class Account(Part):
    id: Id
    name: str = ""
    aad_object_id: str = Field(default="", alias="aadObjectId", max_length=MAX_ID)


class Conversation(Part):
    id: Id
    kind: str = Field(default="", alias="conversationType")
    tenant: str = Field(default="", alias="tenantId", max_length=MAX_ID)


class Named(Part):
    id: str = Field(default="", max_length=MAX_ID)


class ChannelData(Part):
    tenant: Named = Named()


class Mention(Part):
    mentioned: Account
    text: str = ""


class Activity(Part):
    id: Id
    service_url: Id = Field(alias="serviceUrl")
    sender: Account = Field(alias="from")
    recipient: Account
    conversation: Conversation
    channel_data: ChannelData = Field(default=ChannelData(), alias="channelData")
    reply_to: str = Field(default="", alias="replyToId", max_length=MAX_ID)
    time_zone: str = Field(default="", alias="localTimezone", max_length=MAX_ID)
    name: str = ""
    action: str = ""
    text: str = ""
    value: Any = None
    entities: list[dict[str, Any]] = []
    members_added: list[Account] = Field(default=[], alias="membersAdded")

    @property
    def tenant(self) -> str:
        return self.channel_data.tenant.id or self.conversation.tenant


class Execute(Part):
    data: dict[str, Any] = {}


class Executed(Part):
    action: Execute


class Task(Part):
    data: dict[str, Any]


class Parameter(Part):
    name: str = ""
    value: str = ""


class Query(Part):
    parameters: list[Parameter] = []


class Body(Part):
    content: str = ""
    content_type: str = Field(default="html", alias="contentType")


class Message(Part):
    body: Body = Body()


class AboutMessage(Part):
    message: Message = Field(default=Message(), alias="messagePayload")
