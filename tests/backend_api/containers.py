"""Podman for tests: storage and settings of its own, and a tiny image built from busybox, without any registry."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.patience import patience

IMAGE = "localhost/tiny-gfpgan:{load}"

_CONTAINERS_CONF = """\
[containers]
default_ulimits = ["nofile={nofile}:{nofile}", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[engine.runtimes]
runc = ["/usr/sbin/runc", "/usr/bin/runc"]
"""
_STORAGE_CONF = """\
[storage]
driver = "overlay"
graphroot = "{folder}/graph"
runroot = "{folder}/run"
"""


@dataclass(frozen=True)
class Podman:
    """A podman that works here, or the reason why none does."""

    environment: dict[str, str]
    why_not: str = ""

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            ["podman", *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=patience(60),
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"podman {arguments[0]}: {done.stderr[-500:]}")
        return done.stdout

    def left(self) -> list[str]:
        """The names of all containers, running or not."""
        return self("ps", "--all", "--format", "{{.Names}}").split()

    def build(self, folder: Path, load: int) -> str:
        """An image whose "model" takes ``load`` seconds; returns its name."""
        root = folder / f"image-{load}"
        (root / "usr/bin").mkdir(parents=True)
        (root / "app").mkdir()
        (root / "tmp").mkdir()
        (root / "bin").symlink_to("usr/bin")
        shutil.copy(_busybox(), root / "usr/bin/busybox")
        for tool in ("sh", "sleep", "mkdir", "basename", "od", "tr", "cp", "mv", "head", "cat", "echo", "grep"):
            (root / "usr/bin" / tool).symlink_to("busybox")
        shutil.copy(Path(__file__).with_name("tiny_python3.sh"), root / "usr/bin/python3")
        (root / "usr/bin/python3").chmod(0o755)
        (root / "load").write_text(str(load))
        archive = folder / f"image-{load}.tar"
        subprocess.run(["tar", "-C", str(root), "-cf", str(archive), "."], check=True)
        name = IMAGE.format(load=load)
        self("import", "--change", "ENV PATH=/usr/bin", str(archive), name)
        return name


def _busybox() -> str:
    return next((path for path in ("/bin/busybox", "/usr/bin/busybox") if Path(path).exists()), "")


def set_up_podman(folder: Path) -> Podman:
    """Podman with everything it writes below ``folder``."""
    for program in ("podman", "runc"):
        if shutil.which(program) is None and not Path(f"/usr/sbin/{program}").exists():
            return Podman({}, f"{program} is not installed (apt-get install podman runc busybox-static)")
    if not _busybox():
        return Podman({}, "busybox-static is not installed")
    import resource

    nofile = min(20000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    (folder / "containers.conf").write_text(_CONTAINERS_CONF.format(nofile=nofile))
    (folder / "storage.conf").write_text(_STORAGE_CONF.format(folder=folder))
    podman = Podman(
        {
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
        }
    )
    try:
        image = podman.build(folder, 0)
        podman("run", "--rm", "--network", "none", "--memory", "64m", "--entrypoint", "echo", image, "works")
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return Podman({}, f"podman does not run containers here: {error}")
    return podman
