"""What stands in or beside an article and is not its report: posts of other platforms, links to
other articles, newsletters and notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tamis.page import Role
from tamis.structure.declared import Claims
from tamis.structure.layout import Layout
from tamis.structure.phrases import (
    ACCOUNTS,
    ADDRESS,
    ASKING,
    EMBED_LINES,
    EXTERNAL_CONTENT,
    PROMOTED,
    PROMOTIONS,
    RELATED_LABELS,
)
from tamis.structure.searching import any_of
from tamis.structure.signals import COMMENT, Signals
from tamis.structure.units import Unit

MAX_ASIDE = 420
MAX_NOTICE = 700
_MOST_WORDS = 40
_MOST_ITEMS = 12
_REPORT = 1_000
_BULLETS = " \t\u00a0•·–—-*>»›▶►➤→■□▪●◆👉🔗|([{【「<"


_REPORT_TYPE = re.compile(r'"(?:\w{0,30}NewsArticle|Article|BlogPosting|LiveBlogPosting)"')
_THREAD_TYPE = re.compile(r'"(?:DiscussionForumPosting|QAPage)"')


_RELATED = re.compile(
    rf"(?:{'|'.join(map(re.escape, RELATED_LABELS))})(?P<mark>\s?[:：|»>→–—\])】」]|\s?$|(?=\W))"
)
_PROMOTED = any_of(PROMOTED)
_ASKING = any_of(ASKING)
_ADDRESS = re.compile(rf"\b(?:{'|'.join(ADDRESS)})\b|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_PROMOTIONS = any_of(PROMOTIONS)
_EXTERNAL = any_of(EXTERNAL_CONTENT)
_EITHER = any_of((*PROMOTED, *PROMOTIONS, *EXTERNAL_CONTENT))
_ACCOUNTS = any_of(ACCOUNTS)
_EMBED_LINES = any_of(EMBED_LINES)
_POST_LINK = re.compile(r"pic\.(?:twitter|x)\.com/\w{6,14}|\bt\.co/\w{8,12}")
_POST_AUTHOR = re.compile(
    r"(?:^|\s)[—–-]{1,2}\s?[^()@\n]{1,60}\(@\w{1,30}\)\s[^\W\d_]{2,12}\.?\s\d|"
    r"(?:^|\s)[—–-]{1,2}\s?[^()@\n]{1,60}\(@\w{1,30}\)\s\d{1,4}\W"
)
_RELATED_OPENINGS = frozenset(label[:2] for label in RELATED_LABELS)


def find_posts(units: Sequence[Unit], layout: Layout) -> None:
    """Decide which units are posts of other platforms, by what the platforms put into them."""
    for index, unit in enumerate(units):
        if unit.is_content and unit.is_open and len(unit.text) <= MAX_ASIDE:
            reason = _post_reason(unit.text)
            if reason:
                unit.decide(Role.EMBED, 0.95, reason)
                _post_before(units, index, layout)


def _post_reason(text: str) -> str:
    if "(@" in text and _POST_AUTHOR.search(text) is not None:
        return "closes with the author of a post and its date"
    if "/" in text and _POST_LINK.search(text):
        return "has the link that a platform puts into a post"
    if ("nstagram" in text or "@" in text or "INSTAGRAM" in text) and _EMBED_LINES.search(
        text.lower()
    ):
        return "has the words that a platform puts into a post"
    return ""


def _post_before(units: Sequence[Unit], index: int, layout: Layout) -> None:
    """The rest of a post whose last line is at ``index``, where one quotation holds both."""
    quotation = layout.ancestor(units[index].element, "blockquote")
    while quotation >= 0 and index > 0:
        index -= 1
        unit = units[index]
        if not unit.is_open or layout.ancestor(unit.element, "blockquote") != quotation:
            return
        unit.decide(Role.EMBED, 0.95, "in one quotation with the author of a post")


def find_asides(units: Sequence[Unit], layout: Layout, claims: Claims, signals: Signals) -> None:
    """Decide which of the units that were taken for the report are links to other articles,
    requests, notices and readers' comments."""
    is_html = bool(layout.document.elements)
    is_article = is_html and bool(claims.published) and layout.title is not None
    is_report = is_article and _is_declared_report(layout)
    if is_report:
        _comments(units, layout, signals)
    skip_to = 0
    for index, unit in enumerate(units):
        if index < skip_to or not unit.is_open or not unit.is_content:
            continue
        length = len(unit.text)
        if length > MAX_NOTICE:
            continue
        text = unit.text.lower()
        if length <= MAX_ASIDE and _is_related(unit, text, layout):
            unit.decide(Role.RELATED, 0.9, "begins like a link to another article")
            if is_report:
                skip_to = _linked_after(units, index, layout)
        elif _EITHER.search(text) is None:
            if is_article and index > layout.last and _is_account_form(unit, text, layout):
                unit.decide(Role.CONTROL, 0.9, "words of an account's form, outside the article")
        elif _EXTERNAL.search(text) is not None:
            unit.decide(Role.CONSENT, 0.9, "stands in place of content from elsewhere")
        elif len(text.split()) <= _MOST_WORDS and _promotes(text):
            unit.decide(Role.PROMOTION, 0.9, "asks to subscribe, follow or support")


def _is_account_form(unit: Unit, text: str, layout: Layout) -> bool:
    return not layout.surrounds(unit) and _ACCOUNTS.search(text) is not None


def _is_declared_report(layout: Layout) -> bool:
    """Whether the page calls itself an article, and no thread of a forum."""
    scripts = layout.document.declared.json_ld
    return any(_REPORT_TYPE.search(script) is not None for script in scripts) and not any(
        _THREAD_TYPE.search(script) is not None for script in scripts
    )


def _comments(units: Sequence[Unit], layout: Layout, signals: Signals) -> None:
    """Readers' comments that were taken for the report, where there is a report without them:
    in a forum they are what the page is for."""
    inside, outside = [], 0
    for unit in units:
        if unit.is_content and unit.is_open:
            if unit.signals(signals) & ~layout.common & COMMENT:
                inside.append(unit)
            elif unit.is_body:
                outside += len(unit.text)
    if outside >= _REPORT:
        for unit in inside:
            unit.decide(Role.COMMENT, 0.9, "inside an element that is named for comments")


def _is_related(unit: Unit, text: str, layout: Layout) -> bool:
    bare = text.lstrip(_BULLETS)
    if bare[:2] not in _RELATED_OPENINGS:
        return False
    label = _RELATED.match(bare)
    if label is None or len(bare.split()) > _MOST_WORDS:
        return False
    mark = label["mark"]
    if mark:
        rest = bare[label.end() :].strip()
        # A label alone must be a heading or a link; a whole sentence may follow a colon.
        return bool(rest) or layout.is_linked(unit) or unit.span.role is Role.HEADING
    return layout.is_linked(unit)


def _linked_after(units: Sequence[Unit], index: int, layout: Layout) -> int:
    """Decide about the links that follow a label at ``index``; the index after them."""
    for following in range(index + 1, min(index + 1 + _MOST_ITEMS, len(units))):
        unit = units[following]
        if not unit.is_open or not unit.is_content:
            continue
        if not layout.is_linked(unit):
            return following
        unit.decide(Role.RELATED, 0.9, "a link below a label of links to other articles")
    return index + 1


def _promotes(text: str) -> bool:
    if _PROMOTIONS.search(text) is not None:
        return True
    return (
        _PROMOTED.search(text) is not None
        and _ASKING.search(text) is not None
        and _ADDRESS.search(text) is not None
    )
