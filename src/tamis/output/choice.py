"""Which roles an output has, and how a caller says that it should have others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from tamis.errors import UsageError
from tamis.page import ARTICLE_ROLES, Family, Role

Names: TypeAlias = str | Iterable[str]
"""Roles and families: members, their names, or names with commas between them."""

HEADER_ROLES = frozenset({Role.TITLE, Role.DECK, Role.BYLINE, Role.DATELINE, Role.DATE})
"""The roles that a document made from a page shows above the article."""

DOCUMENT_ROLES = ARTICLE_ROLES | HEADER_ROLES | {Role.CAPTION, Role.CREDIT, Role.EMBED, Role.NOTE}
"""The roles that a document made from a page shows."""


def chosen_roles(usual: Collection[Role], keep: Names = (), drop: Names = ()) -> frozenset[Role]:
    """The ``usual`` roles, with those of ``keep`` and without those of ``drop``.

    A role that is named goes before its family: ``keep="table", drop="content"`` leaves tables
    alone. Raises :class:`~tamis.errors.UsageError` for a name that is neither a role nor a
    family, and for one that stands on both sides.
    """
    kept, dropped = set(_members(keep)), set(_members(drop))
    for name in sorted(kept & dropped):
        raise UsageError(f"{name.value!r} is both kept and dropped; say one of them")
    roles = set(usual)
    roles |= {role for role in Role if role.family in kept}
    roles -= {role for role in Role if role.family in dropped}
    roles |= {role for role in Role if role in kept}
    roles -= {role for role in Role if role in dropped}
    return frozenset(roles)


def _members(names: Names) -> Iterator[Family | Role]:
    for name in [names] if isinstance(names, str) else names:
        for part in name.split(","):
            yield _member(part.strip())


def _member(name: str) -> Family | Role:
    known = {member.value: member for kind in (Family, Role) for member in kind}
    if name not in known:
        raise UsageError(f"{name!r} is neither a role nor a family; choose from {', '.join(known)}")
    return known[name]
