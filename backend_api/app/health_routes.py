"""What operators and their monitoring ask: is it alive, is it ready, figures, and the description of the interface."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse

from backend_api.app.access import ServiceDep, check_key_of_strangers, knows_the_key
from backend_api.app.schemas import EngineAnswer, HealthAnswer, ReadyAnswer, errors

health = APIRouter(tags=["health"])
documentation = APIRouter(dependencies=[Depends(check_key_of_strangers)], include_in_schema=False)


@health.get("/healthz", response_model=HealthAnswer)
async def healthz() -> HealthAnswer:
    """The process answers."""
    return HealthAnswer()


@health.get("/readyz", response_model=ReadyAnswer, responses={503: {"model": ReadyAnswer}})
async def readyz(
    service: ServiceDep, response: Response, may_know: Annotated[bool, Depends(knows_the_key)]
) -> ReadyAnswer:
    """Which engines work, and why others do not (for those who have the key). 503 if none does."""
    state = service.choice.state()
    engines = [EngineAnswer(name=name, works=not reason, reason=reason) for name, reason in state.items()]
    ready = any(engine.works for engine in engines)
    if not ready:
        response.status_code = 503
    if not may_know:
        return ReadyAnswer(ready=ready, engine="", engines=[])
    return ReadyAnswer(ready=ready, engine=service.settings.photo_engine, engines=engines)


@health.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **errors(401)},
    dependencies=[Depends(check_key_of_strangers)],
)
async def metrics(service: ServiceDep) -> Response:
    """For Prometheus."""
    service.metrics.engines(service.choice.state())
    return Response(service.metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")


@documentation.get("/openapi.json")
async def openapi(request: Request) -> JSONResponse:
    """The interface for machines."""
    return JSONResponse(request.app.openapi())


@documentation.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The interface for people."""
    return get_swagger_ui_html(openapi_url="/openapi.json", title=request.app.title)
