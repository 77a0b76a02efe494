"""What is being typed into a step is kept meanwhile; the step's button still decides.

No act and no journal: the row itself does not change until somebody says so. `owner` is
a row with `scratches`, the related manager of its room's own `ScratchRow`.
"""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from servindus import clock
from servindus.models.scratch import ScratchRow

# More is pasted by a machine.
LONGEST = 10_000


def keep(owner: Any, number: int, form: forms.Form, posted: QueryDict) -> ScratchRow:
    """Keep what stands in the fields of a step, finished or not."""
    said = {
        name: [text[:LONGEST] for text in posted.getlist(name)]
        for name in form.fields
        if name in posted
    }
    row: ScratchRow
    row, _is_new = owner.scratches.update_or_create(
        number=number, defaults={"said": said, "at": clock.now()}
    )
    return row


def found(owner: Any, number: int) -> ScratchRow | None:
    """Give what was typed last into a step and not sent."""
    row: ScratchRow | None = owner.scratches.filter(number=number).first()
    return row


def initial(scratch: ScratchRow, form_class: type[forms.Form]) -> dict[str, Any]:
    """Give the values of the fields as they were typed; an unticked box is empty."""
    said = MultiValueDict(scratch.said)
    return {
        name: field.widget.value_from_datadict(said, MultiValueDict(), name)
        for name, field in form_class().fields.items()
        if not isinstance(field, forms.FileField)
    }


def forget(owner: Any, number: int | None = None) -> None:
    """Drop what was typed into a step, or into all: it was sent, or given up."""
    rows = owner.scratches.all()
    (rows if number is None else rows.filter(number=number)).delete()
