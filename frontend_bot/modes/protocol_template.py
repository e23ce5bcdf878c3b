"""A person's own template for protocols: sent as a Word document, checked at once, kept until another one comes."""

from frontend_bot.core.content import Content, Kind
from frontend_bot.core.job import Job, Result
from frontend_bot.core.mode import JobMode
from frontend_bot.core.phrase import phrase
from frontend_bot.core.tools import Tools


class ProtocolTemplate(JobMode):
    """A file is taken as the template; a text instead of one asks for a sample to start from."""

    id = "protocol_template"
    order = 93
    in_menu = False
    in_settings = True
    accepts = frozenset({Kind.TEXT, Kind.DOCUMENT})

    async def run(self, job: Job, tools: Tools) -> Result:
        content = job.content[0]
        if content.text:
            path = await tools.protocols.sample()
            name = tools.say(phrase("protocol_template-file"))
            return Result(
                note=phrase("protocol_template-sample"),
                files=(Content(Kind.DOCUMENT, file_name=f"{name}.docx", path=str(path)),),
                title=name,
            )
        found = await tools.protocols.take_template(tools.files.source(content))
        return Result(note=phrase("protocol_template-taken", fields=", ".join(found)), title=content.file_name)
