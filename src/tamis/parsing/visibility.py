"""What can be known about hidden text without a browser: attributes and ``<style>`` elements.

Linked style sheets and scripts are out of reach, so "visible" means that nothing in the page
itself hides it. Where the page leaves room for doubt, text counts as visible: what shows at
some width of the window, in some state of its ancestors, or at the end of an animation is not
called hidden. Sources: CSS 2.2, CSS Selectors 4, CSS Syntax 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.parsing.document import Attributes

MAX_CSS = 2_000_000
MAX_SELECTORS = 20_000
MAX_SELECTOR = 500
MAX_RULES_PER_KEY = 32
MAX_CLASSES = 32
MAX_NOTED_STYLE = 200


_NEVER_SHOWN = {
    "title": "tooltip",
    "dialog": "",  # if it is not open
    **{tag: tag for tag in "applet audio canvas datalist noscript object template video".split()},
}
# Scripts reveal these once they have run; as captured they would hide everything.
_REVEALED = frozenset({"html", "body", "main"})
_TELLING = frozenset({"style", "hidden", "aria-hidden"})


def hidden_elements(
    tags: Sequence[str],
    depths: Sequence[int],
    attributes: Sequence[Attributes],
    having: _Having,
    css: str,
) -> list[str]:
    """Why a reader would not see each element, in a few words; empty for those that are seen.

    The elements are in the order of the document, ``depths`` numbers their ancestors; what hides
    an element hides what is inside it. ``having``: the elements that have an attribute, by its
    name. ``css``: the text of the page's ``<style>`` elements.
    """
    rules = hiding_selectors(css, _names_of(tags, attributes, having)) if css else HidingRules()
    doubtful = {number for number, tag in enumerate(tags) if tag in _NEVER_SHOWN}
    doubtful.update(*[having.get(name, ()) for name in _TELLING])
    if rules:
        doubtful.update(rules.candidates(tags, attributes, having))
    by_rules: dict[tuple[str, str | None, str | None, str | None], str] = {}
    hidden = [""] * len(tags)
    for number in sorted(doubtful):
        tag, own = tags[number], attributes[number]
        if hidden[number] or tag in _REVEALED:
            continue
        reason = _NEVER_SHOWN.get(tag) or hidden_by_attributes(tag, own)
        if not reason and rules:
            # The same few names come again and again.
            names = (tag, own.get("class"), own.get("id"), own.get("style"))
            if names not in by_rules:
                by_rules[names] = rules.reason(tag, own)
            reason = by_rules[names]
        if reason:
            end = number + 1
            while end < len(tags) and depths[end] > depths[number]:
                end += 1
            hidden[number:end] = [reason] * (end - number)
    return hidden


_Having = Mapping[str, Sequence[int]]


def _names_of(tags: Iterable[str], attributes: Sequence[Attributes], having: _Having) -> set[str]:
    """What selectors may call the elements: tags, ``.class``, ``#id``; in lower case."""
    names = {tag.lower() for tag in set(tags)}
    classes = " ".join({attributes[number]["class"] or "" for number in having.get("class", ())})
    names.update(["." + name for name in set(classes.lower().split())])
    ids = {attributes[number]["id"] or "" for number in having.get("id", ())}
    names.update(["#" + identity.lower() for identity in ids])
    return names


def hidden_by_attributes(tag: str, attributes: Attributes) -> str:
    """Why an element's own attributes hide it, in a few words; empty if they do not.

    ``hidden="until-found"`` hides. A closed ``<details>`` does not: its summary announces it.
    Nor does ``hidden`` on a part that React streams: the page's own script shows it at once.
    """
    if "hidden" in attributes and not _is_streamed(attributes):
        return "hidden attribute"
    if style := attributes.get("style"):
        reason = _style_reason(style) if len(style) <= MAX_NOTED_STYLE else _reason_of(style)
        if reason:
            return reason
    if "aria-hidden" in attributes and _is(attributes["aria-hidden"], "true"):
        return "aria-hidden"
    if tag == "dialog" and "open" not in attributes:
        return "dialog"
    if tag == "input" and _is(attributes.get("type"), "hidden"):
        return "hidden input"
    return ""


