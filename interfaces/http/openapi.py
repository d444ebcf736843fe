"""The OpenAPI file: what the routes tell of themselves, and what they all share, said once."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from domain.registry import COMMANDS
from domain.ruleset import Ruleset
from interfaces.http.answers import BatchLine, Done, ProblemDetails
from interfaces.http.batch import NDJSON, Line
from interfaces.http.commands import FOR_PEOPLE, JSON
from interfaces.http.examples import examples
from interfaces.http.operations import command_paths
from interfaces.http.problems import MEDIA_TYPE
from interfaces.http.proofs import PUBLIC

Schema = dict[str, Any]

ABOUT: Final = """Cases, orders, services, agreements and registrations of a county's multi-party
community governance, as events; ledgers, scores and eligibility as of any moment.

Every answer to a command has a `position`; a read with `min_position` of it has seen it.
Errors are problem+json with a stable `code` and a sentence in the caller's language
(`Accept-Language`: zh-Hans, zh-Hant or en)."""

READING: Final = {
    400: "A parameter is wrong, or a moment has not come",
    401: "No valid token",
    403: "The role or the scope does not cover it",
    404: "There is no such thing",
    409: "A rule forbids it",
    422: "Malformed; `errors` says where",
    503: "Not now; see Retry-After",
}
WRITING: Final = READING | {
    412: "The record has moved on",
    413: "Too large",
    415: "Not the content type that is read here",
}
OPEN: Final = {"/health", "/ready"}  # without a token
REF: Final = "#/components/schemas/{model}"


def describe(app: FastAPI) -> None:
    """Makes the application tell its OpenAPI file, which is put together when first asked for."""

    def openapi() -> Schema:
        if app.openapi_schema is None:
            app.openapi_schema = _whole(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _whole(app: FastAPI) -> Schema:
    file = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=ABOUT,
        routes=app.routes,
    )
    for path, methods in command_paths().items():
        file["paths"].setdefault(path, {}).update(methods)
    schemas = _without_frameworks(file.setdefault("components", {}).setdefault("schemas", {}))
    bodies, shared = _bodies()
    file["components"] = {
        "schemas": dict(sorted((schemas | shared).items())),
        "responses": {str(status): _problem(status, told) for status, told in WRITING.items()},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    }
    file["security"] = [{"token": []}]
    for path, method, operation in _operations(file):
        _complete(path, method, operation, bodies)
    return file


def _operations(file: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in file["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _without_frameworks(schemas: Schema) -> Schema:
    return {name: s for name, s in schemas.items() if "ValidationError" not in name}


def _bodies() -> tuple[dict[str, Schema], Schema]:
    """The body of each operation, and the schemas that they share."""
    models: dict[str, type[BaseModel]] = {
        **FOR_PEOPLE,
        "try_ruleset": Ruleset,
        "batch": Line,
        "answer": BatchLine,
        "done": Done,
        "problem": ProblemDetails,
    }
    found, definitions = models_json_schema(
        [(model, "validation") for model in dict.fromkeys(models.values())], ref_template=REF
    )
    return (
        {name: found[model, "validation"] for name, model in models.items()},
        definitions["$defs"],
    )


def _problem(status: int, told: str) -> Schema:
    answer: Schema = {
        "description": told,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model=ProblemDetails.__name__)}}},
    }
    if status == 503:
        answer["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return answer


def _complete(path: str, method: str, operation: Schema, bodies: dict[str, Schema]) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    if path in OPEN or path.startswith(PUBLIC):
        operation["security"] = []
    problems = WRITING if method == "post" else {} if path == "/health" else READING
    for status in problems:
        answers[str(status)] = {"$ref": f"#/components/responses/{status}"}
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _present(parameter["schema"])
    name = operation["operationId"]
    if name == "batch":
        operation["requestBody"] = {"content": _lines_of(bodies[name]), "required": True}
        answers["200"]["content"] = _lines_of(bodies["answer"])
    elif name in bodies:
        content = {JSON: {"schema": bodies[name]} | _example(name)}
        operation["requestBody"] = {"content": content, "required": _is_required(name)}


def _present(schema: Schema) -> Schema:
    """A parameter's schema when it is there at all: none can be null."""
    if "anyOf" not in schema:
        return schema
    [kind] = [found for found in schema["anyOf"] if found.get("type") != "null"]
    about = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**about, **kind}


def _example(name: str) -> Schema:
    known = examples().get("ruleset.draft" if name == "try_ruleset" else name)
    value = known["ruleset"] if known and name == "try_ruleset" else known
    return {"examples": {"example": {"value": value}}}


def _is_required(name: str) -> bool:
    fields = COMMANDS[name].model_fields.values() if name in COMMANDS else ()
    return name not in COMMANDS or any(field.is_required() for field in fields)


def _lines_of(line: Schema) -> Schema:
    text = {"type": "string", "contentMediaType": NDJSON, "contentSchema": line}
    return {NDJSON: {"schema": text}}
