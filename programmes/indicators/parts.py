"""Wholes and their parts on a sheet: what is computed, and what does not agree."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from programmes.indicators.aggregate import Amount, Total, parts_differ, total_of_parts
from programmes.models import Indicator, ReadingSheet


def unequal(sheet: ReadingSheet) -> list[tuple[Indicator, Fraction]]:
    """Give each whole of a sheet that its parts miss, and by how much.

    Nothing is said while the whole or one of its parts is not read, and nothing of
    what is computed: it cannot differ. Two statements.
    """
    heads = {row.indicator_id: row.amount for row in sheet.readings.heads()}
    rows = Indicator.objects.filter(
        rhythm=sheet.period.kind, parent__isnull=False, parent__is_computed=False
    )
    wholes: dict[Indicator, list[Indicator]] = {}
    for part in rows.select_related("parent"):
        assert part.parent is not None
        wholes.setdefault(part.parent, []).append(part)
    found = []
    for whole, parts in wholes.items():
        amounts = {part.code: heads.get(part.pk) for part in parts}
        gap = parts_differ(whole.measure, heads.get(whole.pk), amounts)
        if gap is not None:
            found.append((whole, gap))
    return found


def computed(
    indicators: Iterable[Indicator], amounts: Mapping[int, Amount]
) -> dict[int, Total]:
    """Give what is made of its parts, by id, from the amounts that are read, by id."""
    listed = list(indicators)
    return {
        one.pk: total_of_parts(
            one.measure,
            {
                part.code: amounts.get(part.pk)
                for part in listed
                if part.parent_id == one.pk
            },
        )
        for one in listed
        if one.is_computed
    }
