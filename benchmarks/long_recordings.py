"""What long recordings cost: two hours of m4a and a film of a gigabyte beside the naive way.

``python -m benchmarks.long_recordings`` measures it in about two minutes and ends with 1 where it misses the aims: CPU
at least eight times less, and the bot's memory moved by 50 MB at most. Everything is made here, nothing is fetched; the
provider is a double on loopback. Whether every word is there is measured by ``python -m benchmarks.exactness``.
"""

import argparse
import asyncio
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog

from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.transcription.openai import OpenAITranscription
from frontend_bot.engines.transcription.recognizer import Recognition
from frontend_bot.media.conversion import Conversion
from frontend_bot.media.ffmpeg import no_progress
from frontend_bot.media.plan import Bounds
from frontend_bot.media.programs import Programs
from frontend_bot.workflows.transcribe import transcribe
from tests.media_fixtures import FileSource
from tests.media_samples import Samples
from tests.processes import Program

_HOURS = 2
_TIMES_LESS = 8
_MOST_GROWN_MB = 50
_ANSWER = " ".join(f"word{number}" for number in range(1200))
"""As many words as ten minutes of speech have: fewer would be asked for again."""
_BOUNDS = Bounds(longest=14_400)


def _usage() -> tuple[float, float]:
    """CPU seconds of the programs we started, and of ourselves."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    programs, own = (used.ru_utime + used.ru_stime for used in both)
    return programs, own


async def _cost(file: Path, url: str) -> dict[str, float]:
    """One recording in this process; the peak of memory is that of the process since it began."""
    conversion = Conversion(Programs(), _BOUNDS)
    engine = OpenAITranscription(base_url=url, key="sk-double", model="gpt-transcribe", conversion=conversion)
    await engine.open()
    before_mb = _peak_mb()
    programs, own = _usage()
    began = time.perf_counter()
    first_chunk: list[float] = []

    recognize = engine._recognizer.recognize

    async def watched(*args: Any, **named: Any) -> Recognition:
        first_chunk.append(time.perf_counter() - began)
        return await recognize(*args, **named)

    engine._recognizer.recognize = watched  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        await transcribe(engine, FileSource(file, Path(folder)), TranscriptionOptions(), no_progress)
    programs_after, own_after = _usage()
    await engine.close()
    return {
        "programs_cpu": programs_after - programs,
        "own_cpu": own_after - own,
        "grown_mb": _peak_mb() - before_mb,
        "first_chunk": first_chunk[0],
        "seconds": time.perf_counter() - began,
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def compare() -> bool:
    """Print the cost of both ways for both files; True if the aims are met."""
    is_met = True
    with tempfile.TemporaryDirectory() as folder:
        samples = Samples(Path(folder))
        double = Program(
            *(sys.executable, "-m", "tests.provider.double", "--fast", "--answer", _ANSWER),
            output=samples.folder / "log",
            ready="ready",
        )
        async with double:
            url = double.fresh_output().split()[-1]
            for name, file in (("2 h m4a", _two_hours(samples)), ("film of 1 GB, 2 h", _gigabyte(samples))):
                naive = await asyncio.to_thread(_naive, file)
                command = (sys.executable, "-m", "benchmarks.long_recordings", "--one", str(file), url)
                told = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)
                cost = json.loads(told.stdout.splitlines()[-1])
                total = cost["programs_cpu"] + cost["own_cpu"]
                is_met = is_met and naive >= _TIMES_LESS * total and cost["grown_mb"] <= _MOST_GROWN_MB
                print(
                    f"{name} ({file.stat().st_size >> 20} MB): naive {naive:.1f} CPU s, "
                    f"here {total:.1f} (ffmpeg {cost['programs_cpu']:.1f}), {naive / total:.1f} times less; "
                    f"memory +{cost['grown_mb']:.0f} MB; first chunk sent after {cost['first_chunk']:.1f} s",
                    flush=True,
                )
    return is_met


def _two_hours(samples: Samples) -> Path:
    # A room's noise lies under every real recording; digital silence would be encoded for nothing.
    speech = f"-stream_loop -1 -i {samples.spoken('wav')}"
    noise = "-f lavfi -i anoisesrc=a=0.002:r=44100 -filter_complex amix=inputs=2"
    piece = samples.made("piece.m4a", *f"{speech} {noise} -t 600 -ar 44100 -ac 2 -c:a aac -b:a 128k".split())
    return samples.made("two-hours.m4a", *f"-stream_loop {_HOURS * 6 - 1} -i {piece} -c copy".split())


def _gigabyte(samples: Samples) -> Path:
    sound = _two_hours(samples)
    picture = "-f lavfi -i testsrc2=s=640x360:r=25:d=60,noise=alls=40:allf=t -c:v mpeg4 -b:v 1050k -maxrate 1050k"
    minute = samples.made("minute.mp4", *picture.split(), "-bufsize", "2M", "-threads", "2")
    both = f"-stream_loop {_HOURS * 60 - 1} -i {minute} -i {sound} -map 0:v -map 1:a -c copy"
    return samples.made("gigabyte.mp4", *both.split())


def _naive(file: Path) -> float:
    """CPU seconds of what most bots do: everything to mp3, 128 kbit/s."""
    target = file.with_suffix(".naive.mp3")
    process = subprocess.Popen(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", file, "-b:a", "128k", target])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    target.unlink()
    return used.ru_utime + used.ru_stime


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("FILE", "URL"), help=argparse.SUPPRESS)
    told = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if told.one:
        print(json.dumps(asyncio.run(_cost(Path(told.one[0]), told.one[1]))))
    else:
        sys.exit(0 if asyncio.run(compare()) else 1)


if __name__ == "__main__":
    main()
