"""One subtitle file with ``<v.`` a hundred thousand times stopped the bot: it was read in a thread, and held everything
for minutes, also after each restart. What people send is read in processes that are ended when they take too long.
"""

from pathlib import Path
from typing import Any

import pytest

from frontend_bot.errors import TextTooHeavy
from frontend_bot.file_formats import text_reading
from frontend_bot.file_formats.text_reading import TextReading
from frontend_bot.media.programs import Finished, Limits, Programs

EVIL = "1\n00:00:01,000 --> 00:00:02,000\n" + "<v." * 100_000
HOSTILE = {
    "marks of voices": EVIL,
    "marks of voices, almost": EVIL + " \n" + "<v. a" * 20_000,
    "signs of tags": "1\n00:00:01,000 --> 00:00:02,000\n" + "<" * 300_000,
    "codes": "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * 150_000,
    "spaces": "а" + " " * 900_000 + "б",
    "line feeds": "а" + "\n" * 900_000 + "б",
    "times": "1:11 " * 180_000,
    "names": "Anna Anna " * 90_000,
    "one cue of many lines, again and again": "".join(
        f"00:00:0{number},000 --> 00:00:0{number + 1},000\n" + "x\n" * 20_000 for number in range(9)
    ),
}


class _Recorded(Programs):
    """Programs that keep what was run and given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[bytes] = []

    async def run(self, *command: str | Path, given: bytes = b"", **more: Any) -> Finished:
        self.given.append(given or Path(command[3]).read_bytes())
        return await super().run(*command, given=given, **more)


@pytest.mark.parametrize("what", HOSTILE)
async def test_hostile_texts_are_read_to_their_end(what: str) -> None:
    transcript = await TextReading(Programs()).parse(HOSTILE[what])
    assert transcript.text


async def test_files_and_pasted_texts_are_read_in_processes(tmp_path: Path) -> None:
    programs = _Recorded()
    (tmp_path / "evil.srt").write_text(EVIL, "utf-8")
    from_file = await TextReading(programs).read(tmp_path / "evil.srt")
    pasted = await TextReading(programs).parse(EVIL)
    short = await TextReading(programs).parse("Анна: да")
    assert programs.given == [EVIL.encode(), EVIL.encode(), "Анна: да".encode()]
    assert from_file == pasted
    assert (from_file.segments[0].start, from_file.segments[0].end) == (1.0, 2.0)
    assert short.text == "Анна: да"


async def test_what_takes_too_long_is_ended_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_reading, "_LIMITS", Limits(wall_seconds=300, cpu_seconds=1, memory_bytes=384 * 2**20))
    with pytest.raises(TextTooHeavy):
        await TextReading(Programs()).parse("[1][2]a\n" * 100_000)
