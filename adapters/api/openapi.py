"""What describes the API to programs: an OpenAPI 3.1 document, made from what reads deliveries."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from adapters.api.bodies import CSV, JSON, Delivery
from adapters.api.intake import POLICIES, READINGS, ReadingsIntake
from adapters.api.problems import CONTENT_TYPE
from adapters.api.rate import A_MINUTE
from adapters.metrics import release

SCHEMAS = "#/components/schemas/"
REFUSALS = {
    HTTPStatus.BAD_REQUEST: "The key is missing, or the body cannot be read.",
    HTTPStatus.UNAUTHORIZED: "The token is not that of this policy, or was stopped; or there is no such policy.",
    HTTPStatus.CONFLICT: "The policy is closed.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than a megabyte.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is neither JSON nor CSV in UTF-8, or it is packed.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Some of the readings are wrong, or other readings came under this key before.",
    HTTPStatus.TOO_MANY_REQUESTS: f"More than {A_MINUTE} deliveries within a minute.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database is away or busy. Send the same again, under the same key.",
}
WITH_A_WAIT = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": (
        "A text of your own for each delivery, such as a UUID. When you do not know whether a delivery arrived, send "
        "it again under the same key: it is kept once, and answered alike. Keys are known for 30 days."
    ),
    "schema": {"type": "string", "pattern": '^([!#-~]{1,200}|"[!#-~]{1,200}")$'},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}
A_READING = {
    "type": "object",
    "required": ["measure", "name", "value", "read_on"],
    "properties": {
        "measure": {"type": "string", "description": "The id of the measure."},
        "name": {"type": "string"},
        "value": {"type": "number"},
        "read_on": {"type": "string", "format": "date"},
    },
}
TAKEN = {
    "type": "object",
    "required": ["policy", "readings"],
    "properties": {"policy": {"type": "string"}, "readings": {"type": "array", "items": A_READING}},
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, in a sentence."},
        "errors": {
            "type": "array",
            "description": "Each part that is wrong: where it is in JSON (pointer) or CSV (line, column).",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string"},
                    "line": {"type": "integer"},
                    "column": {"type": "string"},
                },
            },
        },
    },
}


def described(intake: ReadingsIntake) -> dict[str, Any]:
    """The document of one deployment."""
    delivery = Delivery.model_json_schema(ref_template=f"{SCHEMAS}{{model}}")
    schemas = {**delivery.pop("$defs"), "Delivery": delivery, "Taken": TAKEN, "Problem": PROBLEM}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Find an expert: live readings",
            "version": release(),
            "description": "Send what the measures of a policy show. Nothing can be read.",
        },
        "servers": [{"url": intake.address}],
        "paths": {f"{POLICIES}{{policy_id}}{READINGS}": {"post": _post()}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of the policy: made in chat, on the policy, under Live readings.",
                }
            },
        },
    }


def _post() -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
    policy_id = {"name": "policy_id", "in": "path", "required": True, "schema": schema}
    return {
        "operationId": "sendReadings",
        "summary": "Send readings",
        "security": [{"token": []}],
        "parameters": [policy_id, KEY],
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"$ref": f"{SCHEMAS}Delivery"}},
                CSV: {
                    "schema": {"type": "string", "description": "The columns measure, value and read_on."},
                    "example": "measure,value,read_on\nLetters answered,62.5,2026-07-08\n",
                },
            },
        },
        "responses": {"201": _taken(), **{str(status.value): _refused(status) for status in REFUSALS}},
    }


def _taken() -> dict[str, Any]:
    return {
        "description": "All of it was kept, or had been.",
        "headers": {
            "Idempotency-Replayed": {
                "description": "It came before under this key; this is the answer of then.",
                "schema": {"type": "string", "const": "true"},
            }
        },
        "content": {JSON: {"schema": {"$ref": f"{SCHEMAS}Taken"}}},
    }


def _refused(status: HTTPStatus) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": REFUSALS[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
    }
    if status in WITH_A_WAIT:
        seconds = {"type": "integer", "minimum": 1}
        said["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": seconds}}
    return said
