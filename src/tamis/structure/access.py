"""Whether the article can be read freely: what the page declares, and what its text shows."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.page import Role, Span
from tamis.parsing.document import Document
from tamis.structure.choices import Choice
from tamis.structure.declared import Claim

_BREAKS_OFF = ("…", "...", "[…]", "[...]", "(…)", "(...)")
_RUNNING_TEXT = 40


def declared_access(claims: Sequence[Claim]) -> Choice[str | None]:
    """``free`` or ``paid``, by the first ``isAccessibleForFree`` that says either."""
    for claim in claims:
        said = claim.value.lower().rsplit("/", 1)[-1]
        if said in ("true", "false"):
            value = "free" if said == "true" else "paid"
            return Choice(value, [claim], "the first that says either")
    return Choice(None)


def observed_access(document: Document, spans: Sequence[Span]) -> str | None:
    """``paywall`` where the page asks its reader to pay or register, ``truncated`` where the
    last paragraph breaks off in three dots; ``None`` where neither shows."""
    last = None
    for span in spans:
        if span.role is Role.PAYWALL and span.visible:
            return "paywall"
        if span.role is Role.PARAGRAPH and span.end - span.start >= _RUNNING_TEXT:
            last = span
    if last is None:
        return None
    return (
        "truncated" if document.text[last.start : last.end].rstrip().endswith(_BREAKS_OFF) else None
    )
