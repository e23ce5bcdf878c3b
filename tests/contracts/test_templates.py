"""Users' own templates: one of each, the newest, until they are forgotten; on both databases."""

from frontend_bot.services.storage.database import Database
from frontend_bot.services.storage.templates import Template, Templates


async def test_the_newest_template_of_each_user_counts(database: Database) -> None:
    templates = Templates(database)
    assert await templates.get(7) is None
    for name in ("первый.docx", "второй\0.docx"):
        await templates.keep(7, Template(f"id of {name[:6]}", name))
    await templates.keep(8, Template("other", "x.docx"))
    assert await templates.get(7) == Template("id of второй", "второй.docx")
    await templates.erase(7)
    assert await templates.get(7) is None
    assert await templates.get(8) == Template("other", "x.docx")


async def test_a_new_template_takes_the_place_of_ones_own_only(database: Database) -> None:
    templates = Templates(database)
    for user in (7, 8):
        await templates.keep(user, Template(f"first of {user}", "x.docx"))
    await templates.keep(7, Template("second of 7", "y.docx"))
    assert await templates.get(7) == Template("second of 7", "y.docx")
    assert await templates.get(8) == Template("first of 8", "x.docx")
