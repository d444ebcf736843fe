"""Every error as RFC 9457 problem+json: a stable code and a sentence that says what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from application.authority import Forbidden
from application.handler import NotFound, StaleVersion
from application.recorded import KeyReused, LogUnavailable, LostRace
from domain.kernel import Label, Refused
from interfaces.http.auth import Unauthenticated
from interfaces.language import Told, in_language, preferred

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = "1"


class Problem(Exception):
    """A refusal of the HTTP layer itself."""

    def __init__(
        self, status: int, code: str, hans: str, en: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(en)
        self.status, self.code, self.hans, self.en = status, code, hans, en
        self.headers = dict(headers or {})


# Domain codes that mean something more precise than 409 Conflict.
NOT_FOUND: Final = frozenset({"no_such_body", "no_such_person", "no_such_unit", "no_such_grid"})

FIXED: Final[Mapping[type[Exception], tuple[int, str, Label]]] = {
    NotFound: (
        404,
        "not_found",
        Label("查无此记录，请核对编号。", "No such record; check its id."),
    ),
    Unauthenticated: (
        401,
        "not_authenticated",
        Label(
            "请先登录：缺少有效的访问令牌。",
            "Sign in first: no valid bearer token was sent.",
        ),
    ),
    KeyReused: (
        422,
        "key_reused",
        Label(
            "该幂等键已用于另一请求，请换新键。",
            "This Idempotency-Key was used for another request; take a new one.",
        ),
    ),
    LostRace: (
        503,
        "busy",
        Label("他人正在修改此记录，请稍后重试。", "Others keep changing this; try again."),
    ),
    LogUnavailable: (
        503,
        "log_unavailable",
        Label(
            "存储暂不可用，结果未知，请用同一幂等键重试。",
            "The store did not answer; whether it landed is unknown: retry with the same key.",
        ),
    ),
}

FIELD_MESSAGES: Final = {
    "missing": Label("缺少此项，请补填。", "This is missing; fill it in."),
    "extra_forbidden": Label("没有此项，请删去。", "There is no such field; remove it."),
    "json_invalid": Label("不是有效的JSON。", "This is not valid JSON."),
    "enum": Label("不在可选值之内。", "This is not one of the possible values."),
    "string_too_long": Label("文字过长。", "The text is too long."),
    "string_too_short": Label("文字过短。", "The text is too short."),
    "string_pattern_mismatch": Label("格式不对。", "The format is wrong."),
}


def problem_body(error: Exception, language: str) -> tuple[int, dict[str, Any]]:
    """Status and members for any expected error; KeyError, a bug, for an unexpected one."""
    match error:
        case RequestValidationError() | ValidationError():
            return 422, _invalid(error.errors(), language)
        case Problem():
            return error.status, _members(error.status, error.code, error, language)
        case Refused():
            status = 404 if error.code in NOT_FOUND else 409
            return status, _members(status, error.code, error, language)
        case Forbidden():
            return 403, _members(403, error.code, error, language)
        case StaleVersion():
            told = Label(
                f"记录已更新到第{error.current}版，请重新读取后再办。",
                f"The record has moved on to version {error.current}; read it again first.",
            )
            return 412, _members(412, "stale_version", told, language)
        case _:
            status, code, label = FIXED[type(error)]
            return status, _members(status, code, label, language)


def _members(status: int, code: str, told: Told | Label, language: str) -> dict[str, Any]:
    return {
        "type": f"urn:gongzhi:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": in_language(told, language),
    }


def _invalid(errors: Sequence[Any], language: str) -> dict[str, Any]:
    told = Label("请按提示修改后重新提交。", "Correct the fields named and send it again.")
    body = _members(422, "invalid_request", told, language)
    body["errors"] = [
        {
            "pointer": _pointer(error["loc"]),
            "code": error["type"],
            "detail": in_language(
                FIELD_MESSAGES.get(error["type"], Label("此项无效。", error["msg"])), language
            ),
        }
        for error in errors
    ]
    return body


def _pointer(location: Sequence[Any]) -> str:
    """JSON pointer into the body, or the name of the parameter."""
    place, *rest = location or ("",)
    if place == "body":
        return "/" + "/".join(str(part) for part in rest)
    return "/".join(str(part) for part in location)


def problem_response(request: Request, error: Exception) -> Response:
    status, body = problem_body(error, preferred(request.headers.get("accept-language")))
    headers = dict(getattr(error, "headers", None) or {})
    if status == 503:
        headers.setdefault("Retry-After", RETRY_SECONDS)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(orjson.dumps(body), status, headers, media_type=MEDIA_TYPE)


def http_exception(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: unknown paths, methods, bodies that are too large."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    code, label = {
        400: ("bad_request", Label("请求无法识别。", "The request cannot be understood.")),
        404: ("not_found", Label("没有此地址。", "There is nothing at this address.")),
        405: ("method_not_allowed", Label("此地址不支持该方法。", "Use another method here.")),
        413: ("too_large", Label("请求过大，请分批提交。", "The body is too large; split it.")),
    }.get(error.status_code, ("refused", Label("请求未被接受。", str(error.detail))))
    problem = Problem(error.status_code, code, label.hans, label.en, error.headers)
    return problem_response(request, problem)


def install(app: FastAPI) -> None:
    expected = (RequestValidationError, Problem, Refused, Forbidden, StaleVersion, *FIXED)
    for kind in expected:
        app.add_exception_handler(kind, problem_response)
    app.add_exception_handler(HTTPException, http_exception)
