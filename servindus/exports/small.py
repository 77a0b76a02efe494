"""A table that a page shows, as a file at once: the few figures of a chart or a sum."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.http import HttpResponse

from servindus import clock
from servindus.exports.cells import Cell
from servindus.exports.formats import CsvWriter, Sheet


def csv_file(
    name: str,
    title: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    """Give rows as a CSV file that bears its name and the day."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    address = f"{name}-{clock.today():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{address}"'
    found = list(rows)
    with BytesIO() as file:
        writer = CsvWriter(file, Sheet(title, columns, facts=[], about={}))
        for row in found:
            writer.row(row)
        writer.close(len(found))
        response.write(file.getvalue())
    return response
