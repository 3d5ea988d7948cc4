"""What the doctor asks Microsoft: whether each registration gets a token, and whether its signing keys can be read."""

from __future__ import annotations

import asyncio

from adapters.checks import Answer, Asking, Check, UnansweredError
from adapters.teams.cloud import PUBLIC, Cloud
from config.settings import Settings, TeamsRegistration

# learn.microsoft.com/entra/identity-platform/reference-error-codes
TROUBLES = {
    700016: ("this tenant does not know the app", "Correct MICROSOFT_APP_ID, or MICROSOFT_APP_TENANT_ID."),
    90002: ("there is no such tenant", "Correct MICROSOFT_APP_TENANT_ID."),
    900023: ("this is no tenant", "Correct MICROSOFT_APP_TENANT_ID."),
    7000215: (
        "the password is wrong",
        "Copy the value (not the id) of a client secret into MICROSOFT_APP_PASSWORD.",
    ),
    7000222: (
        "the password has expired",
        "Make a new client secret, and copy its value into MICROSOFT_APP_PASSWORD.",
    ),
    7000112: ("the app is switched off", "Switch the app on in Microsoft Entra."),
}
MEND_NETWORK = "Let this computer reach Microsoft over HTTPS, through HTTPS_PROXY where there is one."


async def teams_checks(asking: Asking, settings: Settings, cloud: Cloud = PUBLIC) -> list[Check]:
    """Look at everything about Teams."""
    if not settings.teams_is_on:
        mend = "Set MICROSOFT_APP_ID, its password and its tenant to switch it on, or see config/teams/README.md."
        return [Check("Teams", "off", mend)]
    registrations = settings.teams_registrations
    tokens = (_token(asking, cloud, each, alone=len(registrations) == 1) for each in registrations)
    return [*await asyncio.gather(*tokens, _keys(asking, cloud)), _tenants(settings)]


async def _token(asking: Asking, cloud: Cloud, registration: TeamsRegistration, *, alone: bool) -> Check:
    what = "Teams password" if alone else f"Teams password of {registration.app_id}"
    fields = {
        "grant_type": "client_credentials",
        "client_id": registration.app_id,
        "client_secret": registration.password,
        "scope": cloud.asked_for,
    }
    try:
        answer = await asking.post(f"{cloud.login}/{registration.tenant_id}/oauth2/v2.0/token", fields)
    except UnansweredError as error:
        return Check(what, f"Microsoft {error}", MEND_NETWORK)
    if isinstance(answer.body.get("access_token"), str):
        return Check(what, "Microsoft gives us a token")
    return Check(what, *_trouble(answer))


def _trouble(answer: Answer) -> tuple[str, str]:
    codes = answer.body.get("error_codes")
    for code in codes if isinstance(codes, list) else []:
        if isinstance(code, int) and code in TROUBLES:
            return TROUBLES[code]
    return (
        "Microsoft says no, and not why",
        "Compare the id, the password and the tenant with those in Microsoft Entra.",
    )


async def _keys(asking: Asking, cloud: Cloud) -> Check:
    """Without the keys nothing that comes from Teams can be checked, so nothing is answered."""
    try:
        answer = await asking.get(cloud.metadata_url)
    except UnansweredError as error:
        return Check("Teams signing keys", f"Microsoft {error}", MEND_NETWORK)
    if answer.word("issuer") and answer.word("jwks_uri"):
        return Check("Teams signing keys", "can be read")
    return Check("Teams signing keys", "Microsoft answered something that cannot be read", MEND_NETWORK)


def _tenants(settings: Settings) -> Check:
    own = {registration.tenant_id.lower() for registration in settings.teams_registrations}
    allowed = {tenant.lower() for tenant in settings.allowed_teams_tenants}
    if not allowed:
        return Check("Teams tenants", f"only {', '.join(sorted(own))}")
    if refused := own - allowed:
        found = f"not allowed, though the bot is registered there: {', '.join(sorted(refused))}"
        return Check("Teams tenants", found, "Add them to FIND_EXPERT_ALLOWED_TEAMS_TENANTS.")
    return Check("Teams tenants", f"allowed: {', '.join(sorted(allowed))}")
