"""What is typed into a step of a long form, before its button: not yet the row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from servindus.models.base import Model


class ScratchRow(Model):
    """The last words of one step; each room's own has its `owner` and is unique."""

    number = models.PositiveSmallIntegerField()
    # As the browser sent it, `{name: [text, ...]}`: unfinished words may be no answer.
    # Empty once they were sent.
    said = models.JSONField()
    at = models.DateTimeField()
    # How often the step was sent: what a page made before says is too late.
    sent = models.PositiveIntegerField(default=0)

    class Meta(Model.Meta):
        abstract = True
        verbose_name = _("unfinished step")
        verbose_name_plural = _("unfinished steps")
