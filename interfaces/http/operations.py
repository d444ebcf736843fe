"""What the OpenAPI file says of each command: derived from the registry, as its route is."""

from inspect import cleandoc
from typing import Any, Final

from domain.kernel import Command
from domain.registry import ADDRESSEE
from interfaces.http.answers import Done
from interfaces.http.commands import FOR_PEOPLE, JSON, PLACES, PREFIX, Around, path_of

Schema = dict[str, Any]

DONE: Final = {JSON: {"schema": {"$ref": f"#/components/schemas/{Done.__name__}"}}}


def command_paths() -> Schema:
    return {
        PREFIX + path_of(kind): {"post": _operation(name, kind)}
        for name, kind in FOR_PEOPLE.items()
    }


def _operation(name: str, kind: type[Command[Any]]) -> Schema:
    return {
        "tags": [ADDRESSEE[kind].label.en],
        "summary": f"{kind.label.en} {kind.label.hans}",
        "description": _description(kind),
        "operationId": name,
        "parameters": _parameters(kind),
        "responses": _answers(kind),
    }


def _description(kind: type[Command[Any]]) -> str:
    issued = "、".join(sorted(kind.who))
    approved = "、".join(sorted(kind.approved_by))
    parts = (
        cleandoc(kind.__doc__ or ""),
        f"Issued by: {issued}",
        f"Approved by one of: {approved}" if approved else "",
    )
    return "\n\n".join(filter(None, parts))


def _parameters(kind: type[Command[Any]]) -> list[Schema]:
    parameters: list[Schema] = []
    for name, schema in Around.model_json_schema()["properties"].items():
        if name == "id" and kind.opens:
            continue
        about = {"description": schema["description"]} if "description" in schema else {}
        place = PLACES.get(name, "header")
        parameters.append(
            {"name": name, "in": place, "required": name == "id", "schema": schema, **about}
        )
    return parameters


def _answers(kind: type[Command[Any]]) -> dict[str, Schema]:
    """Besides 200, for what changed nothing or was tried dry."""
    told = {200: "Nothing has changed, or it was a trial" if kind.opens else "Done"}
    if kind.opens:
        told[201] = "Recorded; Location names the record"
    if kind.approved_by:
        told[202] = "Waits for approval at Location"
    return {str(status): {"description": d, "content": DONE} for status, d in told.items()}
