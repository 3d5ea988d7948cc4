"""Who somebody is, as Teams says."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from adapters.teams.shapes import Part
from bot.events import Introduction

OUTSIDERS = frozenset({"guest", "anonymous"})
"""Roles of those who are no members of the tenant. Whoever joined a meeting without signing in bears the name of the
tenant that holds it: learn.microsoft.com/microsoftteams/platform/apps-in-teams-meetings/build-apps-for-anonymous-user.
"""
EXTERNAL = "#EXT#"
"""In the principal name of every guest: learn.microsoft.com/entra/external-id/user-properties."""


class _Member(Part):
    """learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context, "Get single member details"."""

    name: str = ""
    email: str = ""
    principal: str = Field(default="", alias="userPrincipalName")
    role: str = Field(default="", alias="userRole")
    tenant: str = Field(default="", alias="tenantId")


def introduction(member: Any, tenant: str, time_zone: str = "") -> Introduction:
    """Raises ValueError for what is no member. Whoever is of another tenant is a guest in this one."""
    found = _Member.model_validate(member)
    is_external = EXTERNAL in found.principal.upper()
    is_of_another = bool(found.tenant) and found.tenant.lower() != tenant.lower()
    principal = found.principal if "@" in found.principal and not is_external else ""
    return Introduction(
        name=found.name,
        email=found.email or principal,
        time_zone=time_zone,
        is_guest=found.role.lower() in OUTSIDERS or is_external or is_of_another,
    )
