"""GFPGAN as an ONNX file on onnxruntime: three times as fast on a CPU as the container, with files the operator
supplies.
"""

import importlib.util
from pathlib import Path

from backend_api.app.engines.engine import Wish
from backend_api.app.errors import EngineBroken, EngineFailed, EngineTimedOut
from backend_api.app.images import Photo
from backend_api.app.worker_processes import WorkerDied, WorkerProcess

_SECONDS = 60
_SECONDS_PER_FACE = 10
_MOST_FACES = 30
_IDLE_SECONDS = 600.0


class OnnxEngine:
    """One resident worker process holds the network (1.5 GB for GFPGAN) until nobody has needed it for ten minutes."""

    name = "onnx"

    def __init__(
        self, network: Path | None, detector: Path | None, threads: int, idle_seconds: float = _IDLE_SECONDS
    ) -> None:
        self._network = network
        files = (str(network.absolute()) if network else "", str(detector.absolute()) if detector else "")
        module = "backend_api.app.pictures.onnx_server"
        self._worker = WorkerProcess(module, *files, str(threads), idle_seconds=idle_seconds)

    async def why_not(self) -> str:
        """See Engine.why_not."""
        if self._network is None:
            return "GFPGAN_ONNX_FILE is not set: name a GFPGAN ONNX file there."
        if not self._network.is_file():
            return "GFPGAN_ONNX_FILE names no file: write the path of a GFPGAN ONNX file there."
        if importlib.util.find_spec("onnxruntime") is None:
            return "onnxruntime is not installed: pip install '.[onnx]'."
        return ""

    async def enhance(self, photo: Photo, wish: Wish, target: Path) -> int | None:
        """See Engine.enhance."""
        question = {
            "photo": str(photo.path),
            "target": str(target),
            "scale": wish.scale,
            "only_center_face": wish.only_center_face,
            "most_faces": _MOST_FACES,
        }
        seconds = _SECONDS + _SECONDS_PER_FACE * (1 if wish.only_center_face else _MOST_FACES)
        try:
            answer = await self._worker.ask(question, seconds)
        except WorkerDied as error:
            said = error.message if error.message != WorkerDied.sentence else "The ONNX worker ended unexpectedly."
            # Without a process there was no network: it did not load, and will not for the next photo either.
            raise (EngineFailed if error.started else EngineBroken)(said) from None
        except EngineTimedOut:
            raise EngineTimedOut("The ONNX network took too long with this photo.") from None
        return int(answer["faces"])

    @property
    def loaded(self) -> bool:
        """True while the network is in memory."""
        return self._worker.running

    async def close(self) -> None:
        """End the worker."""
        await self._worker.close()