def _reason_of(style: str) -> str:
    return next(iter(_hidden_aspects(_declarations(_clean(style).lower())).values()), "")


# A page repeats the same few styles, and pages of one site share them.
_style_reason = lru_cache(maxsize=1024)(_reason_of)


def _is(value: str | None, word: str) -> bool:
    return value is not None and value.strip().lower() == word


_STREAMED = re.compile(r"S:[0-9a-f]{1,8}")


def _is_streamed(attributes: Attributes) -> bool:
    return _STREAMED.fullmatch(attributes.get("id") or "") is not None


# Style sheets ------------------------------------------------------------------------------

_Rank = tuple[bool, int, int, int, int]


class _Rule(NamedTuple):
    """One selector, and one aspect of what its rule does.

    ``keys``: the tag, ``.class`` and ``#id`` that an element must all have. ``rank``: of two
    rules the higher wins; important, ids, classes, tags, order. ``reason`` is empty if the
    rule shows what others hide.
    """

    keys: frozenset[str]
    aspect: str
    rank: _Rank
    reason: str


@dataclass(frozen=True, slots=True)
class HidingRules:
    """The rules of a page's style sheets that hide elements, and those that show them again.

    Each is filed under one ``#id``, ``.class`` or tag of its selector. Falsy if nothing hides.
    Of an element's classes, the first ``MAX_CLASSES`` are looked at.
    """

    hiding: Mapping[str, tuple[_Rule, ...]] = field(default_factory=dict)
    showing: Mapping[str, tuple[_Rule, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.hiding)

    def candidates(
        self, tags: Iterable[str], attributes: Sequence[Attributes], having: _Having
    ) -> set[int]:
        """The numbers of the elements that the rules may hide."""
        known = self.hiding.keys()
        chosen = {number for number, tag in enumerate(tags) if tag in known}
        for name, sign in (("class", "."), ("id", "#")):
            values = [attributes[number][name] or "" for number in having.get(name, ())]
            meant = {
                value
                for value in set(values)
                if not known.isdisjoint([sign + one for one in value.split()])
            }
            chosen.update(
                [
                    number
                    for number, value in zip(having.get(name, ()), values, strict=True)
                    if value in meant
                ]
            )
        return chosen

    def reason(self, tag: str, attributes: Attributes) -> str:
        """Why a style sheet hides the element, in a few words; empty if none does."""
        if not self.hiding:
            return ""
        names, identity = attributes.get("class"), attributes.get("id")
        keys = [tag]
        if names:
            keys += ["." + name for name in names.split(None, MAX_CLASSES)[:MAX_CLASSES]]
        if identity:
            keys.append("#" + identity)
        if self.hiding.keys().isdisjoint(keys):
            return ""
        hiding = _matching(self.hiding, keys)
        if not hiding or tag in _NEVER_HIDDEN:
            return ""
        shown: dict[str, _Rank] = {}
        for rule in _matching(self.showing, keys):
            shown[rule.aspect] = max(rule.rank, shown.get(rule.aspect, rule.rank))
        declared = _declarations(_clean(attributes.get("style") or "").lower())
        inline = _shown_aspects(declared, _hidden_aspects(declared))
        for rule in hiding:
            is_outdone = rule.aspect in shown and shown[rule.aspect] > rule.rank
            is_important = rule.rank[0]
            if not is_outdone and (is_important or rule.aspect not in inline):
                return rule.reason
        return ""


def _matching(shelf: Mapping[str, tuple[_Rule, ...]], keys: list[str]) -> list[_Rule]:
    return [rule for key in keys if key in shelf for rule in shelf[key] if rule.keys.issubset(keys)]


def hiding_selectors(css: str, names: AbstractSet[str]) -> HidingRules:
    """Read the rules that hide elements from the text of ``<style>`` elements.

    ``names`` are the tags, ``.class`` and ``#id`` that the page has, in lower case; rules about
    others, which are most of what a page is sent, are not read.

    A hiding rule is kept if its selector is one compound of tag, classes and ids (``.a``,
    ``div.a.b``, ``#x``): attributes, pseudo-classes and combinators would need the whole tree
    for each element. Stronger rules that show the same again are kept too, even under a
    condition (``@media``) or below an ancestor, since it is then open whether the text is
    hidden. Rules for print are left out, and so are those for ``html``, ``body``, ``main``,
    ``*``, and those that name a custom element alone, which wait for its script. ``font-size:0``
    counts in attributes only: style sheets set it for a grid, and set it back for its cells.

    The first ``MAX_CSS`` characters and ``MAX_SELECTORS`` selectors are read, and the first
    ``MAX_RULES_PER_KEY`` rules for a class kept.
    """
    css = css[:MAX_CSS]
    if not any(word in css for word in _HIDING_WORDS) and not any(
        word in css.lower() for word in _HIDING_WORDS
    ):
        return HidingRules()
    sheet = _Sheet(css)
    rules = sheet.rules_about(names)
    hiding = _Shelf()
    read = 0
    for order in rules:
        body = sheet.bodies[order].lower()
        if sheet.contexts[order] != _APPLIES or not _may_hide(body):
            continue
        selectors = sheet.selectors[order]
        if not _may_stand_alone(selectors):
            continue
        read += 1 + selectors.count(",")
        if read > MAX_SELECTORS:
            break
        hidden = _hidden_aspects(_declarations(_clean(body)))
        hidden.pop("font size", None)
        if hidden:
            important = _important_aspects(body)
            compounds = list(_compounds(selectors))
            if any(_is_custom_element(keys) for keys, _, _ in compounds):
                continue
            for keys, specificity, is_alone in compounds:
                if is_alone and keys[-1] not in _NEVER_HIDDEN:
                    for aspect, reason in hidden.items():
                        rank = (aspect in important, *specificity, order)
                        hiding.add(keys, aspect, rank, reason)
    if not hiding:
        return HidingRules()
    return HidingRules(hiding.rules(), _showing(sheet, rules, hiding).rules())


def _showing(sheet: _Sheet, rules: Iterable[int], hiding: _Shelf) -> _Shelf:
    """Those of the rules that may undo what those in ``hiding`` do.

    They are about the same class, id or tag, or, under a condition, about any one class
    ("hidden md:block").
    """
    showing = _Shelf()
    known = hiding.by_key.keys()
    is_usual = hiding.aspects <= _OFTEN_SHOWN
    known_in_lower_case = {key.lower() for key in known}
    read = 0
    for order in rules:
        names = sheet.names[order].split()
        is_conditional = sheet.contexts[order] == _CONDITIONAL
        if known_in_lower_case.isdisjoint(names) and not (is_conditional and len(names) == 1):
            continue
        selectors, body = sheet.selectors[order], sheet.bodies[order].lower()
        if is_usual and not ("display" in body or "visib" in body or "opacity" in body):
            continue
        read += 1 + selectors.count(",")
        if read > MAX_SELECTORS:
            break
        declared = _declarations(_clean(body))
        shown = _shown_aspects(declared, _hidden_aspects(declared)) & hiding.aspects
        if not shown:
            continue
        important = _important_aspects(body)
        for keys, specificity, is_alone in _compounds(selectors):
            if keys[0] in known or (is_conditional and is_alone):
                for aspect in shown:
                    showing.add(keys, aspect, (aspect in important, *specificity, order), "")
    return showing


class _Shelf:
    """Rules by key, of bounded size; of the same keys and aspect the strongest rule stays."""

    def __init__(self) -> None:
        self.by_key: dict[str, dict[tuple[frozenset[str], str], _Rule]] = {}
        self.aspects: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self.by_key)

    def add(self, keys: tuple[str, ...], aspect: str, rank: _Rank, reason: str) -> None:
        """File a rule under the first of its keys."""
        identity = (frozenset(keys), aspect)
        rules = self.by_key.get(keys[0], {})
        if identity in rules:
            if rules[identity].rank > rank:
                return
        elif len(rules) >= MAX_RULES_PER_KEY:
            return
        rules[identity] = _Rule(identity[0], aspect, rank, reason)
        self.by_key[keys[0]] = rules
        self.aspects.add(aspect)

    def rules(self) -> dict[str, tuple[_Rule, ...]]:
        return {key: tuple(rules.values()) for key, rules in self.by_key.items()}


