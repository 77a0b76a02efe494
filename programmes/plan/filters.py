"""Filters of the plan: an address that can be shared, the same on its three views."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes import known, rules
from programmes.models import PlanAction
from programmes.plan.enums import PLAN_OPEN, PlanStatus
from servindus import clock

OWN = "programme"
# In an address: what is over as well. Without it a list shows what is still to do.
ALL = "tous"
WORKSTREAMS = (
    ("1", _("1, interactions")),
    ("2", _("2, diffusion")),
    ("3", _("3, blockers")),
)
OWNERS = (("moi", _("me")), ("personne", pgettext_lazy("owner", "nobody any more")))


def _labs() -> list[tuple[str, Any]]:
    return [*known.lab_choices(), (OWN, _("The programme itself"))]


class PlanFilter(django_filters.FilterSet):
    """Words, lab, axis, status, late, and who carries it."""

    q = django_filters.CharFilter(
        label=_("Words of the title or the aim"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    laboratoire = django_filters.ChoiceFilter(
        label=_("Lab"),
        method="filter_lab",
        choices=_labs,
        empty_label=_("All the labs"),
    )
    axe = django_filters.ChoiceFilter(
        label=_("Axis"),
        field_name="workstream__number",
        choices=WORKSTREAMS,
        empty_label=_("All the axes"),
    )
    statut = django_filters.ChoiceFilter(
        label=_("Status"),
        method="filter_status",
        choices=[(ALL, _("All the statuses")), *PlanStatus.choices],
        empty_label=_("Planned or running"),
    )
    retard = django_filters.ChoiceFilter(
        label=pgettext_lazy("plan", "Late"),
        method="filter_late",
        choices=(("oui", _("late only")),),
        empty_label=_("Late or not"),
    )
    porteur = django_filters.ChoiceFilter(
        label=pgettext_lazy("action", "Carried by"),
        method="filter_owner",
        choices=OWNERS,
        empty_label=_("Anybody"),
    )

    class Meta:
        model = PlanAction
        fields: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, user: Any, is_whole: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.user = user
        # Whether no status means each of them.
        self.is_whole = is_whole
        if is_whole:
            self.filters["statut"].extra |= {
                "choices": PlanStatus.choices,
                "empty_label": _("All the statuses"),
            }
        # Who carries what is a question of whoever keeps the plan.
        if not rules.is_staff(user):
            del self.filters["porteur"]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what each filter says; without a status, what is still to do."""
        rows = super().filter_queryset(queryset)
        if self.is_whole or self.form.cleaned_data.get("statut"):
            return rows
        return rows.open()

    @property
    def is_about_the_past(self) -> bool:
        """Whether what is over is asked for: its newest is what one looks for."""
        chosen = self.asked.get("statut")
        return bool(chosen) and chosen not in PLAN_OPEN

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood of the address; a value that is none filters nothing."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    def filter_status(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one status, or all of them."""
        return queryset if value == ALL else queryset.filter(status=value)

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep the actions that have each of these words."""
        for word in value.split()[:6]:
            queryset = queryset.filter(
                Q(title__icontains=word) | Q(aim__icontains=word)
            )
        return queryset

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one lab, or the programme's own."""
        if value == OWN:
            return queryset.filter(lab=None)
        return queryset.filter(lab__in=[x.pk for x in known.labs() if x.slug == value])

    def filter_late(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what has passed its day."""
        return queryset.late(clock.today())  # type: ignore[attr-defined]

    def filter_owner(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what the reader carries, or what nobody carries any more."""
        if value == "moi":
            return queryset.filter(owner=self.user)
        labs = {lab.pk for lab in known.labs()}
        return queryset.orphaned(labs, own=True)  # type: ignore[attr-defined]
