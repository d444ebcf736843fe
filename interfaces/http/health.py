"""Is it alive, and is the read side up to date?"""

from fastapi import APIRouter, Response

from interfaces.http.answers import Health, Ready
from interfaces.http.reading import json_response
from interfaces.http.wiring import Wired


def health_routes() -> APIRouter:
    router = APIRouter(tags=["Health"])
    router.add_api_route("/health", health, response_model=Health, operation_id="health")
    router.add_api_route("/ready", ready, response_model=Ready, operation_id="ready")
    return router


def health() -> Response:
    """The process answers."""
    return json_response({"status": "ok"})


def ready(system: Wired) -> Response:
    """The log answers; how far the read side is behind it, in events and seconds."""
    lag = system.readside.lag()
    body = {
        "status": "ready",
        "log_position": lag.position + lag.events,
        "read_position": lag.position,
        "lag_events": lag.events,
        "lag_seconds": lag.seconds,
    }
    return json_response(body)
