"""The page: one text, and spans that are a partition of it.

All offsets count Unicode code points of ``page.text`` and are half-open: ``start`` is the
first character that belongs to a range, ``end`` the first that does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tamis.errors import PartitionError, UsageError

if TYPE_CHECKING:
    from tamis.output import PollutionReport


class Family(StrEnum):
    """What roles group into."""

    CONTENT = "content"
    BOILERPLATE = "boilerplate"
    POLLUTION = "pollution"


class Role(StrEnum):
    """What a span is. The set is closed; every input has the same roles."""

    TITLE = "title"
    DECK = "deck"
    SECTION = "section"
    BYLINE = "byline"
    DATELINE = "dateline"
    DATE = "date"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    CAPTION = "caption"
    CREDIT = "credit"
    EMBED = "embed"
    NOTE = "note"

    NAVIGATION = "navigation"
    RELATED = "related"
    PROMOTION = "promotion"
    SHARING = "sharing"
    CONSENT = "consent"
    PAYWALL = "paywall"
    ADVERTISEMENT = "advertisement"
    COMMENT = "comment"
    LEGAL = "legal"
    CONTROL = "control"
    OTHER = "other"

    SPAM = "spam"
    INJECTION = "injection"
    GARBAGE = "garbage"

    @property
    def family(self) -> Family:
        return _FAMILY_OF[self]


_POLLUTION = frozenset({Role.SPAM, Role.INJECTION, Role.GARBAGE})
_FIRST_BOILERPLATE = list(Role).index(Role.NAVIGATION)
_FAMILY_OF = {
    role: Family.POLLUTION
    if role in _POLLUTION
    else Family.CONTENT
    if position < _FIRST_BOILERPLATE
    else Family.BOILERPLATE
    for position, role in enumerate(Role)
}

ARTICLE_ROLES = frozenset(
    {
        *(Role.DECK, Role.DATELINE, Role.HEADING, Role.PARAGRAPH, Role.LIST_ITEM),
        *(Role.QUOTE, Role.TABLE, Role.CODE),
    }
)
"""The roles that make up the clean article; other content has fields of its own."""


_Choice = TypeVar("_Choice", Family, Role)


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A run of ``page.text`` with one role.

    ``confidence`` is the probability that ``role`` is right, in [0, 1]. ``reasons`` are short
    phrases, the strongest first. ``visible`` says whether a reader would see the text, as far
    as that can be known without a browser. ``path`` is the XPath of the element that the text
    came from; empty for plain text.
    """

    start: int
    end: int
    role: Role
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    visible: bool = True
    path: str = ""

    def __init__(
        self,
        start: int,
        end: int,
        role: Role,
        confidence: float = 1.0,
        reasons: tuple[str, ...] = (),
        visible: bool = True,
        path: str = "",
    ) -> None:
        # What the dataclass would do, in half the time: pages have hundreds of spans.
        _set_start(self, start)
        _set_end(self, end)
        _set_role(self, role)
        _set_confidence(self, confidence)
        _set_reasons(self, reasons)
        _set_visible(self, visible)
        _set_path(self, path)

    @property
    def family(self) -> Family:
        return self.role.family


_set_start, _set_end, _set_role, _set_confidence, _set_reasons, _set_visible, _set_path = (
    getattr(Span, item.name).__set__ for item in fields(Span)
)


