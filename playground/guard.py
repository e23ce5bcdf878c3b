"""Who may ask: programs on this machine, and the playground's own page; no other web page in the same browser.

A browser sends requests to 127.0.0.1 for any page that somebody has open. What it adds to them (Host, Origin, Referer,
Sec-Fetch-Site, see https://developer.mozilla.org/docs/Web/Security/Attacks/CSRF) tells whose they are; programs send
none of these. A name that leads here only through somebody's DNS is refused by its Host.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from playground.journal import to_json

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_READING = ("GET", "HEAD")
_BROWSERS_OWN = ("same-origin", "none")
"""Values of Sec-Fetch-Site for the page itself, and for an address that somebody typed."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """``host`` is where the playground listens: a name there is one of its own."""

    def __init__(self, host: str) -> None:
        self._own_names = {"localhost", host.lower()}

    def refusal(self, request: web.Request) -> str:
        """Why this request is not answered, "" where it is."""
        host = urlsplit(f"//{request.headers.get('Host', '')}")
        if not self._is_own(host.hostname or ""):
            return "unknown host"
        is_page = request.method in _READING and request.path == "/"
        site = request.headers.get("Sec-Fetch-Site", "none")
        if site not in _BROWSERS_OWN and not (is_page and request.headers.get("Sec-Fetch-Mode") == "navigate"):
            return "another page asks"
        for name in ("Origin", "Referer"):
            told = request.headers.get(name, "")
            if told and not is_page and urlsplit(told).netloc.lower() != host.netloc.lower():
                return "another page asks"
        if is_browser(request.headers) and request.path.startswith(("/bot", "/file/bot")):
            return "the Bot API is for programs"
        return ""

    def _is_own(self, name: str) -> bool:
        if name.lower() in self._own_names:
            return True
        try:
            ipaddress.ip_address(name)  # an address leads nowhere else, whatever a DNS says
        except ValueError:
            return False
        return True


def is_browser(headers: Mapping[str, str]) -> bool:
    """Whether a web page asks, ours or another."""
    return any(name in headers for name in ("Sec-Fetch-Site", "Sec-Fetch-Mode", "Origin"))


def guarded(host: str) -> Middleware:
    """The middleware: refuses before anything is read, and sends every answer with what browsers must keep to."""
    guard = Guard(host)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if reason := guard.refusal(request):
            body = to_json({"ok": False, "error_code": 403, "description": f"Forbidden: {reason}"})
            return web.Response(status=403, body=body.encode(), content_type="application/json", headers=HEADERS)
        return await handler(request)

    return middleware


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """For ``app.on_response_prepare``: also answers that are streamed have them."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
