"""What went wrong with a call, as RFC 9457 has it: problem details in JSON, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web

CONTENT_TYPE = "application/problem+json"
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
MOST_ERRORS = 100


class ProblemError(Exception):
    """A call is refused. ``errors`` says where each part is that is wrong (``pointer``, or ``line`` and ``column``)
    and what is wrong with it (``detail``).
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors[:MOST_ERRORS])
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        """Without a ``type`` of its own, the title is that of the status (RFC 9457, section 4.2.1)."""
        said: dict[str, Any] = {"title": self.status.phrase, "status": self.status.value, "detail": self.detail}
        if self.errors:
            said["errors"] = [dict(error) for error in self.errors]
        response = web.json_response(said, status=self.status, headers={**HEADERS, **self.headers})
        response.content_type = CONTENT_TYPE
        response.charset = None
        return response
