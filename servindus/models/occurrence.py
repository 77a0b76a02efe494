"""What the passing of time has brought already: once per row, person and turn."""

from datetime import date
from typing import ClassVar

from django.db import models

from servindus import clock
from servindus.models.base import Model


class Occurrence(Model):
    """One thing that a timer has done; the row goes with the act, or not at all."""

    timer = models.CharField(max_length=64)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    # Whom it concerned, where one row is chased with several people.
    person = models.EmailField(blank=True)
    # The day from which the timer counts: a second sending starts anew.
    since = models.DateField()
    # Which rung of the timer's ladder, a number of days for most.
    rung = models.SmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    class Meta(Model.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=[
                    *("timer", "object_type", "object_id", "person", "since", "rung"),
                ],
                name="occurrence_once",
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.timer} {self.rung} {self.object_type} {self.object_id}"

    @classmethod
    def last(
        cls, timer: str, obj: models.Model, since: date, person: str = ""
    ) -> int | None:
        """Give the highest rung that is done, or None."""
        rungs = cls.objects.filter(
            timer=timer,
            object_type=obj._meta.label_lower,
            object_id=obj.pk,
            person=person,
            since=since,
        ).order_by("-rung")
        return rungs.values_list("rung", flat=True).first()
