"""Microdata and RDFa Lite: properties of schema.org on the elements of the page itself.

Follows the HTML standard's microdata and W3C's RDFa Lite 1.1 for the few properties that a page's
metadata need. A property's value is its ``content`` or ``datetime``, else the text inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tamis.parsing.document import Document
from tamis.structure.bylines import ends_in_prefix

MAX_TEXT = 200
"""A property whose text is longer is no name and no headline."""

_FIELD_OF_PROPERTY = {
    "headline": "title",
    "author": "author",
    "creator": "author",
    "datepublished": "published",
    "datecreated": "published",
    "datemodified": "modified",
    "articlesection": "section",
    "license": "license",
    "isaccessibleforfree": "free",
    "inlanguage": "languages",
}
_IN_PROPERTY_LISTS = ("itemprop", "property")
# What readers add to a page says nothing of the page; a review does, unless it is of a thing here.
_REPLIES = frozenset({"comment", "answer", "usercomments"})
_OF_THINGS = frozenset({"review"})


class Property(NamedTuple):
    """A property of the page. ``kind``: the type of the thing that is its value, if it is one."""

    field: str
    value: str
    source: str
    kind: str


def read_items(document: Document) -> Iterator[Property]:
    """Every property that the page's first article has.

    A page may have many items: answers, comments, teasers. Of those that have a property, the
    first that is no reply speaks for the page.
    """
    owners: dict[str, int] = {}
    texts: dict[int, str] | None = None
    elements = document.elements
    for index in sorted({i for name in _IN_PROPERTY_LISTS for i in document.having.get(name, ())}):
        parent, _, _, _, attributes = elements[index]
        for syntax in _IN_PROPERTY_LISTS:
            names = attributes.get(syntax)
            if not names:
                continue
            for name in names.lower().split()[:4]:
                bare = name.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
                field = _FIELD_OF_PROPERTY.get(bare)
                if field is None:
                    continue
                owner = _item(document, parent)
                if owner >= 0 and _is_reply(document, owner):
                    continue
                if owner < 0:
                    # Without an item nothing says what else belongs to the first.
                    owner = -2 - index
                if owners.setdefault(field, owner) != owner:
                    continue
                value = attributes.get("content") or attributes.get("datetime")
                # A headline that is shown is found where titles are.
                if not value and field != "title":
                    texts = _texts_of_properties(document) if texts is None else texts
                    value = texts.get(index, "")
                if value:
                    source = "microdata" if syntax == "itemprop" else "rdfa"
                    yield Property(field, value, f"{source} {bare}", _kind(attributes))


def _item(document: Document, element: int) -> int:
    """The nearest item around an element; -1 without one."""
    while element >= 0:
        attributes = document.elements[element][4]
        if "itemscope" in attributes or "typeof" in attributes:
            return element
        element = document.elements[element][0]
    return -1


def _kind(attributes: Mapping[str, str | None]) -> str:
    """The schema.org type that an element declares, in lower case; empty without one."""
    declared = attributes.get("itemtype") or attributes.get("typeof") or ""
    return declared.strip().rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()


def _is_reply(document: Document, item: int) -> bool:
    kind = _kind(document.elements[item][4])
    return kind in _REPLIES or (
        kind in _OF_THINGS and _item(document, document.elements[item][0]) >= 0
    )


def _texts_of_properties(document: Document) -> dict[int, str]:
    """The text inside every element that has a property; of a thing, that of its name, or what
    stands first in it."""
    # By element, the properties that it is inside of, the outermost first, and whether each is
    # a name. Items are shallow: the last four are enough.
    inside: list[tuple[tuple[int, bool], ...]] = []
    named: set[int] = set()
    things: set[int] = set()
    for index, (parent, _, _, _, attributes) in enumerate(document.elements):
        around = inside[parent] if parent >= 0 else ()
        own = attributes and (attributes.get("itemprop") or attributes.get("property"))
        if own:
            is_name = own.lower().rsplit(":", 1)[-1] == "name"
            if is_name and around:
                named.add(around[-1][0])
            if _kind(attributes):
                things.add(index)
            around = (*around[-3:], (index, is_name))
        inside.append(around)
    parts: dict[int, str] = {}
    for block in document.blocks:
        for run in block.runs:
            around = inside[run.element] if run.element >= 0 else ()
            for place, (owner, _) in enumerate(around):
                if owner in named and not any(is_name for _, is_name in around[place + 1 :]):
                    continue
                text = parts.get(owner, "")
                if owner in things and owner not in named and text and not ends_in_prefix(text):
                    continue
                if len(text) <= MAX_TEXT:
                    more = document.text[run.start : min(run.end, run.start + MAX_TEXT)]
                    parts[owner] = f"{text} {more}".strip()
    return {
        owner: text
        for owner, found in parts.items()
        if len(text := " ".join(found.split())) <= MAX_TEXT
    }