_HIDING_WORDS = (
    *("none", "hidden", "collapse", "opacity", "clip", "scale(0", "background", "\\"),
    *(":-", ": -", "(-"),
)
_NEVER_HIDDEN = frozenset({"html", "body", "main"})
# What pages toggle by classes; other ways of hiding are rarely undone.
_OFTEN_SHOWN = frozenset({"display", "visibility", "opacity"})
_NO_DISPLAY = re.compile(r"display\s*:\s*none")
_NO_OPACITY = re.compile(r"opacity\s*:\s*[0.]")
_LARGE_NEGATIVE = re.compile(r"-\d{2}")


def _may_hide(body: str) -> bool:
    """A quick look: is this body of a rule worth reading?"""
    return (
        ("none" in body and _NO_DISPLAY.search(body) is not None)
        or "hidden" in body
        or "collapse" in body
        or ("opacity" in body and _NO_OPACITY.search(body) is not None)
        or "clip" in body
        or "scale(0" in body
        or (
            (":-" in body or ": -" in body or "(-" in body)
            and _LARGE_NEGATIVE.search(body) is not None
        )
        or ("background" in body and "color" in body.replace("-color", ""))
        or ("\\" in body and "content" not in body)
    )


def _may_stand_alone(selectors: str) -> bool:
    """A quick look: may one of the selectors be a single compound that is read?"""
    return any(
        len(selector.split(None, 1)) == 1 and (":" not in selector or "\\" in selector)
        for selector in selectors.split(",")
    )


