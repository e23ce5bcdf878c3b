"""Sample recordings, one click away on the page: spoken by flite. ``python -m playground.samples``."""

import asyncio
import json
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiofiles
from PIL import Image, ImageDraw, ImageFilter

MANIFEST = "samples.json"
VERSION = 1
TIMEOUT = 120

_NOTE = (
    ("slt", "Hello. Please remember to buy milk and bread. I will call you back tomorrow morning at nine."),
)  # fmt: skip
_MEETING = (
    ("rms", "Good morning everyone. Let us start the meeting. The first question is the new website."),
    ("slt", "The design is ready. We decided to open the website on Monday."),
    ("rms", "Good. Who will write the text for the first page?"),
    ("slt", "I will write the text by Friday."),
    ("awb", "I will check the server and the backup before the end of the week."),
    ("rms", "The second question is the budget. We agreed to spend five thousand dollars on advertising."),
    ("awb", "I will send the budget to the director on Wednesday."),
    ("rms", "Thank you. The next meeting is on Tuesday at ten. Goodbye."),
)
_VIDEO = (
    (
        "rms",
        "Welcome to this short video. The recording has a picture and a voice. The bot will write down every word.",
    ),
)
_TRANSCRIPT = """Планёрка отдела, 3 марта, 10:00

Ирина: Доброе утро. Первый вопрос: запуск нового сайта.
Олег: Дизайн готов. Предлагаю открыть сайт в понедельник, 10 марта.
Ирина: Решили: открываем 10 марта. Кто пишет тексты для главной страницы?
Марина: Я напишу тексты до пятницы, 7 марта.
Олег: Я проверю сервер и резервные копии до конца недели.
Ирина: Второй вопрос: реклама. Бюджет согласован, 500 тысяч рублей.
Марина: Отправлю смету директору в среду.
Ирина: Открытый вопрос: нужна ли английская версия? Вернёмся к нему на следующей встрече, во вторник в 10:00.
"""

_NO_FLITE = {
    "level": "info",
    "text_ru": "Примеров речи нет: для них нужны программы flite и ffmpeg (apt install flite ffmpeg).",
    "text_en": "There are no speech samples: they need the programs flite and ffmpeg (apt install flite ffmpeg).",
}


class SampleFailed(Exception):
    """flite or ffmpeg could not make a sample."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What the page offers, and what it should say about what is missing."""

    samples: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Recipe:
    file: str
    kind: str
    title_ru: str
    title_en: str
    make: Callable[[Path], Awaitable[None]]
    needs_programs: bool = True


