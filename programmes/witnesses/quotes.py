"""Who reads a quote: the company and its lab; beyond them as far as both agree (P4)."""

from typing import Any

from programmes import rules
from programmes.models import Observation, WitnessEngagement
from programmes.witnesses.enums import QuoteAudience


def audiences(user: Any) -> list[str]:
    """Give how wide quotes must be told for somebody who is neither side."""
    found = [QuoteAudience.PUBLIC]
    if user.is_authenticated and (
        rules.lab_ids(user)
        or rules.authority_ids(user)
        or rules.is_programme_admin(user)
    ):
        found.append(QuoteAudience.PROGRAMME)
    return [str(one) for one in found]


def quote_of(row: Observation, engagement: WitnessEngagement, user: Any) -> str:
    """Give the quote as this person may read it, or nothing."""
    inside = engagement.organisation_id in rules.organisation_ids(
        user
    ) or engagement.lab_id in rules.lab_ids(user)
    told = engagement.share_quotes and row.quote_audience in audiences(user)
    return row.quote if inside or told else ""