def _is_custom_element(keys: tuple[str, ...]) -> bool:
    return len(keys) == 1 and keys[0][0] not in ".#" and "-" in keys[0]


# A selector, as far as this module reads them. CSS escapes a colon or a slash in a class name
# with a backslash ("md\:block").
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#](?:[\w-]|\\.)+)*)")
_PART = re.compile(r"[.#](?:[\w-]|\\.)+")
_ESCAPED = re.compile(r"\\(.)")
_COMBINATOR = re.compile(r"[\s>+~]+")
_NOT_READ = re.compile(r"(?<!\\)[:\[&*]")


def _compounds(selectors: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int, int], bool]]:
    """Of each selector that is read: the keys of its last compound, the one to file under
    first; its specificity; and whether it asks for no ancestors or siblings."""
    if "(" in selectors:
        return
    for selector in map(str.strip, selectors.split(",")):
        if len(selector) > MAX_SELECTOR or _NOT_READ.search(selector):
            continue
        compounds = _COMBINATOR.split(selector)
        last = _COMPOUND.fullmatch(compounds[-1])
        if last is None or not last[0]:
            continue
        parts = [_ESCAPED.sub(r"\1", part) for part in _PART.findall(last[2])]
        ids = [part for part in parts if part[0] == "#"]
        classes = [part for part in parts if part[0] == "."]
        tag = [last[1].lower()] if last[1] else []
        tags = sum(compound[:1].isalpha() for compound in compounds)
        specificity = (selector.count("#"), selector.count("."), tags)
        yield (*ids, *classes, *tag), specificity, len(compounds) == 1


# The scanner -------------------------------------------------------------------------------

# The first sign of each alternative is a plain one, for which the search runs ahead fast.
_STRING = re.compile(
    r""""[^"\\\n]*+(?:\\.[^"\\\n]*+)*+["\n]?|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+['\n]?"""
    r"""|u[rR][lL]\(\s*+(?!["'])[^)]*+\)?|U[rR][lL]\(\s*+(?!["'])[^)]*+\)?""",
    re.DOTALL,
)
_APPLIES, _CONDITIONAL, _SKIPPED = 0, 1, 2
_SCREENS = frozenset({"all", "screen", "only screen", "only all", "not print", ""})
_OTHER_MEDIA = re.compile(r"(?:only\s+)?(?:print|speech|tty|aural|braille|projection|tv)\b|not all")


