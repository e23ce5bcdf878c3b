"""The floor: getUpdates, getFile, download, upload, sendMessage, written plainly in a loop. No state, no retries."""

import asyncio
import os

import aiohttp
import uvloop

API = os.environ["TELEGRAM_API_URL"]
TOKEN = os.environ["TELEGRAM_TOKEN"]
PROVIDER = os.environ["OPENAI_BASE_URL"]
KEY = os.environ["OPENAI_API_KEY"]


async def call(session: aiohttp.ClientSession, method: str, **parameters: object) -> object:
    """One call of the Bot API."""
    async with session.post(f"{API}/bot{TOKEN}/{method}", json=parameters) as response:
        return (await response.json())["result"]


async def answer(session: aiohttp.ClientSession, message: dict) -> None:  # type: ignore[type-arg]
    """Voice note in, text out."""
    text = "menu"
    if "voice" in message:
        file = await call(session, "getFile", file_id=message["voice"]["file_id"])
        async with session.get(f"{API}/file/bot{TOKEN}/{file['file_path']}") as response:  # type: ignore[index]
            voice = await response.read()
        form = aiohttp.FormData({"model": "gpt-transcribe"})
        form.add_field("file", voice, filename="voice.ogg", content_type="audio/ogg")
        headers = {"Authorization": f"Bearer {KEY}"}
        async with session.post(f"{PROVIDER}/audio/transcriptions", data=form, headers=headers) as response:
            text = (await response.json())["text"]
    await call(session, "sendMessage", chat_id=message["chat"]["id"], text=text)


async def main() -> None:
    """For ever."""
    async with aiohttp.ClientSession() as session:
        print("ready", flush=True)
        offset, tasks = 0, set()
        while True:
            for update in await call(session, "getUpdates", offset=offset, timeout=25):  # type: ignore[attr-defined]
                offset = update["update_id"] + 1
                tasks.add(asyncio.ensure_future(answer(session, update["message"])))


if __name__ == "__main__":
    uvloop.run(main())
