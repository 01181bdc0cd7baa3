"""What stands in or beside an article and is not its report: posts of other platforms, links to
other articles, newsletters and notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tamis.page import Role
from tamis.structure.declared import Claims
from tamis.structure.labels import is_notice
from tamis.structure.layout import Layout
from tamis.structure.phrases import (
    ACCOUNTS,
    ADDRESS,
    ASKING,
    COPULAS,
    EMBED_LINES,
    EXTERNAL_CONTENT,
    PAYWALLS,
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
# Outside the truth's text are 16 of 20 on fundus-dev and wcxb-dev together; and 5 of 5 on
# fundus-dev (wcxb-dev counts half of such lines as text, though they are links).
_ASKS = 0.8
_LEADS_ON = 0.8
_HEADLINE_WORDS = 4
_ALL = 0.9
_LINKED = frozenset({Role.HEADING, Role.LIST_ITEM})
_LONGEST_BUTTON = 40
_FEWEST_WORDS = 3
_FULL_STOPS = (".", "…", "。", "।", "۔")
_BOX_UNITS = 6
_SIGNED_WITHIN = 4
_BULLETS = " \t\u00a0•·–—-*>»›▶►➤→■□▪●◆👉🔗|([{【「<"


_REPORT_TYPE = re.compile(r'"(?:\w{0,30}NewsArticle|Article|BlogPosting|LiveBlogPosting)"')
_NEWS_TYPE = re.compile(r'"\w{0,30}NewsArticle"')
_THREAD_TYPE = re.compile(r'"(?:DiscussionForumPosting|QAPage)"')


_RELATED = re.compile(
    rf"(?:{'|'.join(map(re.escape, RELATED_LABELS))})(?P<mark>\s?[:：|»>→–—\])】」]|\s?$|(?=\W))"
)
_has_promoted = any_of(PROMOTED)
_has_request = any_of(ASKING)
_ADDRESS = re.compile(rf"\b(?:{'|'.join(ADDRESS)})\b|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_has_promotions = any_of(PROMOTIONS)
_has_paywalls = any_of(PAYWALLS)
_may_be_aside = any_of((*PROMOTED, *PROMOTIONS, *EXTERNAL_CONTENT, *PAYWALLS))
_has_accounts = any_of(ACCOUNTS)
_has_embed_lines = any_of(EMBED_LINES)
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
    if ("nstagram" in text or "@" in text or "INSTAGRAM" in text) and _has_embed_lines(
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
    is_report = (
        is_article and _declares(layout, _REPORT_TYPE) and not _declares(layout, _THREAD_TYPE)
    )
    if is_report:
        _bylines_of_others(units, layout, claims)
        _comments(units, layout, signals)
        _forms(units, layout)
        if _declares(layout, _NEWS_TYPE):
            _teasers(units, layout)
            _authors(units, layout, claims)
    if not is_html:
        _headlines(units)
    skip_to = 0
    for index, unit in enumerate(units):
        if index < skip_to or not unit.is_open or not unit.is_content:
            continue
        length = len(unit.text)
        if length > MAX_NOTICE:
            continue
        text = unit.text.lower()
        if length <= MAX_ASIDE and _is_related(unit, text, layout):
            unit.decide(Role.RELATED, _LEADS_ON, "begins like a link to another article")
            if is_report:
                skip_to = _linked_after(units, index, layout)
        elif not _may_be_aside(text):
            if is_article and index > layout.last and _is_account_form(unit, text, layout):
                unit.decide(Role.CONTROL, 0.9, "words of an account's form, outside the article")
        elif is_notice(text):
            unit.decide(Role.CONSENT, 0.9, "stands in place of content from elsewhere")
        elif _has_paywalls(text) and len(text) <= MAX_ASIDE and len(text.split()) <= _MOST_WORDS:
            unit.decide(Role.PAYWALL, 0.9, "says that the rest is for those who pay")
        elif len(text.split()) <= _MOST_WORDS and _promotes(text):
            unit.decide(Role.PROMOTION, _ASKS, "asks to subscribe, follow or support")


def _is_account_form(unit: Unit, text: str, layout: Layout) -> bool:
    return not layout.surrounds(unit) and _has_accounts(text)


def _declares(layout: Layout, kind: re.Pattern[str]) -> bool:
    scripts = layout.document.declared.json_ld
    return any(kind.search(script) is not None for script in scripts)


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


def _teasers(units: Sequence[Unit], layout: Layout) -> None:
    """Headings and items of lists inside a report that are nothing but links, with what stands
    in one item with them: they lead to other articles."""
    item = -1
    for index in range(layout.first + 1, len(units)):
        unit = units[index]
        if not unit.is_open or not unit.is_content:
            continue
        if item >= 0 and layout.is_in(unit, item):
            unit.decide(Role.RELATED, 0.9, "in one item of a list with a link to another article")
            continue
        item = -1
        if unit.span.role not in _LINKED or not _is_headline(unit.text):
            continue
        if not layout.is_linked(unit, _ALL) or not layout.leads_on(unit):
            continue
        if unit.span.role is Role.LIST_ITEM and not _has_linked_neighbour(units, index, layout):
            continue
        unit.decide(Role.RELATED, 0.9, "a headline that is a link, inside a report")
        item = layout.ancestor(unit.element, "li")


def _is_headline(text: str) -> bool:
    return len(text.split()) >= _HEADLINE_WORDS or (len(text) >= 16 and " " not in text)


def _has_linked_neighbour(units: Sequence[Unit], index: int, layout: Layout) -> bool:
    return any(
        units[other].span.role is not Role.PARAGRAPH and layout.is_linked(units[other], _ALL)
        for other in (index - 1, index + 1)
        if 0 <= other < len(units) and units[other].text
    )


def _forms(units: Sequence[Unit], layout: Layout) -> None:
    """Text in a box of its own with a button that asks to subscribe."""
    for index in range(layout.first, min(layout.last + 3, len(units))):
        button = units[index]
        text = button.text
        if button.span.role is not Role.CONTROL or len(text) > _LONGEST_BUTTON:
            continue
        if not _has_request(text.lower()):
            continue
        box = layout.box(button)
        inside = [
            unit
            for unit in units[max(0, index - _BOX_UNITS) : index + _BOX_UNITS]
            if unit.is_open and unit.is_content and layout.is_in(unit, box)
        ]
        if sum(len(unit.text) for unit in inside) <= MAX_ASIDE:
            for unit in inside:
                unit.decide(Role.PROMOTION, 0.9, "in one box with a button to subscribe")


def _bylines_of_others(units: Sequence[Unit], layout: Layout, claims: Claims) -> None:
    """The authors of articles that the page leads on to, where it declares its own: their names
    stand well after the text, or in it right after a link."""
    own = [claim.value.lower() for claim in claims.author]
    if not own:
        return
    for index in range(layout.first + 1, len(units)):
        unit = units[index]
        if unit.span.role is not Role.BYLINE or not unit.is_open:
            continue
        text = unit.text.lower()
        is_far = index > layout.last + _SIGNED_WITHIN
        is_led = units[index - 1].text != "" and not units[index - 1].is_content
        if (is_far or is_led) and not any(name in text or text in name for name in own):
            unit.decide(Role.RELATED, 0.8, "names the author of another article")


def _authors(units: Sequence[Unit], layout: Layout, claims: Claims) -> None:
    """Lines at the end that say who a declared author is."""
    names = [claim.value for claim in claims.author if " " in claim.value]
    if not names:
        return
    for unit in units[max(layout.first + 1, layout.last - 2) : layout.last + 4]:
        if not unit.is_open or not unit.is_content or len(unit.text) > MAX_ASIDE:
            continue
        for name in names:
            if unit.text.startswith(name):
                following = unit.text[len(name) :].lstrip(" ,").split(maxsplit=1)
                if following and following[0].lower() in COPULAS:
                    unit.decide(Role.OTHER, 0.9, "says who the author is")
                    break


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


def _headlines(units: Sequence[Unit]) -> None:
    """In text without markup: lines below a label of links that do not end as sentences do."""
    left = 0
    for unit in units:
        if _is_label(unit.text.lower()):
            left = _MOST_ITEMS
        elif not left or not _could_be_headline(unit.text):
            left = 0
        else:
            left -= 1
            if unit.is_open and unit.is_content:
                unit.decide(Role.RELATED, _LEADS_ON, "below a label of links to other articles")


def _is_label(text: str) -> bool:
    """Whether a line is nothing but a label of links, of two words or more, and a colon. Without a
    colon it is as often the link that closes what stands above; "Recommended:" is any list's."""
    bare = text.strip(_BULLETS)
    return " " in bare and bare.endswith((":", "：")) and _RELATED.fullmatch(bare) is not None


def _could_be_headline(text: str) -> bool:
    return _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS and not text.endswith(_FULL_STOPS)


def _promotes(text: str) -> bool:
    if _has_promotions(text):
        return True
    return _has_promoted(text) and _has_request(text) and _ADDRESS.search(text) is not None