def _clean(css: str) -> str:
    """CSS without comments, and with ``""`` for each string and URL: they may hold any sign."""
    if "/*" in css:
        css = _without_comments(css)
    return _STRING.sub('""', css) if '"' in css or "'" in css or "url(" in css else css


def _without_comments(css: str) -> str:
    kept: list[str] = []
    position = 0
    while (start := css.find("/*", position)) >= 0:
        kept.append(css[position:start])
        end = css.find("*/", start + 2)
        if end < 0:
            return "".join(kept)
        position = end + 2
    kept.append(css[position:])
    return "".join(kept)


_OPENS, _CLOSES = b"{}"
_NO_BRACES = bytes(set(range(256)) - {_OPENS, _CLOSES})


class _Sheet:
    """A style sheet cut at its braces, so that most rules need never be looked at.

    A rule is what opens a block in which no other opens. Of each: ``selectors``; ``names``, those
    in the selectors, in lower case and with spaces between; ``bodies``, the declarations; and
    ``contexts``, what the blocks around it mean for it, ``_SKIPPED`` too where it is no rule.
    """

    def __init__(self, css: str) -> None:
        if "/*" in css:
            css = _without_comments(css)
        if "<!--" in css:
            css = css.replace("<!--", " ").replace("-->", " ")
        if _has_braces_in_strings(css):
            css = _STRING.sub('""', css)
        # The end of the sheet closes what is open.
        css += "}"
        pieces = css.replace("}", "{").split("{")
        braces = np.frombuffer(css.encode().translate(None, _NO_BRACES), dtype=np.uint8)
        starts = np.flatnonzero(np.diff(braces) == _CLOSES - _OPENS)
        numbers = starts.tolist()
        self.selectors = [pieces[number] for number in numbers]
        self.bodies = [pieces[number + 1] for number in numbers]
        self.contexts = [_APPLIES] * len(numbers)
        self._look_around(pieces, braces, starts)
        odd = [n for n, words in enumerate(self.selectors) if ";" in words or "@" in words]
        for number in odd:
            selectors = self.selectors[number] = self.selectors[number].rpartition(";")[2]
            if "@" in selectors:
                self.contexts[number] = _SKIPPED
        names = "}".join(self.selectors).lower().replace(".", " .").replace("#", " #")
        self.names = names.replace(",", " ").split("}")

    def _look_around(
        self, pieces: list[str], braces: NDArray[np.uint8], starts: NDArray[np.intp]
    ) -> None:
        """Find the contexts, from the braces that open or close a block around rules."""
        around: list[int] = []
        context, since = _APPLIES, 0
        known: dict[str, int] = {}
        # Of two alike in a row, the first that opens and the second that closes.
        alike = np.flatnonzero(braces[1:] == braces[:-1])
        rules = np.searchsorted(starts, alike).tolist()
        for number, rule in zip(alike.tolist(), rules, strict=True):
            if context != _APPLIES:
                self.contexts[since:rule] = [context] * (rule - since)
            since = rule
            if braces[number] == _CLOSES:
                if around:
                    around.pop()
                    context = around[-1] if around else _APPLIES
                continue
            prelude = pieces[number]
            if context != _SKIPPED:
                if prelude not in known:
                    known[prelude] = _context(prelude)
                context = max(known[prelude], context)
            around.append(context)
        if context != _APPLIES:
            self.contexts[since:] = [context] * (len(self.contexts) - since)

    def rules_about(self, names: AbstractSet[str]) -> list[int]:
        """The numbers of the rules whose selectors have one of the names, or an escape, in which
        a name may be spelled in many ways."""
        return [
            number
            for number, mentioned in enumerate(self.names)
            if ("\\" in mentioned or not names.isdisjoint(mentioned.split()))
            and self.contexts[number] != _SKIPPED
        ]


