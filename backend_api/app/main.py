"""The photo service: ``python -m backend_api.app.main``."""

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from backend_api.app.config import Settings, load_settings
from backend_api.app.connections import KEEP_ALIVE_SECONDS, PatientProtocol
from backend_api.app.errors import WrongSetting
from backend_api.app.health_routes import documentation, health
from backend_api.app.logs import set_up_logs
from backend_api.app.refusals import AnswerBeforeReading
from backend_api.app.routes import install_errors, photos
from backend_api.app.service import build_service, prepare

_DROPPED_BYTES = 100_000_000
"""Of an upload that is refused at once so much is still read: dropping is cheap, and its sender reads the answer."""
DESCRIPTION = (
    "Enhances photos: GFPGAN in a container or as ONNX, or classical image processing where neither is set up."
)


def create_app(settings: Settings) -> FastAPI:
    """The application; its folders are claimed now, its engines and jobs start with it.

    Raises WrongSetting when STORAGE_DIR cannot be used.
    """
    files, installation, lock = prepare(settings)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        service = build_service(settings, files, installation)
        app.state.service = service
        await service.open()
        # What is loaded now stays: without this a full collection holds the loop for tens of milliseconds.
        gc.collect()
        gc.freeze()
        yield
        await service.close()
        os.close(lock)

    app = FastAPI(
        title="Photo enhancement",
        version="1.0.0",
        description=DESCRIPTION,
        lifespan=running,
        docs_url=None,  # where strangers can reach it, the documentation asks for the key
        redoc_url=None,
        openapi_url=None,
    )
    app.include_router(photos)
    app.include_router(documentation)
    app.include_router(health)
    app.add_middleware(AnswerBeforeReading, most_bytes=max(_DROPPED_BYTES, 3 * settings.photo_max_bytes))
    install_errors(app)
    return app


def main() -> None:
    """Serve until a signal ends it. A wrong setting ends it with one sentence."""
    os.umask(0o077)  # photos are for this program's own user
    try:
        settings = load_settings()
        set_up_logs(settings.log_level, settings.log_format)
        app = create_app(settings)
    except WrongSetting as error:
        sys.exit(str(error))
    # One process: the jobs and the containers belong to it. Waiting callers keep it for 5 seconds at most when it ends.
    uvicorn.run(
        app,
        host=settings.backend_host,
        port=settings.backend_port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=PatientProtocol,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
