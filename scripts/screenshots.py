"""Make the pictures of the documentation: a scripted browser talks to the real bot in the playground.

``python -m scripts.screenshots`` starts two playgrounds: one as ``make demo`` does, with the trial engine, and one with
the tests' double of a provider, which answers as a language model that reads what is planted in ``meeting.txt``.
"""

import argparse
import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from scripts.playground_page import (
    FLAT,
    ask,
    bot_messages,
    column,
    press,
    save,
    say,
    send_file,
    send_sample,
    show_progress,
    start,
)

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ANNA, BEN = 1001, 1002
START_SECONDS = 120.0


def main() -> None:
    """Read the command line, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/screenshots")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "/usr/bin/chromium")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=options.chromium, headless=True, args=FLAGS)
        stack.callback(browser.close)
        with playground() as url:
            take_recordings(browser, url, options.out)
        with provider() as settings, playground(*settings) as url:
            take_documents(browser, url, options.out)


# --- the programs ---


@contextlib.contextmanager
def playground(*settings: str) -> Iterator[str]:
    """The playground on a free port, in an empty folder, so that nobody's history is in the pictures."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["env", f"PYTHONPATH={ROOT}", f"PLAYGROUND_PORT={port}", *settings, sys.executable, "-m", "playground"]
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextlib.contextmanager
def provider() -> Iterator[tuple[str, ...]]:
    """The tests' double of a provider; yields the settings that lead the bot to it."""
    command = [sys.executable, "-m", "tests.provider.double"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().rpartition(" ")[2].strip()
        yield "OPENAI_API_KEY=sk-double", f"OPENAI_BASE_URL={address}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(url: str) -> None:
    """Return once the bot listens and the samples are there; SystemExit when that takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            state: dict[str, Any] = json.load(urllib.request.urlopen(f"{url}/sim/state"))
            if state["bot_online"] and state["samples"]:
                return
        time.sleep(0.5)
    sys.exit(f"The playground at {url} was not ready within {START_SECONDS:.0f} seconds.")


# --- what the pictures show ---


def take_recordings(browser: Browser, url: str, out: Path) -> None:
    """One conversation of Анна, then Ben beside her."""
    page = open_page(browser, url, 800)
    anna = column(page, ANNA)
    start(anna)
    show_progress(anna, page, out)
    send_sample(anna, "voice")
    save(page, out / "chat-light.png")
    page.goto(f"{url}/?lang=ru&theme=dark")
    expect(bot_messages(anna).first).to_be_visible()
    save(page, out / "chat-dark.png", FLAT)
    page.goto(f"{url}/?lang=ru&theme=light")
    expect(anna.get_by_test_id("reply-button").first).to_be_visible()
    show_photo(anna, page, out)
    ask(anna, "История", "/history")
    save(page, out / "history.png")
    ask(anna, "Настройки", "/settings")
    save(page, out / "settings.png")
    two_users(page, out)


def take_documents(browser: Browser, url: str, out: Path) -> None:
    """A text of a meeting, its minutes and its protocol; a voice note; what the administrator sees."""
    page = open_page(browser, url, 1160)
    anna = column(page, ANNA)
    start(anna)
    send_file(anna, page, ROOT / "scripts/meeting.txt")
    press(anna, "MoM")
    save(page, out / "minutes.png")
    press(anna, "Протокол (Word)")
    save(page, out / "protocol.png")
    ask(anna, "Озвучить текст", "/start")
    say(anna, "Добрый день! Напоминаю: завтра в десять часов планёрка, возьмите отчёты.")
    save(page, out / "speech.png")
    say(anna, "/stats", buttons=False)
    save(page, out / "stats.png")


def open_page(browser: Browser, url: str, height: int) -> Page:
    """Анна's window, in Russian and light."""
    page = browser.new_page(viewport={"width": 1200, "height": height}, locale="ru-RU", color_scheme="light")
    page.goto(f"{url}/?lang=ru&theme=light")
    return page


def show_photo(where: Locator, page: Page, out: Path) -> None:
    """A photo with before and after, and the file below."""
    ask(where, "Улучшить фото", "/start")
    send_sample(where, "photo")
    size = page.viewport_size
    page.set_viewport_size({"width": 1200, "height": 1160})  # all of it at once
    bot_messages(where).last.scroll_into_view_if_needed()
    save(page, out / "photo.png")
    if size is not None:
        page.set_viewport_size(size)


def two_users(page: Page, out: Path) -> None:
    """Both columns: the same bot in Russian and in English."""
    page.get_by_test_id("split").click()
    ben = column(page, BEN)
    start(ben)
    send_sample(ben, "voice")
    save(page, out / "two-users.png")


if __name__ == "__main__":
    main()
