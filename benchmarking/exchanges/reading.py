"""Forms that know what their writer had read, so as to write over no colleague."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarking.exchanges import versions
from benchmarking.models import Exchange
from servindus import clock
from servindus.forms import TaglessForm
from servindus.templatetags.servindus import full_datetime


class ReadBefore(TaglessForm):
    """A form that knows what its writer had read; a refusal counts as reading again.

    `part` is what it writes; `stands` is what the page shows after a colleague's words.
    """

    part = versions.AGENDA
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    exchange: Exchange | None = None
    stands: Exchange | None = None

    def _read(self, exchange: Exchange, options: dict[str, Any]) -> None:
        """Note the version that the page shows."""
        self.exchange = exchange
        seen = {"seen": versions.version_of(exchange, self.part)}
        options["initial"] = {**options.get("initial", {}), **seen}

    def add_error(self, field: str | None, error: Any) -> None:
        """After a refusal the page shows what stands: the next click has read it."""
        super().add_error(field, error)
        if field is not None or self.exchange is None:
            return
        fresh = Exchange.objects.with_sides().get(pk=self.exchange.pk)
        version = versions.version_of(fresh, self.part)
        if version != self.data.get("seen"):
            self.stands = fresh
        typed: Any = self.data
        self.data = typed.copy()
        typed = self.data
        typed["seen"] = version

    @property
    def stands_as(self) -> list[tuple[Any, list[Any]]]:
        """What a colleague has written meanwhile, each part with its lines."""
        if self.stands is None:
            return []
        return _told(self.stands, self.part)


def _told(exchange: Exchange, part: str) -> list[tuple[Any, list[Any]]]:
    """Give what stands in people's words."""
    if part == versions.TIME:
        ends = exchange.ends_at.astimezone(clock.PARIS)
        when = f"{full_datetime(exchange.starts_at)} – {ends:%H:%M}"
        where = [one for one in (exchange.place, exchange.video_url) if one]
        return [(_("When, and where"), [when, *where])]
    if part == versions.PRESENCES:
        rows = exchange.attendances.select_related("person").order_by("pk")
        return [(_("Who came"), list(rows))]
    points = exchange.items.select_related("lab").order_by("rank")
    lines = [
        f"{one.rank}. {one.title}, {one.minutes} min"
        + (f", {one.lab.name}" if one.lab else "")
        for one in points
    ]
    found: list[tuple[Any, list[Any]]] = [
        (_("Title"), [exchange.title]),
        (_("Labs invited"), [", ".join(lab.name for lab in exchange.labs_invited)]),
        (_("Agenda"), lines),
    ]
    questions = list(exchange.questions.order_by("pk"))
    return [*found, (_("Questions to talk about"), questions)] if questions else found
