"""Filters of the public register: a GET form whose address can be shared."""

from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from blockers import citations, register
from blockers.enums import BlockerStatus, Nature, NormLevel, Outcome
from blockers.models import Blocker
from programmes import known
from servindus.search import prefix_query

B = BlockerStatus
# Words of the address, each with the states that it stands for.
STATES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "preparation": (_("In preparation"), (B.QUALIFYING, B.QUALIFIED)),
    "ministere": (_("With the ministry"), (B.ESCALATED,)),
    "repondu": (_("Answered"), (B.ANSWERED,)),
    "engagement": (_("Commitment under way"), (B.IMPLEMENTING,)),
    "verification": (_("To verify on site"), (B.VERIFYING,)),
    "clos": (_("Ended"), (B.CLOSED,)),
}
RESULTS = [("promis", _("Promised")), ("verifie", _("Verified on site"))]


class PublicFilter(django_filters.FilterSet):
    """Words, step, kind, topic, lab, outcome, promised or verified."""

    q = django_filters.CharFilter(
        label=_("Words of the blocker"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    etape = django_filters.ChoiceFilter(
        label=_("Step"),
        method="filter_state",
        choices=[(key, label) for key, (label, _states) in STATES.items()],
        empty_label=_("All the steps"),
    )
    nature = django_filters.ChoiceFilter(
        label=_("What blocks"),
        field_name="nature",
        choices=Nature.choices,
        empty_label=_("Everything"),
    )
    theme = django_filters.ChoiceFilter(
        label=_("Topic"),
        method="filter_topic",
        choices=known.topic_choices,
        empty_label=_("All the topics"),
    )
    laboratoire = django_filters.ChoiceFilter(
        label=_("Lab"),
        method="filter_lab",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )
    issue = django_filters.ChoiceFilter(
        label=_("Outcome"),
        method="filter_outcome",
        choices=Outcome.choices,
        empty_label=_("All the outcomes"),
    )
    resultat = django_filters.ChoiceFilter(
        label=_("Promised or verified"),
        method="filter_result",
        choices=RESULTS,
        empty_label=_("Both, and neither"),
    )

    class Meta:
        model = Blocker
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data, queryset=Blocker.objects.public())
        self.today = today

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Search what everybody reads, without accents, by word beginnings."""
        query = prefix_query(value)
        return queryset.filter(public_search=query) if query else queryset

    def filter_state(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one step, as far as everybody may know it."""
        return register.in_states(queryset, STATES[value][1], self.today)

    def filter_outcome(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one outcome, as far as everybody may know it."""
        return register.with_outcome(queryset, value, self.today)

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what one lab leads."""
        return queryset.filter(lab__in=[x.pk for x in known.labs() if x.slug == value])

    def filter_topic(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one topic."""
        wanted = [topic.pk for topic in known.topics() if topic.slug == value]
        return queryset.filter(topic__in=wanted)

    def filter_result(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what is promised, or what companies have confirmed."""
        if value == "promis":
            return register.promised(queryset, self.today)
        return register.verified(queryset, self.today)


class NormForm(forms.Form):
    """Words of a text, who wrote it, and for labs whose blockers."""

    q = forms.CharField(label=_("Words or number of the text"), required=False,
                        max_length=120)  # fmt: skip
    niveau = forms.ChoiceField(
        label=_("Who wrote it"),
        required=False,
        choices=[("", _("All the texts")), *NormLevel.choices],
    )
    portee = forms.ChoiceField(
        label=_("Whose blockers"),
        required=False,
        choices=[("", _("Our lab’s")), (citations.ALL_LABS, _("All the labs’"))],
    )

    def __init__(self, data: Any, user: Any) -> None:
        super().__init__(data)
        if not citations.is_lab_reader(user):
            del self.fields["portee"]


def norms_found(user: Any, query: Any, now: datetime) -> tuple[NormForm, list[Any]]:
    """Give the form of the page of texts, and the lines that it shows."""
    form = NormForm(query, user)
    form.is_valid()
    return form, citations.cited(user, form.cleaned_data, now)


def public_found(query: Any, today: date) -> PublicFilter:
    """Give what the public list shows with this query: its form, and `qs`."""
    return PublicFilter(query, today)


def active_count(filters: django_filters.FilterSet) -> int:
    """Give how many filters the reader has set, for "clear filters (n)"."""
    data = filters.form.cleaned_data if filters.form.is_valid() else {}
    return sum(bool(value) for value in data.values())