def _has_braces_in_strings(css: str) -> bool:
    """Also true, to be safe, if the quotes are no pairs."""
    for quote in ('"', "'"):
        if quote in css:
            inside = "".join(css.split(quote)[1::2])
            if "{" in inside or "}" in inside:
                return True
    return False


def _context(prelude: str) -> int:
    """What a block around rules means for them."""
    words = prelude.rpartition(";")[2].strip().lower()
    if words.startswith("@media"):
        queries = [" ".join(query.split()) for query in words[6:].split(",")]
        if any(query in _SCREENS for query in queries):
            return _APPLIES
        return _SKIPPED if all(map(_OTHER_MEDIA.match, queries)) else _CONDITIONAL
    if words.startswith("@supports"):
        return _CONDITIONAL if words[9:].strip().startswith("not") else _APPLIES
    if words.startswith("@layer"):
        return _APPLIES
    return _CONDITIONAL if words.startswith("@container") else _SKIPPED


# Declarations ------------------------------------------------------------------------------

_Declared = Mapping[str, str]
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.DOTALL)


def _declarations(body: str) -> dict[str, str]:
    """Property to value, without ``!important``, which wins over later ones without it.

    ``body`` is in lower case and has neither comments nor strings.
    """
    if "\\" in body:
        body = _CSS_ESCAPE.sub(_unescape, body)
    declared: dict[str, str] = {}
    important: set[str] = set()
    for declaration in body.split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip()
        if "!" in value:
            value = value[: value.rfind("!")]
            important.add(name)
        elif name in important:
            continue
        declared[name] = value.strip()
    return declared


def _unescape(escape: re.Match[str]) -> str:
    if escape[1]:
        code = int(escape[1], 16)
        return chr(code).lower() if code < 0x80 else "\ufffd"
    return escape[2]


_PROPERTIES_OF = {
    "display": ("display",),
    "visibility": ("visibility",),
    "content": ("content-visibility",),
    "opacity": ("opacity",),
    "font size": ("font-size", "font"),
    "place": ("position", "left", "right", "top", "text-indent", "margin-left", "transform"),
    "clip": ("clip", "clip-path", "-webkit-clip-path"),
    "size": ("height", "max-height", "width", "overflow", "transform", "scale"),
    "colour": ("color", "background", "background-color"),
}
_ASPECT_OF: dict[str, tuple[str, ...]] = {}
for _aspect, _names in _PROPERTIES_OF.items():
    for _name in _names:
        _ASPECT_OF[_name] = (*_ASPECT_OF.get(_name, ()), _aspect)


def _shown_aspects(declared: _Declared, hidden: Mapping[str, str]) -> set[str]:
    """The aspects that these declarations decide, and decide for showing."""
    aspects = {aspect for name in declared if name in _ASPECT_OF for aspect in _ASPECT_OF[name]}
    return aspects - hidden.keys()


def _important_aspects(body: str) -> set[str]:
    if "!" not in body:
        return set()
    return {
        aspect
        for declaration in body.split(";")
        if "!" in declaration
        for aspect in _ASPECT_OF.get(declaration.partition(":")[0].strip(), ())
    }


def _hidden_aspects(declared: _Declared) -> dict[str, str]:
    """What hides, and the words for it, the plainest first."""
    hidden: dict[str, str] = {}
    get = declared.get
    if get("display") == "none":
        hidden["display"] = "display:none"
    if get("visibility") in {"hidden", "collapse"} and not _is_animated(declared):
        hidden["visibility"] = "visibility:hidden"
    if get("content-visibility") == "hidden":
        hidden["content"] = "content-visibility:hidden"
    if "opacity" in declared and _is_zero(declared["opacity"]) and not _is_animated(declared):
        hidden["opacity"] = "opacity:0"
    if "font-size" in declared and _is_zero(declared["font-size"]):
        hidden["font size"] = "font-size:0"
    if not _CLIPPING.isdisjoint(declared) and _is_clipped(declared):
        hidden["clip"] = "clipped"
    if _has_no_size(declared):
        hidden["size"] = "zero size"
    if _is_off_screen(declared):
        hidden["place"] = "off-screen"
    if "color" in declared and (reason := _colour_hides(declared)):
        hidden["colour"] = reason
    return hidden


