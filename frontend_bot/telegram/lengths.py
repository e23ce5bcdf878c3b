"""How long Telegram finds a text: it counts in UTF-16 units."""

MESSAGE_LIMIT = 4096
"""UTF-16 units in one message (Bot API, sendMessage)."""
CAPTION_LIMIT = 1024
"""UTF-16 units under a file or photo (Bot API, sendDocument)."""
BEGINNING_LIMIT = 1500
"""UTF-16 units of a long text that are shown above its file: about two screens of a phone."""


def utf16_length(text: str) -> int:
    """How long Telegram finds this text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, limit: int) -> str:
    """The first words of a text in at most ``limit`` UTF-16 units, cut at white space where there is some near."""
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")
    if len(kept) == len(text):
        return text
    at_space = max(kept.rfind(" "), kept.rfind("\n"))
    return kept[:at_space] if at_space > len(kept) // 2 else kept
