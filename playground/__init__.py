"""A small Telegram in the browser: a strict Bot API over HTTP, a page in front of it, the real bot behind it.

``world`` is the state; ``bot_api`` and ``methods_*`` answer the bot, ``chat_api`` the page, ``trial_api`` the tests.
"""
