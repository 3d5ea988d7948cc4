"""Where Microsoft's bot service is, and how it signs: its public cloud unless somebody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cloud:
    """``service_url`` is a pattern that a whole service URL has to match: tokens of ours are sent there."""

    metadata_url: str
    issuer: str
    service_url: str
    scope: str
    """Of a token for its connector."""
    login: str
    """Who gives those tokens."""

    @property
    def asked_for(self) -> str:
        """The scope as it is asked for: all that the registration may do."""
        return f"{self.scope}/.default"


# learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication, "Connector to Bot"; the
# hosts are those of learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages.
PUBLIC = Cloud(
    metadata_url="https://login.botframework.com/v1/.well-known/openidconfiguration",
    issuer="https://api.botframework.com",
    service_url=r"https://(smba\.trafficmanager\.net|([a-z0-9-]+\.)*botframework\.com)(:443)?(/[\w./-]*)?",
    scope="https://api.botframework.com",
    login="https://login.microsoftonline.com",
)
