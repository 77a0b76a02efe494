"""Inhabitants come with the reference data: the frame's numbers, frozen here."""

from datetime import date

from django.apps import apps
from django.db import connection, transaction

from programmes.enums import ReferenceMeasure

# The files say the year of an edition, not its day.
FIRST_OF_YEAR = (1, 1)
REASON = "Correction des données de référence."


def freeze_reference() -> None:
    """Freeze what the frame's files say of each lab; what stands already stays.

    A number that the files have changed since is corrected, never what a person froze.
    """
    model = apps.get_model("benchmarking", "Denominator")
    tables = connection.introspection.table_names()
    if model._meta.db_table not in tables:
        return
    rows = apps.get_model("programmes", "LabReference").objects
    with transaction.atomic():
        standing = {
            (one.lab_id, one.kind, one.year): one for one in model.objects.current()
        }
        for row in rows.order_by("year", "measure", "lab_id"):
            old = standing.get((row.lab_id, row.measure, row.year))
            if old and (old.frozen_by_id or old.value == row.value):
                continue
            model.objects.create(
                lab_id=row.lab_id,
                kind=ReferenceMeasure(row.measure),
                year=row.year,
                value=row.value,
                source=row.source,
                source_on=date(row.year, *FIRST_OF_YEAR),
                is_fictitious=False,
                supersedes=old,
                reason=REASON if old else "",
            )
