"""Plain text to blocks: one block for each line that is not blank.

``Document.text`` is the input, character for character. A line ends at any line boundary of
:meth:`str.splitlines`, so that form feeds and Unicode separators count too.
"""

from __future__ import annotations

from tamis.page import Mark
from tamis.parsing.document import Block, Document, Run

_NO_ELEMENT = -1


def parse_plain(text: str, *, url: str | None = None) -> Document:
    """Parse plain text. The blocks hold the lines without the white space around them."""
    blocks: list[Block] = []
    position = 0
    for line in text.splitlines(keepends=True):
        content = line.strip()
        if content:
            start = position + len(line) - len(line.lstrip())
            end = start + len(content)
            blocks.append(Block(start, end, _NO_ELEMENT, (Run(start, end, _NO_ELEMENT),)))
        position += len(line)
    return Document(
        text=text,
        blocks=tuple(blocks),
        marks=tuple(Mark(block.start, block.end, "block", "") for block in blocks),
        media_type="text/plain",
        url=url,
    )
