"""What an engine wrote → the file that the caller gets, and a small before/after picture."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from backend_api.app.errors import EngineFailed

_PREVIEW_SIDE = 640
_GAP = 8


@dataclass(frozen=True, slots=True)
class Finishing:
    """``enhanced`` as an engine left it, ``photo`` as it got it, ``alpha`` or None, the promised size, and ``jpg``
    or ``png``.
    """

    enhanced: Path
    photo: Path
    alpha: Path | None
    width: int
    height: int
    kind: str


def finish(wish: Finishing, target: Path, preview: Path) -> int:
    """Write the result and its preview; returns the result's size in bytes. No metadata goes out.

    Raises EngineFailed when the engine's file is not a whole picture of the expected shape.
    """
    picture = _whole(wish.enhanced)
    promised = (wish.width, wish.height)
    if picture.size != promised:
        _check_shape(picture.size, promised)
        picture = picture.resize(promised, Image.Resampling.LANCZOS)
    _write_preview(wish.photo, picture, preview)
    if wish.kind == "jpg":
        picture.save(target, "JPEG", quality=92, subsampling=0)
    else:
        if wish.alpha is not None:
            picture.putalpha(_whole(wish.alpha, "L").resize(promised, Image.Resampling.BICUBIC))
        picture.save(target, "PNG", compress_level=3)
    return target.stat().st_size


def _whole(path: Path, mode: str = "RGB") -> Image.Image:
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            picture.load()
            # An engine may have kept the input's metadata; convert() alone would carry it on.
            clean = picture.convert(mode)
            clean.info = {}
            return clean
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise EngineFailed("The engine wrote a damaged picture.") from None


def _check_shape(size: tuple[int, int], promised: tuple[int, int]) -> None:
    """A size of its own is scaled to what was promised; another *shape* is another picture."""
    if abs(size[0] * promised[1] - size[1] * promised[0]) > 0.03 * size[0] * promised[1]:
        raise EngineFailed("The engine wrote a picture of another shape.")


def _write_preview(photo: Path, result: Image.Image, preview: Path) -> None:
    """Before and after beside each other, or one above the other for wide pictures."""
    before, after = _whole(photo), result.copy()
    share = min(1.0, _PREVIEW_SIDE / max(after.size))
    size = (max(1, round(after.width * share)), max(1, round(after.height * share)))
    after.thumbnail(size, Image.Resampling.LANCZOS)
    wide = after.width > after.height
    before = before.resize(after.size, Image.Resampling.BICUBIC)
    whole = (after.width, after.height * 2 + _GAP) if wide else (after.width * 2 + _GAP, after.height)
    sheet = Image.new("RGB", whole, "white")
    sheet.paste(before, (0, 0))
    sheet.paste(after, (0, after.height + _GAP) if wide else (after.width + _GAP, 0))
    sheet.save(preview, "JPEG", quality=88)
