"""What a page says of its own blocks: landmarks, ARIA roles, microdata and telling names.

These are weak labels where nobody wrote down a block's role. They are read more strictly than
the features are: a name counts only where one kind of text alone is called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.elements import FAR
from tamis.labelling.features import ABSENT, NAMES
from tamis.page import Role
from tamis.parsing.document import Block, Element

_STEPS = 6
_NAMING_ATTRIBUTES = ("class", "id", "role", "itemprop", "rel", "data-testid", "data-component")
_NAMES_READ = 300
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})

_TAGS: dict[str, Role] = {
    "nav": Role.NAVIGATION,
    **dict.fromkeys(("button", "select", "option", "label", "textarea", "legend"), Role.CONTROL),
    "figcaption": Role.CAPTION,
}
_NAMES: dict[Role, str] = {
    Role.NAVIGATION: "nav navbar navigation submenu megamenu topnav subnav breadcrumb breadcrumbs"
    " menu menubar sitemap pagination pager",
    Role.RELATED: "related recommended recommendations recommendation mostread mostpopular popular"
    " trending outbrain taboola readmore morestories teaser teasers",
    Role.SHARING: "share sharing social socials sharethis addthis addtoany sharedaddy",
    Role.PROMOTION: "newsletter promo promotion subscribe subscription signup cta donate",
    Role.CONSENT: "cookie cookies cookiebot consent gdpr onetrust didomi",
    Role.PAYWALL: "paywall regwall piano",
    Role.ADVERTISEMENT: "ad ads advert advertisement advertising adslot sponsored dfp werbung",
    Role.COMMENT: "comment comments commentlist disqus",
    Role.LEGAL: "copyright legal disclaimer impressum",
    Role.CONTROL: "button btn search searchbox captcha",
    Role.BYLINE: "byline author authors username",
    Role.DECK: "standfirst deck dek subheadline chapo sapo perex entradilla",
}
_ROLE_OF_NAME = {name: role for role, names in _NAMES.items() for name in names.split()}


def declared_roles(block: Block, elements: Sequence[Element]) -> Iterator[Role]:
    """The roles that the nearest few elements around ``block`` declare, the innermost first.

    An element that declares two roles declares none.
    """
    index = block.runs[0].element
    for _ in range(_STEPS):
        if index < 0 or elements[index].tag in _WHOLE_PAGE:
            return
        declared = _roles_of(elements[index].tag, elements[index].attributes)
        if len(declared) == 1:
            yield declared.pop()
        index = elements[index].parent


def _roles_of(tag: str, attributes: Mapping[str, str | None]) -> set[Role]:
    roles = {_TAGS[tag]} if tag in _TAGS else set()
    for key in _NAMING_ATTRIBUTES:
        names = (attributes.get(key) or "")[:_NAMES_READ]
        for name in _PART.findall(names):
            role = _ROLE_OF_NAME.get(name.lower())
            if role is not None:
                roles.add(role)
    # "btn-share" is a button for sharing, "nav-button" one in a menu.
    if len(roles) > 1:
        roles.discard(Role.CONTROL)
    return roles


_TELLING = [
    column
    for column, name in enumerate(NAMES)
    if name.startswith("near_class_")
    or name in {f"near_{tag}" for tag in "nav header footer aside form control dialog".split()}
    or name == "near_hidden_style"
]


def without_declarations(columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of features, (rows, columns), as if the page declared no kind of boilerplate."""
    bare = columns.copy()
    bare[:, _TELLING] = np.where(bare[:, _TELLING] == ABSENT, ABSENT, FAR)
    return bare
