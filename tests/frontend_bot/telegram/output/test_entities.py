"""What is bold or slanted in a document: exactly the words that are meant, as Telegram counts them."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontend_bot.core.block import Block, Style, plain
from frontend_bot.telegram.output.entities import formatted, utf16_length

WORDS = st.text(alphabet=st.sampled_from("aя 👍🏽é[]: •☐"), max_size=12)
BLOCKS = st.lists(st.builds(Block, st.sampled_from(Style), WORDS, WORDS, WORDS), min_size=1, max_size=6)


def _meant(block: Block) -> list[tuple[str, str]]:
    if block.style in {Style.TITLE, Style.HEADING}:
        return [("bold", "")]
    if block.style is Style.NOTE:
        return [("italic", "")]
    return [
        *([("bold", block.lead)] if block.lead else []),
        *([("italic", f"[{block.source}]")] if block.source else []),
    ]


@settings(max_examples=150, deadline=None)
@given(BLOCKS, WORDS)
@example([Block(Style.TITLE, "👍"), Block(Style.TASK, "do", "👍👍:", "00:01:00")], "👍 above")
def test_every_mark_is_on_its_words(blocks: list[Block], above: str) -> None:
    text, entities = formatted(blocks, above)
    assert text == (f"{above}\n\n{plain(blocks)}" if above else plain(blocks))
    units = text.encode("utf-16-le")
    marked = [(one.type, units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le")) for one in entities]
    wanted = [mark for block in blocks for mark in _meant(block)]
    assert [kind for kind, _ in marked] == [kind for kind, _ in wanted]
    assert all(words == told for (_, words), (_, told) in zip(marked, wanted, strict=True) if told)
    lines = {line for block in blocks for line in plain([block]).split("\n")}
    assert all(words in lines for (_, words), (_, told) in zip(marked, wanted, strict=True) if not told)


@settings(max_examples=100, deadline=None)
@given(BLOCKS, st.integers(20, 80))
def test_a_beginning_is_of_whole_blocks_and_fits(blocks: list[Block], limit: int) -> None:
    text, entities = formatted(blocks, "", limit)
    assert utf16_length(text) <= limit
    assert plain(blocks).startswith(text)
    assert all(one.offset + one.length <= utf16_length(text) for one in entities)
    whole = [plain(blocks[:count]) for count in range(len(blocks) + 1)]
    assert text in whole or utf16_length(whole[1]) > limit
