"""The living sheet of all pieces, to judge the identity at a glance (demo mode)."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from servindus import ui
from servindus.calendar import Cell, ClockState, WorkingCalendar, ruler
from servindus.clock import PARIS

MONDAY = date(2026, 11, 23)
COLOURS = [
    *("bg", "surface", "sunken", "ink", "ink2", "line", "line3", "brand", "brand-soft"),
    *("deep", "mark", "mark-soft", "ok", "ok-soft", "warn", "warn-soft", "bad"),
    *("bad-soft", "hold", "hold-soft", "mute", "mute-soft", "data1", "data2", "data3"),
]

INTRODUCTION_BADGES = [
    ui.Badge(pgettext_lazy("introduction", "Draft"), "pencil-square", "dashed"),
    ui.Badge(pgettext_lazy("introduction", "In moderation"), "inbox-arrow-down"),
    ui.Badge(
        pgettext_lazy("introduction", "To complete"),
        "chat-bubble-left-ellipsis",
        "warn",
    ),
    ui.Badge(pgettext_lazy("introduction", "Approved, queued"), "queue-list", "hold"),
    ui.Badge(pgettext_lazy("introduction", "Answer expected"), "paper-airplane"),
    ui.Badge(pgettext_lazy("introduction", "Put off"), "calendar-days", "hold"),
    ui.Badge(pgettext_lazy("introduction", "Accepted"), "check-circle", "ok"),
    ui.Badge(pgettext_lazy("introduction", "Closed"), "flag", "edge"),
    ui.Badge(pgettext_lazy("introduction", "Not selected"), "x-circle", "bad"),
    ui.Badge(pgettext_lazy("introduction", "Declined"), "hand-raised", "bad"),
    ui.Badge(pgettext_lazy("introduction", "Redirected"), "arrow-right-circle", "mute"),
    ui.Badge(pgettext_lazy("introduction", "Unanswered"), "moon", "mute"),
    ui.Badge(pgettext_lazy("introduction", "Withdrawn"), "arrow-uturn-left", "edge"),
    ui.Badge(pgettext_lazy("introduction", "Cancelled"), "minus-circle", "edge"),
]
BLOCKER_BADGES = [
    ui.Badge(pgettext_lazy("blocker", "Being qualified"), "magnifying-glass"),
    ui.Badge(pgettext_lazy("blocker", "Qualified"), "clipboard-document-check"),
    ui.Badge(pgettext_lazy("blocker", "Sent to Bercy"), "arrow-up-tray", "warn"),
    ui.Badge(pgettext_lazy("blocker", "Answered"), "chat-bubble-bottom-center-text"),
    ui.Badge(pgettext_lazy("blocker", "Being applied"), "wrench-screwdriver", "warn"),
    ui.Badge(pgettext_lazy("blocker", "To verify on site"), "eye", "hold"),
    ui.Badge(pgettext_lazy("blocker", "Lifted and verified"), "check-badge", "ok"),
    ui.Badge(pgettext_lazy("blocker", "Refusal explained"), "hand-raised", "bad"),
    ui.Badge(pgettext_lazy("blocker", "Grouped"), "arrows-pointing-in", "edge"),
]
INES = ui.Person("Inès Delaunay", "Vibralis · startup", "circle", fictional=True)
MARC = ui.Person("Marc Lefebvre", "Câblerie des Deux-Rives", "square", fictional=True)
HELENE = ui.Person("Hélène Marchand", _("Rouen lab"), "hexagon", fictional=True)
THOMAS = ui.Person("Thomas Aubry", "DGE", "arch", fictional=True)


class SampleForm(forms.Form):
    """Each kind of field once, filled so that two of them are refused."""

    subject = forms.CharField(
        label=_("Subject of the request"),
        max_length=80,
        help_text=_("The line that is read first. Name the problem, not your product."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ask = forms.ChoiceField(
        label=_("What do you expect of the meeting?"),
        choices=[("understand", _("Understand the need")), ("show", _("Show"))],
        widget=forms.RadioSelect,
    )
    site = forms.CharField(label=_("Site"), required=False)


class SampleChecklist(forms.Form):
    """Two lines of a checklist, one of them answered."""

    real = forms.ChoiceField(
        label=_("The need is real and named"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    tone = forms.ChoiceField(
        label=_("The tone is right"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )


CLOCKS = [
    ClockState("on_time", 7),
    ClockState("due_soon", 3),
    ClockState("late", 2),
    ClockState("paused", 4),
]
TABS = [
    ui.Tab(_("To handle"), "#", 1, mine=True),
    ui.Tab(_("In hand"), "#", 4, current=True),
    ui.Tab(_("Done"), "#", 6),
]
ACTS = [
    ui.Act(_("Add a detail"), "#", "pencil-square", "main"),
    ui.Act(_("Change my slots"), "#", "calendar-days"),
    ui.Act(_("Withdraw the request"), "#", "arrow-uturn-left", "close"),
]


@login_not_required
@require_safe
def elements(request: HttpRequest) -> HttpResponse:
    """Show every piece on one sheet, with invented figures."""
    return render(request, "servindus/elements.html", _sheet())


def _sheet() -> dict[str, Any]:
    calendar = WorkingCalendar(name="Rouen")
    form = SampleForm({"subject": "Détecter l’usure " * 5 + "!"})
    form.fields["ask"].notes = {  # type: ignore[attr-defined]
        "understand": _("30 minutes of questions, nothing to sell"),
        "show": _("a short demonstration, remote or on site"),
    }
    return {
        "colours": COLOURS,
        "people": [INES, MARC, HELENE, THOMAS],
        "introduction_badges": INTRODUCTION_BADGES,
        "blocker_badges": BLOCKER_BADGES,
        "clocks": CLOCKS,
        "rulers": _rulers(calendar),
        "ruler_key": [
            (Cell(MONDAY, "elapsed"), _("elapsed")),
            (Cell(MONDAY, "today"), pgettext_lazy("ruler", "today")),
            (Cell(MONDAY, "coming"), _("to come")),
            (Cell(MONDAY, "due"), pgettext_lazy("ruler", "due date")),
            (Cell(MONDAY, "holiday"), pgettext_lazy("ruler", "holiday")),
            (Cell(MONDAY, "pause"), pgettext_lazy("ruler", "pause")),
            (Cell(MONDAY, "overrun"), _("overrun")),
        ],
        "turn": _turn(calendar),
        "step": ui.Step(2, 5, _("what it costs you")),
        "sample": form,
        "checklist": list(SampleChecklist({"real": "yes", "tone": "no"})),
        "meter": ui.Meter(6, 11, _("6 items of 11"), _(", rule and cost are missing")),
        "diff": _diff(),
        "cards": _cards(),
        "tabs": TABS,
        "rows": _rows(),
        "items": _timeline(),
        "acts": ACTS,
        "slots": _slots(),
    }


def _rulers(calendar: WorkingCalendar) -> list[dict[str, Any]]:
    pause = [(date(2026, 11, 13), date(2026, 11, 18))]
    spans = [
        (date(2026, 11, 10), date(2026, 12, 2), (), _("on time"), True),
        (date(2026, 11, 2), date(2026, 11, 19), (), _("due Thu 19 Nov"), False),
        (date(2026, 11, 9), date(2026, 12, 4), pause, _("pause of 4 days"), True),
    ]
    return [
        {
            "start": start,
            "due": due,
            "weeks": ruler(start, due, MONDAY, calendar, pauses),
            "words": words,
            "in_time": in_time,
        }
        for start, due, pauses, words, in_time in spans
    ]


def _turn(calendar: WorkingCalendar) -> ui.Turn:
    return ui.timed_turn(
        MARC,
        start=date(2026, 11, 10),
        amount=15,
        today=MONDAY,
        calendar=calendar,
        sentence=_("He reads the request and chooses one answer out of five."),
        start_word=pgettext_lazy("request", "sent"),
        start_label=_("Sent to the industrial company"),
        amount_label=_("Time to answer"),
        rule=_("Rule “industrial answer”, version 3, Rouen calendar."),
    )


def _diff() -> list[tuple[str, str]]:
    return [
        ("same", "Notre plateforme d’IA"),
        ("delete", "révolutionnaire"),
        ("insert", "pour écouter"),
        ("same", "vos presses"),
    ]


def _cards() -> list[ui.WaitingCard]:
    return [
        ui.WaitingCard(
            1,
            _("To complete before 27 November"),
            _("Malterie du Val-Clair: the moderator proposes a new wording."),
            "#",
            _("See the wording"),
            "chat-bubble-left-ellipsis",
            "mine",
        ),
        ui.WaitingCard(
            2,
            _("With the industrial company"),
            _("Next date: Câblerie des Deux-Rives, Wednesday 2 December."),
            "#",
            _("Follow"),
            "paper-airplane",
        ),
        ui.WaitingCard(
            6, _("To review"), _("1 late, 2 today"), "#", _("Open"), "inbox", "late"
        ),
    ]


def _rows() -> list[ui.Row]:
    return [
        ui.Row(
            "Détecter l’usure des tréfileuses avant l’arrêt",
            "#",
            "Câblerie des Deux-Rives, Amfreville-la-Mi-Voie",
            INTRODUCTION_BADGES[4],
            "Marc Lefebvre",
            "mer. 2 déc.",
            ClockState("on_time", 7),
            ui.Act(_("Follow"), "#"),
            fictional=True,
        ),
        ui.Row(
            "Capteurs sur broyeurs : un essai de 30 jours",
            "#",
            "Papeterie de la Boucle, Grand-Couronne",
            INTRODUCTION_BADGES[1],
            pgettext_lazy("turn of", "you"),
            "ven. 20 nov.",
            ClockState("late", 1),
            ui.Act(_("Review"), "#"),
            INES,
            "late",
            fictional=True,
        ),
    ]


def _timeline() -> list[ui.TimelineItem]:
    day = date(2026, 12, 2)
    return [
        ui.TimelineItem(day, "Réponse de Marc Lefebvre attendue", MARC, future=True),
        ui.TimelineItem(date(2026, 11, 27), "Dernier rappel", future=True),
        ui.TimelineItem(
            datetime(2026, 11, 20, 8, 30, tzinfo=PARIS), "Deuxième rappel envoyé"
        ),
        ui.TimelineItem(
            datetime(2026, 11, 9, 16, 45, tzinfo=PARIS),
            "Hélène Marchand a proposé une reformulation de l’objet",
            HELENE,
            quote="J’ai remis la machine en tête.",
        ),
    ]


def _slots() -> list[ui.Slot]:
    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)

    return [
        ui.Slot("1", at(26, 8, 30), at(26, 9), "Visio", chosen=True),
        ui.Slot("2", at(30, 14), at(30, 14, 30), "Amfreville-la-Mi-Voie"),
        ui.Slot("3", at(27, 10), at(27, 10, 30), gone="N’est plus libre pour Vibralis"),
    ]