async def make_samples(folder: Path) -> Samples:
    """Make what is missing in ``folder``; without flite or ffmpeg only what needs neither, and a notice."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    has_programs = all(shutil.which(program) for program in ("flite", "ffmpeg", "ffprobe"))
    known = _known(folder)
    made: list[dict[str, Any]] = []
    for recipe in _RECIPES:
        path = folder / recipe.file
        entry = known.get(recipe.file)
        if entry is None or not path.is_file():
            if recipe.needs_programs and not has_programs:
                continue
            try:
                await recipe.make(path)
            except SampleFailed as error:
                print(f"sample {recipe.file} left out: {error}", file=sys.stderr)
                continue
            entry = await _describe(recipe, path)
        made.append(entry)
    text = json.dumps({"version": VERSION, "samples": made}, ensure_ascii=False, indent=1)
    async with aiofiles.open(folder / MANIFEST, "w", encoding="utf-8") as target:
        await target.write(text)
    return Samples(made, [] if has_programs else [_NO_FLITE])


def _known(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {entry["name"]: entry for entry in manifest["samples"]} if manifest.get("version") == VERSION else {}


async def _describe(recipe: _Recipe, path: Path) -> dict[str, Any]:
    duration = 0
    if recipe.kind in ("voice", "audio", "video"):
        output = await _run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path))
        duration = round(float(output))
    return {
        "name": recipe.file, "kind": recipe.kind, "title_ru": recipe.title_ru, "title_en": recipe.title_en,
        "url": f"/sim/samples/{recipe.file}", "duration": duration,
    }  # fmt: skip


async def _run(program: str, *arguments: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        output, complaint = await asyncio.wait_for(process.communicate(), TIMEOUT)
    except TimeoutError:
        raise SampleFailed(f"{program} took longer than {TIMEOUT} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise SampleFailed(f"{program}: {complaint.decode(errors='replace').strip()[-200:]}")
    return output


async def _speak(lines: tuple[tuple[str, str], ...], target: Path) -> None:
    """One wav of 16 kHz with every line in its voice and a breath between them."""
    parts = [target.with_name(f".{target.stem}-{number}.wav") for number in range(len(lines))]
    try:
        for part, (voice, text) in zip(parts, lines, strict=True):
            await _run("flite", "-voice", voice, "-t", text, "-o", str(part))
        inputs = [word for part in parts for word in ("-i", str(part))]
        padded = "".join(f"[{n}:a]aresample=16000,apad=pad_dur=0.5[p{n}];" for n in range(len(parts)))
        joined = "".join(f"[p{n}]" for n in range(len(parts))) + f"concat=n={len(parts)}:v=0:a=1[out]"
        await _run(
            "ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", padded + joined, "-map", "[out]",
            "-ac", "1", "-ar", "16000", str(target),
        )  # fmt: skip
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


async def _spoken(
    lines: tuple[tuple[str, str], ...], target: Path, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    speech = target.with_name(f".{target.stem}.wav")
    try:
        await _speak(lines, speech)
        await _run("ffmpeg", "-v", "error", "-y", *before, "-i", str(speech), *after, str(target))
    finally:
        speech.unlink(missing_ok=True)


async def _voice_note(target: Path) -> None:
    await _spoken(_NOTE, target, (), ("-c:a", "libopus", "-b:a", "32k"))


async def _meeting(target: Path) -> None:
    await _spoken(_MEETING, target, (), ("-c:a", "libmp3lame", "-b:a", "64k"))


async def _video(target: Path) -> None:
    picture = ("-f", "lavfi", "-i", "testsrc=size=640x360:rate=15")
    coded = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k")
    await _spoken(_VIDEO, target, picture, (*coded, "-shortest", "-movflags", "+faststart"))


async def _transcript(target: Path) -> None:
    async with aiofiles.open(target, "w", encoding="utf-8") as out:
        await out.write(_TRANSCRIPT)


async def _photo(target: Path) -> None:
    await asyncio.to_thread(_draw_photo, target)


def _draw_photo(target: Path) -> None:
    """A small, soft, badly compressed picture: something to enhance. Blocking."""
    picture = Image.new("RGB", (960, 640), (150, 190, 225))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((700, 60, 800, 160), fill=(255, 235, 170))
    draw.polygon([(0, 460), (260, 190), (520, 460)], fill=(96, 110, 130))
    draw.polygon([(330, 460), (640, 240), (960, 460)], fill=(120, 132, 150))
    draw.rectangle((0, 450, 960, 640), fill=(92, 140, 84))
    draw.rectangle((560, 400, 720, 520), fill=(170, 90, 70))
    draw.polygon([(540, 400), (640, 320), (740, 400)], fill=(110, 60, 50))
    draw.rectangle((600, 440, 640, 520), fill=(70, 45, 40))
    soft = picture.resize((320, 213)).filter(ImageFilter.GaussianBlur(1.2))
    soft.save(target, "JPEG", quality=35)


_RECIPES = (
    _Recipe("voice-note.ogg", "voice", "Голосовое сообщение", "A voice note", _voice_note),
    _Recipe("meeting.mp3", "audio", "Запись совещания", "A meeting", _meeting),
    _Recipe("video.mp4", "video", "Видео с речью", "A video with speech", _video),
    _Recipe("transcript.txt", "document", "Текст совещания", "A transcript", _transcript, needs_programs=False),
    _Recipe("photo.jpg", "photo", "Маленькая картинка", "A small picture", _photo, needs_programs=False),
)

if __name__ == "__main__":
    report = asyncio.run(make_samples(Path(sys.argv[1] if len(sys.argv) > 1 else ".demo/samples")))
    for notice in report.notices:
        print(notice["text_en"])
    print(f"{len(report.samples)} samples ready")