_ANIMATION = ("animation", "animation-name", "transition", "transition-property", "will-change")


def _is_animated(declared: _Declared) -> bool:
    """Whether a script or the style sheet will fade the element in, or move it in."""
    return declared.get("transform", "none") != "none" or _changes(declared)


def _changes(declared: _Declared) -> bool:
    return any(declared.get(name, "none") != "none" for name in _ANIMATION)


_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))([a-z]*|%)")
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
    "vw": 10.0,
    "vh": 10.0,
}
_OFF_SCREEN = -999.0


def _pixels(value: str) -> float | None:
    """A length in CSS pixels, of a window that is 1,000 wide and high; ``None`` if it is none."""
    length = _LENGTH.fullmatch(value)
    if length is None or length[2] not in _PIXELS:
        return None
    return float(length[1]) * _PIXELS[length[2]]


def _is_zero(value: str) -> bool:
    length = _LENGTH.fullmatch(value)
    return length is not None and float(length[1]) == 0


def _is_far_off(value: str | None) -> bool:
    pixels = _pixels(value) if value else None
    return pixels is not None and pixels <= _OFF_SCREEN


_TRANSLATION = re.compile(r"translate(?:x|y|3d)?\(([^()]*)\)")


def _is_off_screen(declared: _Declared) -> bool:
    if _is_far_off(declared.get("text-indent")) or _is_far_off(declared.get("margin-left")):
        return True
    if declared.get("position") in {"absolute", "fixed"} and any(
        _is_far_off(declared.get(side)) for side in ("left", "top", "right")
    ):
        return True
    return "transform" in declared and any(
        _is_far_off(distance.strip())
        for distances in _TRANSLATION.findall(declared["transform"])
        for distance in distances.split(",")
    )


_ZERO_SCALE = re.compile(r"scale[xy]?\(\s*0(?:\.0{1,9})?\s*[,)]")
_OVERFLOW = frozenset({"hidden", "clip"})
# What gives an element a size in spite of its width or height: boxes that keep an aspect ratio
# by padding, and columns that grow.
_WIDTH_FROM = ("min-width", "padding", "padding-left", "padding-right", "flex", "flex-grow")
_HEIGHT_FROM = ("min-height", "padding", "padding-top", "padding-bottom", "flex", "flex-grow")


def _has_no_size(declared: _Declared) -> bool:
    if ("transform" in declared and _ZERO_SCALE.search(declared["transform"])) or declared.get(
        "scale"
    ) == "0":
        return not _changes(declared)
    if declared.get("overflow") not in _OVERFLOW:
        return False
    return (_is_tiny(declared, "width") and _is_unset(declared, _WIDTH_FROM)) or (
        (_is_tiny(declared, "height") or _is_tiny(declared, "max-height"))
        and _is_unset(declared, _HEIGHT_FROM)
    )


def _is_tiny(declared: _Declared, name: str) -> bool:
    if name not in declared:
        return False
    pixels = _pixels(declared[name])
    return _is_zero(declared[name]) or (pixels is not None and 0 <= pixels <= 1)


def _is_unset(declared: _Declared, names: tuple[str, ...]) -> bool:
    return all(name not in declared or all(map(_is_zero, declared[name].split())) for name in names)


_RECTANGLE = re.compile(r"rect\(([^()]*)\)")
_CLIPPING = frozenset(_PROPERTIES_OF["clip"])
_INSET = re.compile(r"inset\(([^()]*)\)")
_NO_CIRCLE = re.compile(r"(?:circle|ellipse)\(\s*0")


