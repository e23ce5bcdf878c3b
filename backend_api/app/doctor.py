"""What is missing for photos, one sentence each: ``python -m backend_api.app.doctor``.

Exit code 1 if no engine works.
"""

import asyncio
import sys
from collections.abc import Iterator

from backend_api.app.config import Settings, container_environment, load_settings
from backend_api.app.engines.containers import ContainerProgram, last_line
from backend_api.app.engines.docker import isolation
from backend_api.app.engines.engine import Engine
from backend_api.app.engines.gfpgan_runner import FACE_FILES, MODELS
from backend_api.app.errors import WrongSetting
from backend_api.app.images import Images
from backend_api.app.job_files import JobFiles
from backend_api.app.metrics import Metrics
from backend_api.app.service import build_engines, container_settings
from backend_api.app.task_keeper import TaskKeeper

_LOOKING = (
    "import importlib.util, os, sys; "
    "print('SCRIPT', os.path.isfile(sys.argv[1])); print('GFPGAN', importlib.util.find_spec('gfpgan') is not None)"
)


async def examine(settings: Settings) -> tuple[bool, list[str]]:
    """Whether any engine works, and everything worth saying, as sentences."""
    keeper = TaskKeeper()
    said, works = [f"PHOTO_ENGINE is {settings.photo_engine}."], False
    images = Images(1, settings.photo_max_megapixels)
    files = JobFiles(settings.storage_dir.absolute() / "backend_api")
    for engine in build_engines(settings, files, "doctor", images, keeper, Metrics()):
        reason, more = await _examine_engine(engine, settings, keeper)
        works = works or not reason
        said += [f"{engine.name}: {reason or 'works.'}", *(f"{engine.name}: {sentence}" for sentence in more)]
    await keeper.close()
    return works, said


async def _examine_engine(engine: Engine, settings: Settings, keeper: TaskKeeper) -> tuple[str, list[str]]:
    reason = await engine.why_not()
    if engine.name != "docker":
        return reason, []
    missing = list(_missing_weights(settings))
    if reason:
        return reason, missing
    program = ContainerProgram(settings.docker_bin, "telegram-ai-bot.doctor", container_environment(), keeper)
    return reason, [*missing, *await _look_inside(program, settings)]


def _missing_weights(settings: Settings) -> Iterator[str]:
    if settings.gfpgan_weights_dir is None:
        yield "GFPGAN_WEIGHTS_DIR is not set: the image must hold the model files, for containers have no network."
        return
    model = MODELS.get(settings.gfpgan_model)
    if model is None:
        yield f"GFPGAN_MODEL {settings.gfpgan_model} is unknown: write one of {', '.join(sorted(MODELS))}."
    for name in (*((model[2],) if model else ()), *FACE_FILES):
        if not (settings.gfpgan_weights_dir / name).is_file():
            yield f"the model file {name} is missing in GFPGAN_WEIGHTS_DIR."


async def _look_inside(program: ContainerProgram, settings: Settings) -> list[str]:
    """Ask the image whether it has GFPGAN, and the script if that is to be its own."""
    files = JobFiles(settings.storage_dir.absolute() / "backend_api")
    limits = isolation(container_settings(settings, files), megapixels=1)
    command = ("run", "--rm", "--pull", "never", *limits, "--entrypoint", "python3", settings.gfpgan_docker_image)
    code, printed = await program.ask(*command, "-c", _LOOKING, settings.gfpgan_script_path, timeout=90)
    if code != 0:
        return [f"a container does not start with its limits (code {code}): {last_line(printed)}."]
    if "GFPGAN " not in printed:
        return [
            "a container starts, but its python3 does not answer as Python, so a first photo will show if it works."
        ]
    said = []
    if "GFPGAN False" in printed:
        said.append("GFPGAN is not installed in the image: check GFPGAN_DOCKER_IMAGE.")
    if settings.gfpgan_own_script and "SCRIPT False" in printed:
        said.append("the image has no file at GFPGAN_SCRIPT_PATH: name it, or leave GFPGAN_OWN_SCRIPT off.")
    return said or ["the image has what it needs."]


def main() -> None:
    """Print the findings."""
    try:
        works, said = asyncio.run(examine(load_settings()))
        JobFiles(load_settings().storage_dir.absolute() / "backend_api").check_writable()
    except WrongSetting as error:
        sys.exit(str(error))
    sys.stdout.write("\n".join(said) + "\n")
    sys.exit(0 if works else 1)


if __name__ == "__main__":
    main()
