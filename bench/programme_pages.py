"""The programme's own pages: labs, axes, results, indicators, plan, witnesses."""

from collections.abc import Iterator

from django.urls import reverse

from bench import people
from benchmarking.comparison import store
from programmes.models import Lab, PlanAction, ReadingSheet, Wave

FOUNDER, STAFF, ADMIN = people.FOUNDER, people.STAFF, people.ADMIN
# Kind, name, reader, address.
Listed = tuple[str, str, str, str]


def pages() -> Iterator[Listed]:
    """Give every page of the programme that is measured, for a lab's staff."""
    lab = people.staff_lab()
    yield from _frame(lab)
    yield from _indicators(lab)
    yield from _plan(lab)
    yield from _witnesses(lab)
    yield from _comparison()


def _frame(lab: Lab) -> Iterator[Listed]:
    yield "programme", "the programme", STAFF, reverse("programme")
    address = lab.get_absolute_url()
    yield "programme", "a lab", STAFF, address
    for number in (1, 2, 3):
        axis = reverse("programmes:axis_detail", args=[number])
        yield "programme", f"axis {number}", STAFF, axis
    yield "programme", "results", STAFF, reverse("programmes:results")
    companies = f"{address}organisations/"
    yield "list", "organisations of a lab", STAFF, companies
    yield "search", "organisations of a lab, word", STAFF, f"{companies}?q=usine"
    yield "list", "people of a lab", STAFF, f"{address}personnes/"


def _indicators(lab: Lab) -> Iterator[Listed]:
    dictionary = reverse("programmes:indicator_list")
    yield "programme", "indicators", FOUNDER, dictionary
    # A count, a pair, what piles up month after month, what is made of its parts.
    for code in (
        "participants",
        "part-acceptees",
        "entreprises-conseillees",
        "emplois-crees",
    ):
        one = reverse("programmes:indicator_detail", args=[code])
        yield "programme", f"indicator {code}", FOUNDER, one
    sheets = reverse("programmes:reading_sheet_list")
    yield "list", "sheets, staff", STAFF, sheets
    yield "list", "sheets, programme", ADMIN, sheets
    yield "list", "sheets, programme, locked", ADMIN, f"{sheets}?etat=locked"
    own = ReadingSheet.objects.filter(lab=lab).select_related("period")
    for status in ("draft", "locked"):
        sheet = own.filter(status=status).order_by("-period__starts_on")[:1].get()
        yield "programme", f"sheet, {status}", STAFF, sheet.get_absolute_url()
    draft = own.filter(status="draft")[:1].get()
    entry = reverse("programmes:reading_entry", args=[draft.period.slug])
    yield "programme", "sheet, its grid", STAFF, entry


def _plan(lab: Lab) -> Iterator[Listed]:
    address = reverse("programmes:plan_action_list")
    yield "list", "plan, staff", STAFF, address
    yield "search", "plan, late, one lab", STAFF, f"{address}?retard=oui&axe=2"
    yield "list", "plan, what is over as well", STAFF, f"{address}?statut=tous"
    yield "list", "plan, calendar", STAFF, reverse("programmes:plan_calendar")
    yield "list", "plan, timeline", STAFF, reverse("programmes:plan_timeline")
    own = PlanAction.objects.filter(lab=lab, status="running").order_by("pk")
    yield "programme", "action of the plan", STAFF, own[:1].get().get_absolute_url()


def _witnesses(lab: Lab) -> Iterator[Listed]:
    address = reverse("programmes:witness_engagement_list")
    for part in ("en-cours", "a-signer", "termines"):
        yield "list", f"witnesses, staff, {part}", STAFF, f"{address}?vue={part}"
    figures = reverse("programmes:witness_figures")
    yield "list", "witness figures", FOUNDER, figures
    rows = Wave.objects.filter(engagement__lab=lab, status="open")
    wave = rows.select_related("engagement").order_by("pk")[0]
    engagement = wave.engagement
    yield "programme", "witness company", STAFF, engagement.get_absolute_url()
    story = reverse("programmes:witness_story", args=[engagement.public_id])
    yield "programme", "witness story", STAFF, story
    yield "programme", "wave", STAFF, wave.get_absolute_url()


def _comparison() -> Iterator[Listed]:
    """What the worker has counted beforehand, as it does every ten minutes."""
    store.refresh()
    address = reverse("benchmarking:comparison")
    yield "programme", "comparison", FOUNDER, address
    months = f"{address}?periode=douze-mois"
    yield "programme", "comparison, twelve months", FOUNDER, months
    yield "programme", "comparison, its method", FOUNDER, f"{address}methode/"
