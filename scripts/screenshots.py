"""Make the pictures of the documentation: a scripted browser talks to the real bot in the playground.

``python scripts/screenshots.py`` starts the playground by itself; ``--url`` uses one that runs already.
"""

import argparse
import contextlib
import io
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

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ANNA, BEN = 1001, 1002
BIGGEST = 200_000
FLAT = (Image.Dither.NONE,)
SMOOTH = (Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE)
"""Dithering keeps the light ground smooth, unless it makes the file too big; on the dark one it only adds noise."""
START_SECONDS = 120.0
RESULT_MS = 180_000.0
"""A draft engine on a busy machine takes its time."""


def main() -> None:
    """Read the command line, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a playground that runs already")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/screenshots")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "/usr/bin/chromium")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        url = options.url or stack.enter_context(own_playground())
        wait_until_ready(url)
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=options.chromium, headless=True, args=FLAGS)
        stack.callback(browser.close)
        take_all(browser, url, options.out)


# --- the playground ---


@contextlib.contextmanager
def own_playground() -> Iterator[str]:
    """The playground on a free port, in an empty folder, so that nobody's history is in the pictures."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["env", f"PYTHONPATH={ROOT}", f"PLAYGROUND_PORT={port}", sys.executable, "-m", "playground"]
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            yield f"http://127.0.0.1:{port}"
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


def take_all(browser: Browser, url: str, out: Path) -> None:
    """One conversation of Анна, then Ben beside her."""
    page = browser.new_page(viewport={"width": 1200, "height": 800}, locale="ru-RU", color_scheme="light")
    page.goto(f"{url}/?lang=ru&theme=light")
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


def column(page: Page, user_id: int) -> Locator:
    """What one user sees."""
    return page.get_by_test_id(f"column-{user_id}")


def bot_messages(where: Locator) -> Locator:
    """The messages of the bot in a column."""
    return where.locator('[data-testid="message"][data-sender="bot"]')


def start(where: Locator) -> None:
    """Press Start and wait for the menu."""
    where.get_by_test_id("start").click()
    expect(where.get_by_test_id("reply-button").first).to_be_visible(timeout=30_000)


def send_sample(where: Locator, kind: str) -> None:
    """Send the first sample of a kind and wait for its result: unlike progress, it has more than one button."""
    before = bot_messages(where).count()
    where.locator(f'.sample[data-kind="{kind}"]').first.click()
    expect(bot_messages(where)).not_to_have_count(before, timeout=30_000)
    result = bot_messages(where).last.get_by_test_id("inline-button").nth(1)
    expect(result).to_be_visible(timeout=RESULT_MS)


def show_progress(where: Locator, page: Page, out: Path) -> None:
    """A longer recording while it is being worked on: the bar, the estimate and the way out."""
    where.locator('.sample[data-kind="audio"]').first.click()
    expect(bot_messages(where).last).to_contain_text("%", timeout=60_000)
    save(page, out / "progress.png")
    expect(bot_messages(where).last.get_by_test_id("inline-button").nth(1)).to_be_visible(timeout=RESULT_MS)


def ask(where: Locator, label: str, command: str) -> None:
    """Press a button of the menu, or send the command when this menu is not shown, and wait for the answer."""
    before = bot_messages(where).count()
    button = where.get_by_test_id("reply-button").filter(has_text=label)
    if button.count():
        button.first.click()
    else:
        where.get_by_test_id("input").fill(command)
        where.get_by_test_id("send").click()
    expect(bot_messages(where)).not_to_have_count(before, timeout=30_000)


# --- files ---


def save(page: Page, path: Path, dithers: tuple[Image.Dither, ...] = SMOOTH) -> None:
    """A picture of the window, once nothing moves any more, small enough for a repository."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(1200)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    palette = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=4)
    for dither in dithers:
        picture.quantize(palette=palette, dither=dither).save(path, optimize=True)
        if path.stat().st_size < BIGGEST:
            break
    sys.stdout.write(f"{path}: {path.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
