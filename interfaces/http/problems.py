"""Every error as RFC 9457 problem+json: a stable code and a sentence that says what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from application.authority import Forbidden
from application.handler import NotFound, StaleVersion
from application.proof.tlog import Tampered
from application.recorded import KeyReused, LogUnavailable, LostRace
from domain.kernel import Label, Refused
from interfaces.http.auth import Unauthenticated
from interfaces.language import Told, in_language, preferred
from interfaces.parsing import Fault, Invalid, faults_of, pointer
from projections.filters import Unanswerable
from projections.reading import Unavailable

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


class Telling(Problem):
    """It tells something of what is on record: an auditor is told that on record only."""


def bad_parameter(name: str) -> Problem:
    return Problem(
        400,
        "bad_parameter",
        f"参数“{name}”的值格式不对，请核对。",
        f"The value of {name} is malformed; check it.",
    )


# Codes of refusals that mean something more precise than 409 Conflict.
MEANING: Final = {
    "no_such_body": 404,
    "no_such_person": 404,
    "no_such_unit": 404,
    "no_such_grid": 404,
    "no_such_checkpoint": 404,
    "witness_unknown": 403,
    "not_a_checkpoint": 422,
    "another_log": 422,
    "cosignature_invalid": 422,
    "cosigned_in_the_future": 422,
    "read_side_behind": 503,
    "read_side_not_built": 503,
}

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
    Tampered: (
        503,
        "log_not_as_signed",
        Label(
            "日志与已签检查点不符，不再签署任何文件，请立即报告审计部门。",
            "The log is not what was signed, so nothing more is; tell the auditors at once.",
        ),
    ),
    Unavailable: (
        503,
        "read_side_unavailable",
        Label(
            "台账库暂不可用，请稍后重试；已记录的事项不受影响。",
            "The ledgers' database does not answer; try again. What was recorded is safe.",
        ),
    ),
    ClientDisconnect: (
        400,
        "body_cut_off",
        Label("请求未传完，请重新提交。", "The request was cut off; send it again."),
    ),
}
# What a caller may be told; anything else is a bug.
EXPECTED: Final[tuple[type[Exception], ...]] = (
    RequestValidationError, Invalid, Problem, Refused, Forbidden, StaleVersion, *FIXED
)  # fmt: skip
CORRECT_IT: Final = Label("请按提示修改后重新提交。", "Correct what is named and send it again.")

# What the framework itself refuses.
OF_THE_FRAMEWORK: Final = {
    400: ("bad_request", Label("请求无法识别。", "The request cannot be understood.")),
    404: (
        "not_found",
        Label("没有此地址，请核对。", "There is nothing here; check the address."),
    ),
    405: ("method_not_allowed", Label("此地址不支持该方法。", "Use another method here.")),
}
BUG: Final = Label(
    "系统内部错误，已记录；请稍后用同一幂等键重试。",
    "Something broke in here and was noted; retry later with the same key.",
)


def problem_body(error: Exception, language: str) -> tuple[int, dict[str, Any]]:
    """Status and members for any expected error; KeyError, a bug, for an unexpected one."""
    match error:
        case Invalid():
            return 422, _invalid([_in_body(fault, language) for fault in error.faults], language)
        case RequestValidationError():
            faults = faults_of(error.errors())
            return 422, _invalid([_in_parameter(fault, language) for fault in faults], language)
        case Problem():
            return error.status, _members(error.status, error.code, error, language)
        case Refused():
            otherwise = 400 if isinstance(error, Unanswerable) else 409
            status = MEANING.get(error.code, otherwise)
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


def _invalid(errors: Sequence[dict[str, Any]], language: str) -> dict[str, Any]:
    return _members(422, "invalid_request", CORRECT_IT, language) | {"errors": errors}


def _in_body(fault: Fault, language: str) -> dict[str, Any]:
    told = in_language(fault.told, language)
    return {"pointer": pointer(fault.path), "code": fault.code, "detail": told}


def _in_parameter(fault: Fault, language: str) -> dict[str, Any]:
    place, *names = fault.path or ("",)
    told = in_language(fault.told, language)
    return {"in": place, "name": ".".join(map(str, names)), "code": fault.code, "detail": told}


def problem_response(request: Request, error: Exception) -> Response:
    status, body = problem_body(error, preferred(request.headers.get("accept-language")))
    headers = dict(getattr(error, "headers", None) or {})
    if status == 503:
        headers.setdefault("Retry-After", RETRY_SECONDS)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(orjson.dumps(body), status, headers, media_type=MEDIA_TYPE)


def http_exception(request: Request, error: Exception) -> Response:
    """Unknown addresses and methods."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    unknown = ("refused", Label("请求未被接受。", str(error.detail)))
    code, label = OF_THE_FRAMEWORK.get(error.status_code, unknown)
    problem = Problem(error.status_code, code, label.hans, label.en, error.headers)
    return problem_response(request, problem)


def bug(request: Request, error: Exception) -> Response:
    """A bug: told as a problem too, without what broke; the server's log has that."""
    return problem_response(request, Problem(500, "internal_error", BUG.hans, BUG.en))


def install(app: FastAPI) -> None:
    for kind in EXPECTED:
        app.add_exception_handler(kind, problem_response)
    app.add_exception_handler(HTTPException, http_exception)
    app.add_exception_handler(Exception, bug)
