"""Who said what, as an appendix to the Markdown of a page."""

from __future__ import annotations

import re
from urllib.parse import quote

from tamis.output.markdown_inline import destination, escaped
from tamis.output.safety import link_url, shown
from tamis.page import Attribution, Page, Part

_WORDS_OF_ANCHOR = 5
_LINE_START = re.compile(r"^(?=[#>+=|:-]|\d{1,9}[.)])")


def to_appendix(page: Page) -> str:
    """A list of the page's attributions as Markdown: speaker, cue, content, certainty.

    With a URL each has a link to its words on the page, as a text fragment (WICG, "URL Fragment
    Text Directives"), which browsers scroll to and mark. Empty if there are no attributions.
    """
    if not page.attributions:
        return ""
    items = (_item(page, attribution) for attribution in page.attributions)
    return "\n".join(["## Who said what", "", *items])


def _item(page: Page, attribution: Attribution) -> str:
    source = "" if attribution.source is None else attribution.source.text
    who = f"**{_text(attribution.speaker)}**" if attribution.speaker else _text(source or "?")
    content = " … ".join(_text(part.text) for part in attribution.content)
    facts = f"{attribution.kind}, {attribution.certainty.replace('_', ' ')}"
    return f"- {who} {_text(attribution.cue.text)}: {content} ({facts}){_anchor(page, attribution)}"


def _text(text: str) -> str:
    flat = " ".join(shown(text).split())
    return _LINE_START.sub(r"\\", escaped(flat, linked=True))


def _anchor(page: Page, attribution: Attribution) -> str:
    base = link_url((page.url or "").partition("#")[0])
    if not base.lower().startswith("http"):
        return ""
    return f" [↗]({destination(f'{base}#:~:text={_directive(attribution.content[0])}')})"


def _directive(part: Part) -> str:
    """The first and the last words of a part, which are all that its fragment needs."""
    words = part.text.split()
    ends = (
        (words,)
        if len(words) <= 2 * _WORDS_OF_ANCHOR
        else (
            words[:_WORDS_OF_ANCHOR],
            words[-_WORDS_OF_ANCHOR:],
        )
    )
    # A hyphen means something in a text directive.
    return ",".join(
        quote(" ".join(end), safe="", errors="replace").replace("-", "%2D") for end in ends
    )
