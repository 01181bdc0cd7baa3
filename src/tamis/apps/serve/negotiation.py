"""Which format a client wants (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def negotiated(accept: str | None, offers: Sequence[str]) -> str | None:
    """The media type among ``offers`` that ``accept`` rates highest, the earlier of equals;
    ``None`` if it takes none of them. Without a header, the first."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    rated = [(_quality(ranges, offer), offer) for offer in offers]
    best = max(quality for quality, _ in rated)
    return next(offer for quality, offer in rated if quality == best) if best > 0 else None


def _range(part: str) -> tuple[str, float]:
    media_type, *parameters = (item.strip().lower() for item in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media_type, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return media_type, 0.0
    return media_type, 1.0


def _quality(ranges: Sequence[tuple[str, float]], offer: str) -> float:
    """What the range says that fits ``offer`` most closely."""
    for wanted in (offer, offer.partition("/")[0] + "/*", "*/*"):
        fitting = [quality for media_type, quality in ranges if media_type == wanted]
        if fitting:
            return max(fitting)
    return 0.0
