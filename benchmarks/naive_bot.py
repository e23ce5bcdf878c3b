"""What most bots do: aiogram, ffprobe and a conversion to mp3 for every recording, with blocking calls."""

import asyncio
import os
import subprocess
import tempfile
from pathlib import Path

import aiohttp
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
bot = Bot(os.environ["TELEGRAM_TOKEN"], session=AiohttpSession(api=server))
dispatcher = Dispatcher()


@dispatcher.message(F.voice)
async def voice(message: Message) -> None:
    """Download, probe, convert, upload, answer."""
    assert message.voice
    with tempfile.TemporaryDirectory() as folder:
        source, converted = Path(folder, "in.oga"), Path(folder, "out.mp3")
        await bot.download(message.voice, source)
        subprocess.run(
            ["ffprobe", "-v", "error", "-show_format", "-of", "json", source], check=True, capture_output=True
        )
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", source, "-b:a", "128k", converted], check=True)
        form = aiohttp.FormData({"model": "gpt-transcribe"})
        form.add_field("file", converted.read_bytes(), filename="audio.mp3", content_type="audio/mpeg")
        headers = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
        url = f"{os.environ['OPENAI_BASE_URL']}/audio/transcriptions"
        async with aiohttp.ClientSession() as session, session.post(url, data=form, headers=headers) as response:
            await message.answer((await response.json())["text"])


@dispatcher.message()
async def menu(message: Message) -> None:
    """Anything else is the menu."""
    await message.answer("menu")


if __name__ == "__main__":
    print("ready", flush=True)
    asyncio.run(dispatcher.start_polling(bot))
