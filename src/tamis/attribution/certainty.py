"""How surely an attribution puts its content: by its cue and the adverbs of the sentence."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

SAID = "said"

_ORDER = (
    "denied",
    "alleged",
    "expected",
    "wants",
    "reported",
    "believed",
    "shown",
    "supports_or_opposes",
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_REQUEST = re.compile(
    r"(?:not\s)?(?:to|for)\s|(?!(?:whether|if|wh\w+|how|that)\s)(?:[\w’'-]+\s){1,3}(?:not\s)?to\s"
)
"""``to leave``, ``people to leave``; not ``whether to leave``."""
_PLEADED = re.compile(r"\bple(?:a|d)", re.IGNORECASE)
_PLEA = re.compile(r"(not\s)?guilty\b")
_ADVERBS = ("alleged", "reported")


@cache
def _lexicon() -> dict[str, dict[str, re.Pattern[str] | None]]:
    raw = files("tamis.attribution").joinpath("data/certainty.toml").read_text("utf-8")
    return {
        language: {name: _pattern(words) for name, words in entry.items()}
        for language, entry in tomllib.loads(raw).items()
    }


def _pattern(words: str) -> re.Pattern[str] | None:
    """A pattern for text in which each word has a space on both sides."""
    if not words:
        return None
    forms = (
        re.escape(word.rstrip("*").replace("_", " ")) + (r"\S{0,12}" if word[-1] == "*" else "")
        for word in words.split()
    )
    return re.compile(rf" (?:{'|'.join(forms)})(?= )")


def certainty_of(cue: str, *, source: str, content: str, around: str, language: str) -> str:
    """One of ``said``, ``reported``, ``alleged``, ``denied``, ``believed``, ``expected``,
    ``wants``, ``shown`` and ``supports_or_opposes``.

    All are text: ``content`` that of its first part, ``around`` the rest of the sentence, in which
    "reportedly" may stand. ``language`` is a tag; in one without a list everything is ``said``.
    """
    lexicon = _lexicon().get(language.replace("_", "-").split("-")[0].lower())
    if lexicon is None:
        return SAID

    def has(name: str, text: str) -> bool:
        pattern = lexicon.get(name)
        return pattern is not None and pattern.search(_spaced(text)) is not None

    answered = lexicon.get("answered")
    if answered is not None:
        cue = answered.sub("", _spaced(cue))
    if _PLEADED.search(cue) and (plea := _PLEA.match(content.lower())):
        return "denied" if plea[1] else SAID
    if has("shown_by_evidence", cue) and has("evidence", source):
        return "shown"
    for name in _ORDER:
        if has(name, cue):
            return name
    if has("asked", cue) and _REQUEST.match(content.lower()):
        return "wants"
    if has("negated", cue):
        return "denied"
    for name in _ADVERBS:
        if has(f"adverb_{name}", around) or has(f"adverb_{name}", cue):
            return name
    return SAID


def _spaced(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower().replace('’', chr(39))))} "
