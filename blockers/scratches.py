"""What is being typed into a step is kept meanwhile; the step's button still decides.

No act and no journal: the case itself does not change until somebody says so.
"""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from blockers.models import Report, Scratch
from servindus import clock

# More is pasted by a machine.
LONGEST = 10_000


def keep(report: Report, number: int, form: forms.Form, posted: QueryDict) -> Scratch:
    """Keep what stands in the fields of a step, finished or not."""
    said = {
        name: [text[:LONGEST] for text in posted.getlist(name)]
        for name in form.fields
        if name in posted
    }
    row, _is_new = Scratch.objects.update_or_create(
        report=report, number=number, defaults={"said": said, "at": clock.now()}
    )
    return row


def found(report: Report, number: int) -> Scratch | None:
    """Give what was typed last into a step and not sent."""
    return report.scratches.filter(number=number).first()


def initial(scratch: Scratch, form_class: type[forms.Form]) -> dict[str, Any]:
    """Give the values of the fields as they were typed; an unticked box is empty."""
    said = MultiValueDict(scratch.said)
    return {
        name: field.widget.value_from_datadict(said, MultiValueDict(), name)
        for name, field in form_class().fields.items()
        if not isinstance(field, forms.FileField)
    }


def forget(report: Report, number: int | None = None) -> None:
    """Drop what was typed into a step, or into all: it was sent, or given up."""
    rows = report.scratches.all()
    (rows if number is None else rows.filter(number=number)).delete()
