"""The page of the moderators' figures, each with its definition."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matchmaking.figures import FEW, Appeals, Figures, Pace, figures
from programmes import rules as frame
from servindus import clock
from servindus.admin_base import LabAdmin
from servindus.models import User
from servindus.templatetags.servindus import full_date


class FiguresDesk(LabAdmin):
    """Adds the figures to the desk of requests."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the figures."""
        page = path(
            "chiffres/",
            self.admin_site.admin_view(self.figures_view),
            name="matchmaking_introduction_figures",
        )
        return [page, *super().get_urls()]

    def figures_view(self, request: HttpRequest) -> HttpResponse:
        """Show the figures of the reader's labs, and the reader's own."""
        user: User = request.user  # type: ignore[assignment]
        labs = frame.lab_ids(user)
        if not labs:
            raise PermissionDenied
        found = figures(labs, user.pk, clock.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Figures of moderation"),
            "opts": self.model._meta,
            "lab_names": ", ".join(frame.lab_names(user)),
            "since": found.since,
            "rows": rows(found),
        }
        page = "admin/matchmaking/introduction/figures.html"
        return render(request, page, context)


def rows(found: Figures) -> list[dict[str, Any]]:
    """Give (figure, the lab's, one's own, what it means) as the table shows them."""
    return [
        _row(
            _("Waiting now"),
            _late(found.waiting, found.late),
            None,
            _("Requests in moderation at this moment; late: past their day."),
        ),
        _row(
            _("Oldest"),
            _oldest(found),
            None,
            _("The request due first, and the working days since it came in."),
        ),
        _row(
            _("Median time to read"),
            _median(found.lab),
            _median(found.own),
            _(
                "Working days from a submission to the first decision: half of the"
                " requests are read faster. Goal: one working day at most."
            ),
        ),
        _row(
            _("Promises kept"),
            _kept(found.lab),
            _kept(found.own),
            _("Requests read within one working day, out of all that were read."),
        ),
        _row(
            _("Appeals"),
            _appeals(found.appeals),
            None,
            _("Upheld: refused again. Changed: the second moderator let it leave."),
        ),
    ]


def _row(
    title: str, lab: str, own: str | None, definition: str
) -> dict[str, str | None]:
    return {"title": title, "lab": lab, "own": own, "definition": definition}


def _appeals(appeals: Appeals) -> str:
    words = _(
        "Made: %(made)d. Waiting: %(waiting)d, upheld: %(upheld)d,"
        " changed: %(changed)d."
    )
    return words % vars(appeals)


def _late(waiting: int, late: int) -> str:
    return _("%(n)d, of which %(late)d late") % {"n": waiting, "late": late}


def _oldest(found: Figures) -> str:
    if found.oldest is None:
        return _("nothing waits")
    days = ngettext("%(n)d working day", "%(n)d working days", found.oldest_days) % {
        "n": found.oldest_days
    }
    day = full_date(clock.local_day(found.oldest))
    return _("%(day)s, %(days)s ago") % {"day": day, "days": days}


def _median(pace: Pace) -> str:
    if pace.total == 0:
        return _("nothing read")
    if pace.median is None:
        return _("too few cases (%(n)d, fewer than %(few)d)") % {
            "n": pace.total,
            "few": FEW,
        }
    if pace.median == 0:
        return _("the same day")
    days = ngettext("%(n)s working day", "%(n)s working days", int(pace.median))
    return days % {"n": number_format(pace.median, use_l10n=True)}


def _kept(pace: Pace) -> str:
    words = _("%(kept)d out of %(all)d") % {"kept": pace.kept, "all": pace.total}
    return _("%(words)s, too few cases") % {"words": words} if pace.is_few else words