def _is_clipped(declared: _Declared) -> bool:
    rectangle = _RECTANGLE.fullmatch(declared.get("clip", ""))
    if rectangle:
        sides = [_pixels(side) for side in rectangle[1].replace(",", " ").split()]
        if len(sides) == 4:
            top, right, bottom, left = sides
            if None not in {left, right} and (right or 0) - (left or 0) <= 1:
                return True
            if None not in {top, bottom} and (bottom or 0) - (top or 0) <= 1:
                return True
    path = declared.get("clip-path") or declared.get("-webkit-clip-path") or ""
    inset = _INSET.fullmatch(path)
    if inset:
        shares = [_percent(side) for side in inset[1].partition("round")[0].split()]
        if 1 <= len(shares) <= 4:
            top, right, bottom, left = _four_sides(shares)
            return top + bottom >= 100 or left + right >= 100
    return _NO_CIRCLE.match(path) is not None


def _percent(value: str) -> float:
    length = _LENGTH.fullmatch(value)
    return float(length[1]) if length and length[2] == "%" else 0.0


def _four_sides(values: list[float]) -> tuple[float, float, float, float]:
    """Top, right, bottom, left from one to four values, as CSS fills them in."""
    top = values[0]
    right = values[1] if len(values) > 1 else top
    bottom = values[2] if len(values) > 2 else top
    return top, right, bottom, values[3] if len(values) > 3 else right


# Colours -----------------------------------------------------------------------------------

_Colour = tuple[int, int, int, float]
_NAMED: dict[str, _Colour] = {
    "transparent": (0, 0, 0, 0.0),
    "black": (0, 0, 0, 1.0),
    "silver": (192, 192, 192, 1.0),
    "gray": (128, 128, 128, 1.0),
    "grey": (128, 128, 128, 1.0),
    "white": (255, 255, 255, 1.0),
    "whitesmoke": (245, 245, 245, 1.0),
    "snow": (255, 250, 250, 1.0),
    "ivory": (255, 255, 240, 1.0),
    "red": (255, 0, 0, 1.0),
    "green": (0, 128, 0, 1.0),
    "blue": (0, 0, 255, 1.0),
    "yellow": (255, 255, 0, 1.0),
    "orange": (255, 165, 0, 1.0),
    "lightgray": (211, 211, 211, 1.0),
    "lightgrey": (211, 211, 211, 1.0),
    "navy": (0, 0, 128, 1.0),
}
_COLOUR = re.compile(
    r"(?<![-\w#])(?:#[0-9a-f]{3,8}(?![0-9a-f])|rgba?\([^()]{1,80}\)|[a-z]{3,20}(?![-\w(]))"
)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{0,9})?%?|\.\d{1,9}%?")


def _colour_hides(declared: _Declared) -> str:
    colour = _parse_colour(declared["color"])
    if colour is None:
        return ""
    if colour[3] == 0:
        # The text may be painted by its background or its shadow instead.
        is_painted = any("clip" in name or "shadow" in name for name in declared)
        return "" if is_painted else "transparent text"
    background = declared.get("background-color") or declared.get("background") or ""
    image = declared.get("background-image", "none")
    if colour[3] < 1:
        return ""
    if image != "none" or "url" in background or '"' in background or "gradient" in background:
        return ""
    if any(_parse_colour(word) == colour for word in _COLOUR.findall(background)):
        return "text colour equals background"
    return ""


def _parse_colour(value: str) -> _Colour | None:
    """(red, green, blue; opacity) of a name, hexadecimal digits or ``rgb()``; else ``None``."""
    if value.startswith("#"):
        digits = value[1:]
        if len(digits) in {3, 4}:
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) not in {6, 8} or not re.fullmatch("[0-9a-f]+", digits):
            return None
        red, green, blue, *opacity = bytes.fromhex(digits)
        return red, green, blue, opacity[0] / 255 if opacity else 1.0
    if value.startswith("rgb"):
        parts = [_channel(part) for part in _NUMBER.findall(value)]
        if len(parts) not in {3, 4}:
            return None
        red, green, blue = (min(255, round(part)) for part in parts[:3])
        return red, green, blue, parts[3] if len(parts) == 4 else 1.0
    return _NAMED.get(value)


def _channel(part: str) -> float:
    return float(part[:-1]) * 2.55 if part.endswith("%") else float(part)
