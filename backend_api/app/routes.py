"""The HTTP interface. Thin: what a request means, and what an answer looks like."""

import asyncio
import math
from pathlib import Path

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException

from backend_api.app.access import ServiceDep, check_key, service_of
from backend_api.app.errors import MissingKey, NotReady, PhotoError, ResultGone, WrongRequest, by_code
from backend_api.app.images import Photo
from backend_api.app.queue import JobInfo, Order, new_job_id
from backend_api.app.schemas import (
    PICTURE_ANSWER,
    UPLOAD_BODY,
    Auto,
    Ext,
    JobAnswer,
    OnlyCenterFace,
    Upscale,
    errors,
)
from backend_api.app.service import Service
from backend_api.app.uploads import save_upload

_log = structlog.get_logger(__name__)
photos = APIRouter(dependencies=[Depends(check_key)], tags=["photos"])
_UPLOAD_ERRORS = errors(400, 401, 408, 413, 415, 422, 429, 504, 507)


@photos.post(
    "/v1/photos/enhance", status_code=202, response_model=JobAnswer, openapi_extra=UPLOAD_BODY, responses=_UPLOAD_ERRORS
)
async def enhance(
    request: Request,
    service: ServiceDep,
    upscale: Upscale = 2,
    only_center_face: OnlyCenterFace = False,
    ext: Ext = "auto",
    auto: Auto = False,
) -> JobAnswer:
    """Take a photo and answer with a job; ask for it at ``/v1/jobs/{id}``."""
    return _answer(service, await _submitted(request, service, upscale, only_center_face, ext, auto))


@photos.post(
    "/gfpgan-enhance",
    response_class=FileResponse,
    openapi_extra=UPLOAD_BODY,
    responses=_UPLOAD_ERRORS | errors(499, 502, 503) | PICTURE_ANSWER,
)
async def enhance_now(
    request: Request,
    service: ServiceDep,
    upscale: Upscale = 2,
    only_center_face: OnlyCenterFace = False,
    ext: Ext = "auto",
    auto: Auto = False,
) -> Response:
    """The same in one call: waits and answers the picture. Hanging up cancels the job."""
    job = await _submitted(request, service, upscale, only_center_face, ext, auto)
    waiting = service.keeper.start(service.queue.wait(job.id), f"caller of {job.id}")
    while not (await asyncio.wait({waiting}, timeout=0.5))[0]:
        if await request.is_disconnected():
            await service.queue.cancel(job.id)
            return Response(status_code=499)
    job = waiting.result()
    if job.state == "failed":
        raise by_code(str(job.told.get("code")), str(job.told.get("message")))
    headers = {
        "X-Photo-Job": job.id,
        "X-Photo-Engine": str(job.told.get("engine", "")),
        "X-Photo-Faces": str(job.told.get("faces", "")),
    }
    return await _picture(service, job, service.files.result(job.id), headers)


@photos.get("/v1/jobs/{job_id}", response_model=JobAnswer, responses=errors(401, 404, 422))
async def job_state(job_id: str, service: ServiceDep) -> JobAnswer:
    """State, engine used, faces found."""
    return _answer(service, await service.queue.info(job_id))


@photos.delete("/v1/jobs/{job_id}", response_model=JobAnswer, responses=errors(401, 404, 422))
async def cancel_job(job_id: str, service: ServiceDep) -> JobAnswer:
    """Cancel a job, at once if it runs; a finished one loses its picture."""
    return _answer(service, await service.queue.cancel(job_id))


@photos.get(
    "/v1/jobs/{job_id}/result",
    response_class=FileResponse,
    responses=errors(401, 404, 409, 410, 422) | PICTURE_ANSWER,
)
async def job_result(job_id: str, service: ServiceDep) -> Response:
    """The picture. 409 while there is none, 410 when it was removed."""
    job = await service.queue.info(job_id)
    return await _picture(service, job, await asyncio.to_thread(service.files.result, job.id), {})


@photos.get(
    "/v1/jobs/{job_id}/preview",
    response_class=FileResponse,
    responses=errors(401, 404, 409, 410, 422) | PICTURE_ANSWER,
)
async def job_preview(job_id: str, service: ServiceDep) -> Response:
    """Before and after in one small JPEG."""
    job = await service.queue.info(job_id)
    return await _picture(service, job, await asyncio.to_thread(service.files.preview, job.id), {})


async def _submitted(
    request: Request, service: Service, upscale: int, only_center_face: bool, ext: str, auto: bool
) -> JobInfo:
    """Receive, normalise and hand over: every error of the picture itself is answered right here."""
    job_id = new_job_id()
    with service.queue.receiving():
        folder = await asyncio.to_thread(service.files.create, job_id)
        try:
            upload = folder / "upload"
            await save_upload(request, upload, service.settings.photo_max_bytes)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(service.files.remove, job_id))
            raise
    with service.queue.place():
        try:
            photo = await service.images.normalise(upload, folder)
            await asyncio.to_thread(upload.unlink)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(service.files.remove, job_id))
            raise
        scale = automatic_scale(photo) if auto else upscale
        order = Order(
            asked_scale=scale,
            scale=largest_scale(photo, scale, service.settings.photo_max_output_megapixels),
            only_center_face=only_center_face,
            kind=ext if ext != "auto" else "png" if photo.format == "PNG" or photo.alpha else "jpg",
        )
    return await service.queue.submit(job_id, photo, order)


def automatic_scale(photo: Photo) -> int:
    """So much that the longer side comes near 2000 pixels, where phones and Telegram stop showing more."""
    return min(4, max(1, round(2000 / max(photo.width, photo.height))))


def largest_scale(photo: Photo, scale: int, megapixels: float) -> int:
    """The scale asked for, or the largest smaller one whose result is not too large; 1 is always possible."""
    return max(1, min(scale, math.isqrt(int(megapixels / photo.megapixels))))


def _answer(service: Service, job: JobInfo) -> JobAnswer:
    urls = {}
    if job.state == "done" and service.files.result(job.id) is not None:
        urls = {"result_url": f"/v1/jobs/{job.id}/result", "preview_url": f"/v1/jobs/{job.id}/preview"}
    return JobAnswer.model_validate({"id": job.id, "state": job.state, "created_at": job.created} | job.told | urls)


async def _picture(service: Service, job: JobInfo, file: Path | None, headers: dict[str, str]) -> Response:
    if job.state != "done":
        raise NotReady(f"This job has no picture: it is {job.state}.")
    if file is None:
        raise ResultGone
    return FileResponse(file, headers=headers)


def install_errors(app: FastAPI) -> None:
    """Every error becomes ``{"code", "message"}``."""

    def answer(request: Request, error: PhotoError) -> JSONResponse:
        service_of(request).metrics.refused(error.code)
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
        if isinstance(error, MissingKey):
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse({"code": error.code, "message": error.message}, error.status, headers)

    async def photo_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, PhotoError)
        return answer(request, error)

    async def wrong_request(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        return answer(request, WrongRequest(f"{first['loc'][-1]}: {first['msg']}."))

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "wrong_request")
        said = {"code": code, "message": str(error.detail)}
        return JSONResponse(said, error.status_code, dict(error.headers or {}))

    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        # The framework logs the traceback; the caller hears no more than that.
        return answer(request, PhotoError())

    app.add_exception_handler(Exception, unforeseen)
    app.add_exception_handler(PhotoError, photo_error)
    app.add_exception_handler(RequestValidationError, wrong_request)
    app.add_exception_handler(HTTPException, http_error)
