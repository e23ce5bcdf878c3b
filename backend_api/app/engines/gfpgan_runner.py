"""Runs inside the GFPGAN container, mounted over the script of the image, with GFPGAN's own command line.

It differs in what a service needs: a bad picture does not stop the others, model 1.4 is the default, nothing is
downloaded, errors that GFPGAN swallows are noticed, and ``results/result.json`` always tells what happened:

    {"inputs": 2, "device": "cpu", "broken": "", "current": "",
     "photos": {"0000": {"state": "done", "faces": 1}, "0001": {"state": "failed", "error": "..."}}}

It knows nothing of the rest of this project and must run on Python 3.8, which such images have.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import sys
import types
from pathlib import Path
from typing import Any

MODELS = {
    "1": ("original", 1, "GFPGANv1.pth"),
    "1.2": ("clean", 2, "GFPGANCleanv1-NoCE-C2.pth"),
    "1.3": ("clean", 2, "GFPGANv1.3.pth"),
    "1.4": ("clean", 2, "GFPGANv1.4.pth"),
    "RestoreFormer": ("RestoreFormer", 2, "RestoreFormer.pth"),
}
# facexlib looks for these two in exactly this folder, and else downloads them.
FACE_FILES = ("detection_Resnet50_Final.pth", "parsing_parsenet.pth")
FACE_FOLDER = Path("gfpgan/weights")


class Broken(Exception):
    """No photo can pass in this image; the message is a sentence for the operator."""


class NotInstalled(Broken):
    """The image has no GFPGAN, but perhaps a script of its own, which ours hides."""


class Report:
    """result.json, rewritten after every step, so that it is true also when the container is killed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "result.json"
        self._photos: dict[str, Any] = {}
        self._told: dict[str, Any] = {"inputs": None, "device": "", "broken": "", "current": "", "photos": self._photos}

    def write(self, **news: Any) -> None:
        """Change these fields."""
        self._told.update(news)
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(self._told), encoding="utf-8")
        new.replace(self._path)

    def photo(self, name: str, **told: Any) -> None:
        """A photo is finished, well or badly."""
        self._photos[name] = told
        self.write(current="")


def arguments() -> argparse.Namespace:
    """GFPGAN's own options and defaults, but for the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-i", "--input", default="inputs/whole_imgs")
    parser.add_argument("-o", "--output", default="results")
    parser.add_argument("-v", "--version", default="1.4")
    parser.add_argument("-s", "--upscale", type=int, default=2)
    parser.add_argument("--bg_upsampler", default="realesrgan")
    parser.add_argument("--bg_tile", type=int, default=400)
    parser.add_argument("--suffix", default=None)
    parser.add_argument("--only_center_face", action="store_true")
    parser.add_argument("--aligned", action="store_true")
    parser.add_argument("--ext", default="auto")
    parser.add_argument("-w", "--weight", type=float, default=0.5)
    return parser.parse_args()


def find_inputs(path: Path) -> list[Path]:
    """The file itself, or all files of a folder in the order of their names."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else []


def model_file(name: str) -> Path:
    """Where the model lies, among the places GFPGAN and its images use; never a download."""
    folders = [Path("experiments/pretrained_models"), FACE_FOLDER, Path("model"), Path("/")]
    found = importlib.util.find_spec("gfpgan")
    if found is not None and found.origin:
        folders.append(Path(found.origin).parent / "weights")
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise Broken(f"The model file {name} is missing: put it into GFPGAN_WEIGHTS_DIR.")


def check_weights(version: str) -> Path:
    """The model's file. Raises Broken when it, or a file that finds faces, is missing: before torch is loaded."""
    if version not in MODELS:
        raise Broken(f"GFPGAN_MODEL {version} is unknown: write one of {', '.join(sorted(MODELS))}.")
    if importlib.util.find_spec("gfpgan") is None:
        raise NotInstalled("GFPGAN is not installed in this image: check GFPGAN_DOCKER_IMAGE.")
    model = model_file(MODELS[version][2])
    for name in FACE_FILES:
        if not (FACE_FOLDER / name).is_file():
            raise Broken(f"The model file {name} is missing: put it into GFPGAN_WEIGHTS_DIR.")
    return model


def repair_torchvision() -> None:
    """Give basicsr the module that newer torchvision no longer has; its one function only moved."""
    name = "torchvision.transforms.functional_tensor"
    if importlib.util.find_spec("torchvision") is None or importlib.util.find_spec(name) is not None:
        return
    functional = importlib.import_module("torchvision.transforms.functional")
    module = types.ModuleType(name)
    module.__dict__["rgb_to_grayscale"] = functional.rgb_to_grayscale
    sys.modules[name] = module


