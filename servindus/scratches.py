"""What is being typed into a step is kept meanwhile; the step's button still decides.

No act and no journal: the row itself does not change until somebody says so. `owner` is
a row with `scratches`, the related manager of its room's own `ScratchRow`.

Words on their way when the button is pressed arrive after it, and a page may stand open
in a second window. So each page says how often its step had been sent when it was made:
an older page keeps nothing, and sending from it asks once more.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from servindus import clock
from servindus.limits import is_too_often
from servindus.models.scratch import ScratchRow
from servindus.templatetags.servindus import clock_time

# More is pasted by a machine.
LONGEST = 10_000
# Times that what is typed into one row is kept in an hour: every six seconds.
MOST_KEPT = 600


def answer(
    owner: Any, number: int, form: forms.Form, request: HttpRequest
) -> HttpResponse:
    """Keep what is being typed into a step; answer with the words that say so."""
    name = f"typed:{owner._meta.label_lower}:{owner.pk}"
    if is_too_often(name, times=MOST_KEPT, seconds=3600):
        return HttpResponse(status=429)
    row = keep(owner, number, form, request.POST, request.POST.get("sent", ""))
    if row is None:
        return too_late()
    told = _("Kept at %(time)s, not sent yet.") % {"time": clock_time(row.at)}
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


def too_late() -> HttpResponse:
    """Say that the page is older than what was sent from another one."""
    told = _("Not kept: this was sent from another page. Open it anew.")
    return HttpResponse(told, status=409, content_type="text/plain; charset=utf-8")


def keep(
    owner: Any, number: int, form: forms.Form, posted: QueryDict, sent: str
) -> ScratchRow | None:
    """Keep what stands in the fields of a step, finished or not.

    `sent` is what the page says of itself; None when its step was sent since.
    """
    said = {
        name: [text[:LONGEST] for text in posted.getlist(name)]
        for name in form.fields
        if name in posted
    }
    now = clock.now()
    with transaction.atomic():
        owner.scratches.get_or_create(number=number, defaults={"said": {}, "at": now})
        # The step may be sent while this waits.
        row: ScratchRow = owner.scratches.select_for_update().get(number=number)
        if is_stale(row, sent):
            return None
        row.said, row.at = said, now
        row.save(update_fields=["said", "at"])
    return row


def found(owner: Any, number: int) -> ScratchRow:
    """Give what is known of a step: what was typed last, how often it was sent."""
    row: ScratchRow | None = owner.scratches.filter(number=number).first()
    return row or owner.scratches.model(number=number, said={})


def waiting(owner: Any) -> list[int]:
    """Give the steps into which something was typed and not sent, in order."""
    rows = owner.scratches.exclude(said={}).order_by("number")
    return list(rows.values_list("number", flat=True))


def is_stale(row: ScratchRow, sent: str) -> bool:
    """Whether a page was made before its step was sent last; one that says nothing not.

    Whatever is no number comes from no page of ours.
    """
    return sent != "" and sent != str(row.sent)


def refuse_stale(row: ScratchRow, form: forms.Form, posted: QueryDict) -> bool:
    """Say in the form that its step was sent since; the next sending decides."""
    if not is_stale(row, posted.get("sent", "")):
        return False
    told = _(
        "This step was sent from another page at %(time)s, after you opened this one. "
        "Look at what stands there; send again to put your words in its place."
    )
    form.add_error(None, told % {"time": clock_time(row.at)})
    return True


def initial(scratch: ScratchRow, form_class: type[forms.Form]) -> dict[str, Any]:
    """Give the values of the fields as they were typed; an unticked box is empty."""
    if not scratch.said:
        return {}
    said = MultiValueDict(scratch.said)
    return {
        name: field.widget.value_from_datadict(said, MultiValueDict(), name)
        for name, field in form_class().fields.items()
        if not isinstance(field, forms.FileField)
    }


def forget(owner: Any, number: int) -> None:
    """Drop what was typed into a step: it was sent, which pages made before it miss."""
    owner.scratches.update_or_create(
        number=number,
        defaults={"said": {}, "at": clock.now(), "sent": F("sent") + 1},
        create_defaults={"said": {}, "at": clock.now(), "sent": 1},
    )
