"""The HTTP application over a System."""

from fastapi import Depends, FastAPI

from interfaces.http.auth import Authenticator
from interfaces.http.batch import batch_routes
from interfaces.http.commands import PREFIX, Commands, wrong_address
from interfaces.http.compare import compare_routes, ledger_compare_routes
from interfaces.http.drift import drift_routes
from interfaces.http.eventlogs import event_log_routes
from interfaces.http.explaining import why_routes
from interfaces.http.exports import export_routes
from interfaces.http.feed import feed_routes
from interfaces.http.health import health_routes
from interfaces.http.ledgers import ledger_routes
from interfaces.http.openapi import describe
from interfaces.http.papers import paper_routes
from interfaces.http.problems import install
from interfaces.http.proofs import PUBLIC, proof_routes
from interfaces.http.questions import question_routes
from interfaces.http.readers import reader_routes
from interfaces.http.records import record_routes
from interfaces.http.scores import score_routes
from interfaces.http.subjects import subject_routes
from interfaces.http.timemaps import timemap_routes
from interfaces.http.wiring import must_know_parameters
from interfaces.product import VERSION
from interfaces.system import System


def create_app(system: System) -> FastAPI:
    app = FastAPI(
        title="共治 Gongzhi",
        version=VERSION,
        docs_url=None,  # the framework's pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        # Its log records would carry personal data out, and its looking whether anybody wants
        # spans or metrics takes a tenth of a command's time.
        telemetry={"logs": False, "tracing": False, "metrics": False},
    )
    attach(app, system)
    install(app)
    app.add_middleware(Commands)
    app.add_exception_handler(404, wrong_address)
    app.include_router(health_routes())
    app.include_router(proof_routes(), prefix=PUBLIC)
    known = [Depends(must_know_parameters)]
    app.include_router(ledger_compare_routes(), prefix=PREFIX)
    app.include_router(ledger_routes(), prefix=PREFIX)
    app.include_router(why_routes(), prefix=PREFIX)
    app.include_router(question_routes(), prefix=PREFIX)
    for routes in (
        batch_routes(),
        feed_routes(),
        compare_routes(),
        score_routes(),
        drift_routes(),
        export_routes(),
        event_log_routes(),
        paper_routes(),
        timemap_routes(),
        reader_routes(),
        subject_routes(),
        record_routes(),  # the last, for its paths would match the others'
    ):
        app.include_router(routes, prefix=PREFIX, dependencies=known)
    describe(app)
    return app


def attach(app: FastAPI, system: System) -> None:
    """Puts `system` behind the routes."""
    settings = system.settings
    app.state.system = system
    app.state.authenticator = Authenticator(settings.data, settings.issuer, settings.jwks)