def background(options: argparse.Namespace, report: Report) -> Any:
    """Real-ESRGAN where there is a GPU and its file; else None, as GFPGAN itself does without CUDA."""
    cuda = importlib.import_module("torch").cuda.is_available()
    report.write(device="cuda" if cuda else "cpu")
    model = FACE_FOLDER / "RealESRGAN_x2plus.pth"
    if options.bg_upsampler != "realesrgan" or not cuda or not model.is_file():
        return None
    shape = {"num_in_ch": 3, "num_out_ch": 3, "num_feat": 64, "num_block": 23, "num_grow_ch": 32, "scale": 2}
    net = importlib.import_module("basicsr.archs.rrdbnet_arch").RRDBNet(**shape)
    upsampler = importlib.import_module("realesrgan").RealESRGANer
    return upsampler(scale=2, model_path=str(model), model=net, tile=options.bg_tile, tile_pad=10, pre_pad=0, half=True)


def load(options: argparse.Namespace, report: Report) -> Any:
    """The restorer with its model in memory."""
    model = check_weights(options.version)
    repair_torchvision()
    upsampler = background(options, report)
    arch, multiplier, _ = MODELS[options.version]
    return importlib.import_module("gfpgan").GFPGANer(
        model_path=str(model),
        upscale=options.upscale,
        arch=arch,
        channel_multiplier=multiplier,
        bg_upsampler=upsampler,
    )


def enhance(restorer: Any, path: Path, options: argparse.Namespace) -> int:
    """One picture to results/restored_imgs; returns how many faces were found. Raises ValueError, saying why not."""
    cv2 = importlib.import_module("cv2")
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("not a readable picture")
    # A failure inside the network (out of GPU memory) is only printed by GFPGAN, and the face comes back unrestored.
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        faces, _, restored = restorer.enhance(
            picture,
            has_aligned=options.aligned,
            only_center_face=options.only_center_face,
            paste_back=True,
            weight=options.weight,
        )
    if "Failed inference" in printed.getvalue():
        raise ValueError("a face was not restored (out of GPU memory?)")
    if restored is None:
        raise ValueError("nothing was restored")
    write(cv2, path, restored, options)
    return len(faces)


def write(cv2: Any, path: Path, picture: Any, options: argparse.Namespace) -> None:
    """Save under GFPGAN's own name for it. Written beside and renamed, so that nobody ever sees half of a picture."""
    ending = (path.suffix[1:] or "png") if options.ext == "auto" else options.ext
    folder = Path(options.output) / "restored_imgs"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".part.{ending}"
    if not cv2.imwrite(str(part), picture):
        raise ValueError("the result could not be written")
    suffix = f"_{options.suffix}" if options.suffix else ""
    part.replace(folder / f"{path.stem}{suffix}.{ending}")


def work(options: argparse.Namespace, report: Report) -> int:
    """All pictures, one after another; returns the exit code."""
    inputs = find_inputs(Path(options.input))
    report.write(inputs=len(inputs))
    if not inputs:
        return 4
    restorer = load(options, report)
    failed = 0
    for path in inputs:
        report.write(current=path.stem)
        try:
            faces = enhance(restorer, path, options)
        except Exception as error:  # noqa: BLE001  # one bad picture must not stop the others
            failed += 1
            report.photo(path.stem, state="failed", error=f"{type(error).__name__}: {str(error)[:150]}")
        else:
            report.photo(path.stem, state="done", faces=faces)
    return 1 if failed else 0


def main() -> int:
    """Exit codes: 0 all done, 1 some failed, 2 wrong options, 3 nothing can work here, 4 no input."""
    options = arguments()
    Path(options.output).mkdir(parents=True, exist_ok=True)
    report = Report(Path(options.output))
    try:
        return work(options, report)
    except Broken as error:
        report.write(broken=str(error), installed=not isinstance(error, NotInstalled))
    except ImportError as error:
        report.write(broken=f"GFPGAN cannot be imported in this image: {str(error)[:150]}.")
    except Exception as error:  # noqa: BLE001  # loading failed: the service must hear why
        report.write(broken=f"GFPGAN's model did not load: {type(error).__name__}: {str(error)[:150]}.")
    return 3


if __name__ == "__main__":
    sys.exit(main())
