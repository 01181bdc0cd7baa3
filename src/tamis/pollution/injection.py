"""Hidden text that instructs a language model.

Hidden text is not hostile as such, and an article may quote an instruction for all to see.
Text that a reader cannot see and that tells a model what to do is called an injection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tamis.page import Role, Span
from tamis.parsing import Document

_LONGEST = 4000
_PATTERNS = (
    # Set aside what you were told.
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:instruction|prompt|rule"
    r"|guideline|direction|command|context)s?\b",
    r"\b(?:ignorier|vergiss|missacht)\w{0,4}\b[^.!?\n]{0,50}\b(?:anweisung|vorgabe|regel)\w{0,4}\b",
    r"\b(?:ignore[rsz]?|oublie[rsz]?)\b[^.!?\n]{0,50}\b(?:instructions?|consignes?|règles?)\b",
    r"\b(?:ignor[ae]|olvida)\b[^.!?\n]{0,50}\b(?:instrucci(?:ón|ones)|instruç(?:ão|ões)|reglas"
    r"|regras|istruzioni)\b",
    r"\b(?:игнорируй|забудь)\w{0,3}\b[^.!?\n]{0,50}\b(?:инструкци|указани|правил)\w{0,3}",
    r"\babaikan\b[^.!?\n]{0,40}\b(?:instruksi|perintah|aturan)\b",
    r"忽略[^。！？\n]{0,20}(?:指令|指示|提示|规则)|(?:指示|命令|プロンプト)[^。！？\n]{0,12}無視",
    # Speak to the model by what it is.
    r"\b(?:system prompt|you are (?:an? )?(?:ai|llm|language model|large language model|chatbot"
    r"|assistant)|as an? (?:ai|llm|language model|large language model|ai assistant)\b)",
    r"\b(?:ai|llm|language)[ -](?:models?|agents?|assistants?|crawlers?|systems?)\b[^.!?\n]{0,40}"
    r"\b(?:must|should|please|shall|always|never|recommend|rate|reply|respond|summari[sz]e)\b",
)
_INSTRUCTION = re.compile("|".join(_PATTERNS), re.IGNORECASE)

# Each match has one of these in it, once letters that only look different in case are alike.
_STEMS = (
    *("ignor", "disregard", "forget", "overrid", "bypass", "vergiss", "missacht", "oublie"),
    *("olvida", "игнорируй", "забудь", "abaikan", "忽略", "無視", "system", "you are ", "as a"),
    *("model", "agent", "assistant", "crawler"),
)


def find_injections(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same spans; hidden ones that instruct a model have the role ``injection``."""
    text = document.text
    hidden = [index for index, span in enumerate(spans) if not span.visible]
    stretches = [
        text[spans[i].start : min(spans[i].end, spans[i].start + _LONGEST)] for i in hidden
    ]
    folded = _folded("\n".join(stretches))
    stems = [stem for stem in _STEMS if stem in folded]
    if not stems:
        return tuple(spans)
    found = list(spans)
    for index, stretch in zip(hidden, stretches, strict=True):
        folded = _folded(stretch)
        if not any(stem in folded for stem in stems):
            continue
        span = spans[index]
        match = _INSTRUCTION.search(text, span.start, span.start + len(stretch))
        if match is not None:
            found[index] = replace(
                span,
                role=Role.INJECTION,
                confidence=0.95,
                reasons=(f"tells a language model what to do: '{match[0][:60]}'", *_hidden(span)),
            )
    return tuple(found)


def _folded(text: str) -> str:
    """The text with one form for all letters that the patterns take for the same."""
    text = text.lower()
    if text.isascii():
        return text
    return text.replace("ı", "i").replace("ſ", "s").replace("\u0307", "")


def _hidden(span: Span) -> tuple[str, ...]:
    return tuple(reason for reason in span.reasons if reason.startswith("hidden"))
