"""The register's pages that are measured: its lists, desks, boards and details."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from bench import people
from blockers.models import Blocker, Escalation, Report

FOUNDER, DIRECTOR = people.FOUNDER, people.DIRECTOR
STAFF, LIAISON = people.STAFF, people.LIAISON
# Kind, name, reader, address.
Listed = tuple[str, str, str, str]


def pages() -> Iterator[Listed]:
    """Give every page of the register that is measured."""
    yield from _homes()
    yield from _lists()
    yield from _details()
    yield from _desks()


def _homes() -> Iterator[Listed]:
    yield "file", "home, liaison", LIAISON, reverse("home")


def _lists() -> Iterator[Listed]:
    cases = reverse("blockers:report_list")
    yield "register", "cases, company", DIRECTOR, cases
    yield "register", "cases, staff", STAFF, cases
    known = reverse("blockers:public_list")
    yield "register", "public register", FOUNDER, known
    for name, query in (
        ("with the ministry", "etape=ministere"),
        ("ended", "etape=clos"),
        ("promised", "resultat=promis"),
        ("verified", "resultat=verifie"),
        ("a common word", "q=mecanique"),
        ("nothing like it", "q=zzyzxqw"),
    ):
        yield "register", f"public register, {name}", FOUNDER, f"{known}?{query}"
    yield "register", "feed", FOUNDER, reverse("blockers:public_feed")
    files = reverse("blockers:escalation_list")
    for who, reader in (("liaison", LIAISON), ("staff", STAFF)):
        yield "register", f"dossiers, {who}", reader, files
        for part in ("en-retard", "a-nous", "publies"):
            yield "register", f"dossiers, {who}, {part}", reader, f"{files}?file={part}"
        for name in ("commitment_list", "derogation_list"):
            title = name.removesuffix("_list")
            yield "register", f"{title}s, {who}", reader, reverse(f"blockers:{name}")
    texts, delays = reverse("blockers:norm_list"), reverse("blockers:delay_list")
    for who, reader in (("visitor", FOUNDER), ("liaison", LIAISON), ("staff", STAFF)):
        yield "register", f"cited texts, {who}", reader, texts
    for who, reader in (("liaison", LIAISON), ("staff", STAFF)):
        yield "register", f"delays, {who}", reader, delays
        yield "register", f"delays, {who}, late", reader, f"{delays}?etat=en-retard"
    yield "register", "sittings, liaison", LIAISON, reverse("blockers:sitting_list")
    waiting = reverse("blockers:contestation_list")
    yield "register", "contestations, staff", STAFF, waiting


def _details() -> Iterator[Listed]:
    own = Report.objects.filter(reporter__email=DIRECTOR)
    case = own.filter(status="attached")[:1].get().get_absolute_url()
    yield "file", "case, company", DIRECTOR, case
    dossier = _of_liaison().filter(status="acknowledged")[:1].get()
    yield "file", "dossier, liaison", LIAISON, dossier.get_absolute_url()
    card = Blocker.objects.filter(public_status="full", status="closed")[:1].get()
    address = reverse("blockers:public_card", args=[card.reference])
    yield "file", "public card", FOUNDER, address


def _of_liaison() -> QuerySet[Escalation]:
    return Escalation.objects.filter(authority__name="Direction du banc")


def _desks() -> Iterator[Listed]:
    for model, query in (
        ("report", ""),
        ("report", "file=toutes"),
        ("report", "file=toutes&q=mecanique"),
        ("blocker", ""),
        ("blocker", "q=mecanique"),
        ("blocker", "statut=closed"),
    ):
        address = reverse(f"admin:blockers_{model}_changelist")
        name = f"desk {model}{', ' if query else ''}{query}"
        kind = "heavy desk" if model == "blocker" else "desk"
        yield kind, name, STAFF, f"{address}?{query}" if query else address
