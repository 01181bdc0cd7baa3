"""What a user sees of a page's pollution at one look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tamis.page import Family, Page, Role

MOST_REASONS = 10

_CAMPAIGN = "campaign: "


@dataclass(frozen=True, slots=True)
class PollutionReport:
    """How much of a page is pollution, of which kind, and why.

    Numbers are characters of ``page.text`` unless said otherwise. ``characters``: all.
    ``families`` and ``roles``: those of each family, and of each role of pollution that the page
    has. ``hidden``: those that a reader would not see, of whatever role. ``reasons``: how many
    spans of pollution have which reason, those that explain the most text first, at most
    ``MOST_REASONS``. ``campaigns``: how many spans of pollution belong to which campaign.
    """

    characters: int
    families: Mapping[Family, int]
    roles: Mapping[Role, int]
    hidden: int
    reasons: Mapping[str, int]
    campaigns: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON has it: names for families and roles."""
        return {
            "characters": self.characters,
            "families": {family.value: count for family, count in self.families.items()},
            "roles": {role.value: count for role, count in self.roles.items()},
            "hidden": self.hidden,
            "reasons": dict(self.reasons),
            "campaigns": dict(self.campaigns),
        }

    def __str__(self) -> str:
        polluted = self.families[Family.POLLUTION]
        if not polluted:
            facts = [f"no pollution in {self.characters:,} characters"]
        else:
            kinds = ", ".join(f"{role} {count:,}" for role, count in self.roles.items())
            share = polluted / self.characters
            facts = [
                f"{polluted:,} of {self.characters:,} characters polluted ({share:.1%})",
                kinds,
            ]
        if self.hidden:
            facts.append(f"{self.hidden:,} hidden")
        if self.campaigns:
            names = ", ".join(f"{name} {count}" for name, count in self.campaigns.items())
            facts.append(f"campaigns: {names}")
        return "; ".join(facts)


def pollution_report(page: Page) -> PollutionReport:
    """Count the pollution of ``page``."""
    families = dict.fromkeys(Family, 0)
    roles: Counter[Role] = Counter()
    hidden = 0
    spans: Counter[str] = Counter()
    explained: Counter[str] = Counter()
    campaigns: Counter[str] = Counter()
    for span in page.spans:
        size = span.end - span.start
        families[span.family] += size
        hidden += 0 if span.visible else size
        if span.family is not Family.POLLUTION:
            continue
        roles[span.role] += size
        for reason in dict.fromkeys(span.reasons):
            if reason.startswith(_CAMPAIGN):
                campaigns[reason.removeprefix(_CAMPAIGN)] += 1
            else:
                spans[reason] += 1
                explained[reason] += size
    return PollutionReport(
        characters=len(page.text),
        families=families,
        roles={role: roles[role] for role in Role if role in roles},
        hidden=hidden,
        reasons={reason: spans[reason] for reason, _ in explained.most_common(MOST_REASONS)},
        campaigns=dict(campaigns.most_common()),
    )
