"""The playground's page in a scripted browser: who is seen, what is pressed and sent, and pictures of it."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

BIGGEST = 200_000
"""Bytes of a picture that a repository should bear."""
FLAT = (Image.Dither.NONE,)
SMOOTH = (Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE)
"""Dithering keeps the light ground smooth, unless it makes the file too big; on the dark one it only adds noise."""
RESULT_MS = 180_000.0
"""A draft engine on a busy machine takes its time."""


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


def send_file(where: Locator, page: Page, file: Path) -> None:
    """Send a file of one's own and wait for its result."""
    before = bot_messages(where).count()
    where.locator('input[type="file"]').first.set_input_files(file)
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(bot_messages(where)).not_to_have_count(before, timeout=30_000)
    expect(bot_messages(where).last.get_by_test_id("inline-button").nth(1)).to_be_visible(timeout=RESULT_MS)


def press(where: Locator, label: str) -> None:
    """Press the newest button of this name and wait for the message that answers."""
    before = bot_messages(where).count()
    where.get_by_test_id("inline-button").filter(has_text=label).last.click()
    expect(bot_messages(where)).not_to_have_count(before, timeout=RESULT_MS)
    expect(bot_messages(where).last.get_by_test_id("inline-button").nth(1)).to_be_visible(timeout=RESULT_MS)


def say(where: Locator, text: str, *, buttons: bool = True) -> None:
    """Write something and wait for the answer, which has ``buttons`` if it is a result."""
    before = bot_messages(where).count()
    where.get_by_test_id("input").fill(text)
    where.get_by_test_id("send").click()
    expect(bot_messages(where)).not_to_have_count(before, timeout=RESULT_MS)
    if buttons:
        expect(bot_messages(where).last.get_by_test_id("inline-button").first).to_be_visible(timeout=RESULT_MS)


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
