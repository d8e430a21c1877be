"""Health, readiness and metrics: for the operator and the door, never for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from concord_kernel.web.may import open_to_everyone

if TYPE_CHECKING:
    from concord_kernel.bus.running import Health

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_everyone)])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process runs."""
    return {"status": "alive"}


@router.get("/readyz")
async def ready(request: Request, response: Response) -> dict[str, bool]:
    """Whether the process can do its work: its ledger and its rows answer."""
    office = request.app.state.office
    state = {"ledger": await office.ledger.answers(), "rows": await office.rows.answers()}
    if not all(state.values()):
        response.status_code = 503
    return state


def upkeep_app(health: Health) -> FastAPI:
    """The little server beside a process that serves no pages."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/healthz", alive)
    app.add_api_route("/metrics", metrics)

    @app.get("/readyz")
    async def ready_to_work(response: Response) -> dict[str, bool]:
        if not health.ready:
            response.status_code = 503
        return {"ready": health.ready}

    return app


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus metrics; labels are bounded and name no person, case or agency's content."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
