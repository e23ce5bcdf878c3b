"""yt-dlp as a program of its own, so that it can be limited and killed: it imports nothing of the bot.

``python -I link_process.py WISH`` reads a JSON file: ``link``, ``target`` (where the file goes), ``proxy`` and its
``port``, ``seconds`` and ``bytes`` (the limits). It prints one JSON object a line: ``{"fraction": 0.5}`` as it goes and
at the end ``{"outcome": word}``, where "done" means that the file is there.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

WORDS = {
    "drm": "protected",
    "private video": "private",
    "sign in": "private",
    "log in": "private",
    "login": "private",
    "members": "private",
    "not available in your country": "private",
    "geo": "private",
    "premieres in": "live",
    "will begin in": "live",
    "is live": "live",
}
"""What sites' refusals have in common, by yt-dlp's own sentences."""
FORMATS = "[protocol~='^(https?|m3u8|m3u8_native|http_dash_segments)$']"
TOLD_EVERY = 0.5


def guard(port: int) -> None:
    """Nothing in this process connects anywhere but to the proxy or starts a program, whatever a page talks it into.

    One program may be started: deno, in which yt-dlp runs a site's own script without any rights.
    """

    def check(event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect" and args[1][:2] != ("127.0.0.1", port):
            raise PermissionError("only the proxy may be asked")
        if event == "socket.getaddrinfo" and args[0] not in ("127.0.0.1", b"127.0.0.1"):
            raise PermissionError("names are looked up by the proxy")
        if event in ("socket.sendto", "socket.sendmsg", "socket.bind"):
            raise PermissionError("only the proxy may be asked")
        if event == "subprocess.Popen" and Path(str(args[0])).name != "deno":
            raise PermissionError("no programs")
        if event in ("os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn"):
            raise PermissionError("no programs")

    sys.addaudithook(check)


def main(request: dict[str, Any]) -> str:
    """Fetch; returns the outcome's word."""
    guard(request["port"])
    from yt_dlp import YoutubeDL
    from yt_dlp import globals as shared
    from yt_dlp.utils import DownloadCancelled, DownloadError, YoutubeDLError

    shared.plugin_dirs.value = []
    shared.all_plugins_loaded.value = True

    reasons: list[str] = []
    progress = DownloadProgress()

    def end(reason: str) -> None:
        reasons.append(reason)
        raise DownloadCancelled(reason)

    def wanted(info: dict[str, Any], *, incomplete: bool) -> None:
        if reason := unwanted(info, request):
            end(reason)

    def on_progress(state: dict[str, Any]) -> None:
        if (state.get("downloaded_bytes") or 0) > request["bytes"]:
            end("large")  # sites need not say how much is coming
        progress(state)

    try:
        with YoutubeDL({**options(request), "match_filter": wanted, "progress_hooks": [on_progress]}) as fetcher:
            fetcher.extract_info(request["link"])
    except DownloadCancelled:
        return reasons[0]
    except DownloadError as error:
        return word_for((error.exc_info or (None, error))[1] or error)
    except YoutubeDLError as error:
        return word_for(error)
    target = Path(request["target"])
    return "done" if target.is_file() and target.stat().st_size else "large"


def options(request: dict[str, Any]) -> dict[str, Any]:
    """No configuration, no plug-ins, no cache, no cookies, no other programs; one recording, and only its sound."""
    return {
        "format": f"bestaudio{FORMATS}/best{FORMATS}",
        "outtmpl": {"default": request["target"].replace("%", "%%")},
        "proxy": request["proxy"],
        "max_filesize": request["bytes"],
        "noplaylist": True,
        "playlist_items": "1-2",
        "cachedir": False,
        "quiet": True,
        "no_warnings": True,
        "noprogress": True,
        "logger": Silent(),
        "nopart": True,
        "updatetime": False,
        "fixup": "never",
        "ffmpeg_location": "/nonexistent",
        "hls_prefer_native": True,
        "external_downloader": {"default": "native"},
        "socket_timeout": 20,
        "retries": 3,
        "fragment_retries": 3,
        "extractor_retries": 1,
        "skip_unavailable_fragments": False,
        "enable_file_urls": False,
    }


def unwanted(info: dict[str, Any], request: dict[str, Any]) -> str:
    """Why this is not fetched, as far as is known yet; "" if it is."""
    if (info.get("n_entries") or info.get("playlist_count") or 1) > 1:
        return "list"
    if info.get("is_live") or info.get("live_status") in ("is_live", "is_upcoming", "post_live"):
        return "live"
    if (info.get("duration") or 0) > request["seconds"]:
        return "long"
    if (info.get("filesize") or 0) > request["bytes"]:
        return "large"
    return ""


def word_for(error: BaseException) -> str:
    """An error of yt-dlp as one word."""
    name, said = type(error).__name__, str(error).lower()
    if name == "UnsupportedError" or "is not a valid url" in said or "requested format is not available" in said:
        return "unsupported"
    if name == "GeoRestrictedError":
        return "private"
    if name == "UserNotLive":
        return "live"
    return next((word for part, word in WORDS.items() if part in said), "unavailable")


class DownloadProgress:
    """Prints how far the download is, not too often."""

    def __init__(self) -> None:
        self._told = 0.0

    def __call__(self, state: dict[str, Any]) -> None:
        total = state.get("total_bytes") or state.get("total_bytes_estimate")
        if total and time.monotonic() - self._told >= TOLD_EVERY:
            self._told = time.monotonic()
            tell(fraction=round(min(1.0, (state.get("downloaded_bytes") or 0) / total), 3))


class Silent:
    """What yt-dlp says holds links; nobody needs it."""

    def debug(self, _message: str) -> None:
        """Say nothing."""

    info = warning = error = debug


def tell(**what: float | str) -> None:
    """One line."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    tell(outcome=main(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