class Mark(NamedTuple):
    """One fact of layout over ``page.text[start:end]``, kept apart from the roles.

    ========== ========================================================= =============
    kind       what the range is                                         value
    ========== ========================================================= =============
    block      one block; blocks never overlap                           ``""``
    heading    a heading                                                 level, 1 to 6
    list       a whole list                                              ``ul``, ``ol``
    item       one item of the innermost list around it                  its number or ``""``
    quote      a block quotation                                         ``""``
    pre        preformatted text                                         language or ``""``
    table      a whole table                                             ``""``
    row        one row of the innermost table around it                  ``""``
    cell       one cell of the innermost row around it                   ``td:2``: tag, column
    link       the text of a link                                        its URL, resolved
    strong     strong or bold                                            ``""``
    emphasis   emphasised or italic                                      ``""``
    code       inline code                                               ``""``
    image      an image's place; ``start == end``                        index in ``page.images``
    rule       a thematic break's place; ``start == end``                ``""``
    ========== ========================================================= =============

    Marks are ordered by ``start``, then by falling ``end``, so that outer ones come first.
    """

    start: int
    end: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the page. ``caption`` and ``credit`` are text of the page, or ``None``."""

    url: str
    alt: str = ""
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A range with its text: one part of an attribution."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said what: a source (or none), a cue, and the content in one or more parts.

    ``kind`` is ``direct`` (all of it in quotation marks), ``indirect`` or ``mixed``. ``speaker``
    is the source under the fullest name that the page has for it, ``None`` where that is not
    sure. ``certainty`` says how the page puts it: ``said``, ``reported``, ``alleged``,
    ``denied``, ``believed``, ``expected``, ``wants``, ``shown`` or ``supports_or_opposes``.
    ``confidence`` is in [0, 1]; ``reasons`` are short phrases.
    """

    source: Part | None
    cue: Part
    content: tuple[Part, ...]
    kind: str
    speaker: str | None
    certainty: str
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that the page offers for a field of :class:`Metadata`, as it stands there.

    ``source`` says where: ``json-ld headline``, ``meta og:title``, ``html lang``, ``text``, ….
    ``reason`` says why the chosen ones were chosen; it is empty for the others.
    """

    field: str
    value: str
    source: str
    chosen: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says about itself. Dates are ISO 8601 with the offset that the page gave;
    what is absent is ``None`` or empty, never guessed.

    ``authors`` are persons; newsrooms stand there only where no person is named, and agencies
    are ``wires``. What a page declares and what it shows are facts apart: ``language_declared``
    beside :attr:`Page.language`, and for access ``access_declared`` (``free`` or ``paid``, from
    ``isAccessibleForFree``) and ``access_observed`` (``paywall``: the page asks for payment or
    registration in its text; ``truncated``: the article breaks off).
    """

    title: str | None = None
    deck: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    tags: tuple[str, ...] = ()
    wires: tuple[str, ...] = ()
    license: str | None = None
    language_declared: str | None = None
    access_declared: str | None = None
    access_observed: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The result of reading one capture.

    ``spans`` is a partition of ``text``: ordered, gapless, without overlap, no empty span;
    whitespace between blocks belongs to the span before it. ``marks`` is a second layer over
    the same text: lists, tables, links, images, emphasis. ``page_type_confidence`` is the
    probability of ``page_type``. ``attributions`` are in the order of their cues, and empty
    unless :class:`~tamis.Options` asks for them. ``offered`` is all that the page offers for
    its metadata; ask :meth:`candidates`.

    Raises :class:`~tamis.errors.PartitionError` if the spans are not a partition.
    """

    text: str
    spans: tuple[Span, ...]
    metadata: Metadata = field(default_factory=Metadata)
    images: tuple[Image, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    marks: tuple[Mark, ...] = ()
    url: str | None = None
    media_type: str = "text/plain"
    language: str | None = None
    page_type: str | None = None
    page_type_confidence: float | None = None
    offered: tuple[Candidate, ...] = ()
    weights: str | None = None

    def __post_init__(self) -> None:
        check_partition(self.text, self.spans)

    def candidates(self, field: str) -> tuple[Candidate, ...]:
        """All that the page offers for a field of its metadata, the most trusted first: where
        they differ, the page contradicts itself.

        Two more are offered that are addresses, not metadata: ``canonical``, the page's own, and
        ``alternates``, those of the same page in other languages (``source`` names these).

        Raises :class:`~tamis.errors.UsageError` if there is no such field.
        """
        known = [*(item.name for item in fields(Metadata)), "canonical", "alternates"]
        if field not in known:
            raise UsageError(f"{field!r} is not a field of metadata; choose one of {known}")
        return tuple(candidate for candidate in self.offered if candidate.field == field)

    def select(
        self, *, family: Family | str | None = None, role: Role | str | None = None
    ) -> tuple[Span, ...]:
        """The spans of a family, of a role, or of both at once, in order.

        Raises :class:`~tamis.errors.UsageError` for a name that is not a family or role.
        """
        wanted_family = None if family is None else _member(Family, family)
        wanted_role = None if role is None else _member(Role, role)
        return tuple(
            span
            for span in self.spans
            if (wanted_family is None or span.family is wanted_family)
            and (wanted_role is None or span.role is wanted_role)
        )

    def article_text(
        self, *, keep: str | Iterable[str] = (), drop: str | Iterable[str] = ()
    ) -> str:
        """The main content as clean text, blocks separated by blank lines.

        ``keep`` adds roles or families to it, ``drop`` leaves some out:
        ``page.article_text(keep="title, comment")``. A role goes before its family.

        Raises :class:`~tamis.errors.UsageError` for a name that is neither a role nor a family.
        """
        from tamis.output import to_text

        return to_text(self, keep=keep, drop=drop)

    def markdown(self, *, keep: str | Iterable[str] = (), drop: str | Iterable[str] = ()) -> str:
        """The main content as Markdown that is safe to show and to hand to a model.

        ``keep`` and ``drop`` are as in :meth:`article_text`.
        """
        from tamis.output import to_markdown

        return to_markdown(self, keep=keep, drop=drop)

    def pollution_report(self) -> PollutionReport:
        """How much of the page is pollution, of which kind, and why."""
        from tamis.output import pollution_report

        return pollution_report(self)

    def to_dict(self, *, style: str | None = None) -> dict[str, Any]:
        """The object that ``--format json`` prints, or the page under the field names of
        another extractor: ``trafilatura``, ``newspaper4k`` or ``fundus``.

        Raises :class:`~tamis.errors.UsageError` for a style that does not exist.
        """
        from tamis.output import in_style, to_dict

        return to_dict(self) if style is None else in_style(self, style)


def check_partition(text: str, spans: Iterable[Span]) -> None:
    """Raise :class:`~tamis.errors.PartitionError` unless ``spans`` cover ``text`` exactly."""
    position = 0
    for span in spans:
        if span.start != position or span.end <= span.start:
            raise PartitionError(
                f"span {span.start}:{span.end} does not follow on {position}; please report this"
            )
        position = span.end
    if position != len(text):
        raise PartitionError(
            f"the spans end at {position}, the text at {len(text)}; please report this"
        )


def _member(kind: type[_Choice], value: str) -> _Choice:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise UsageError(
            f"{value!r} is not a {kind.__name__.lower()}; choose one of {known}"
        ) from None
