"""A field's value, with everything that was offered for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from tamis.page import Candidate
from tamis.structure.declared import Claim

Value_co = TypeVar("Value_co", covariant=True)


class Choice(NamedTuple, Generic[Value_co]):
    """What was chosen for a field, the claims that it rests on, and why these."""

    value: Value_co
    claims: Sequence[Claim] = ()
    reason: str = ""


def candidates(field: str, offered: Iterable[Claim], choice: Choice[object]) -> Iterator[Candidate]:
    """Everything offered for ``field`` in its order, the chosen with the reason."""
    for claim in dict.fromkeys(offered):
        chosen = claim in choice.claims
        yield Candidate(field, claim.value, claim.source, chosen, choice.reason if chosen else "")


def first_of(claims: Sequence[Claim]) -> Choice[str | None]:
    """The most trusted claim."""
    if not claims:
        return Choice(None)
    return Choice(claims[0].value, claims[:1], "the most trusted source")
