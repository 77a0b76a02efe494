"""Which pages are measured, for whom, and what each kind of page may cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from bench import (
    lab_pages,
    people,
    practice_pages,
    programme_pages,
    register_pages,
)
from matchmaking.models import DecisionMaker, Introduction
from programmes.models import (
    AccessRequest,
    Facility,
    JobsRecord,
    Lab,
    Organisation,
    Pilot,
    Site,
)
from servindus.keyset import SALT

FOUNDER, DIRECTOR = people.FOUNDER, people.DIRECTOR
STAFF, ADMIN = people.STAFF, people.ADMIN


@dataclass(frozen=True)
class Limit:
    """What a page of one kind may cost: in floors, and in statements."""

    floors: float
    statements: int


LIMITS = {
    "home": Limit(2.0, 12),
    "list": Limit(2.0, 7),
    "search": Limit(2.0, 7),
    "detail": Limit(1.2, 9),
    "desk": Limit(3.0, 6),
    # A list of the register tells of several things: fewer than 12 statements.
    "register": Limit(4.0, 11),
    # The programme's pages tell of every room.
    "programme": Limit(4.0, 12),
    # One file with all that hangs on it: asks, answers, clocks, promises, the sites.
    "file": Limit(4.0, 20),
    # A desk that names whoever follows a row and adds its cases up.
    "heavy desk": Limit(4.0, 7),
}
# At most twice the same statement, and this long in the database.
MOST_REPEATED = 2
MOST_DATABASE_MS = 3.0


@dataclass(frozen=True)
class Page:
    """A page as somebody opens it."""

    kind: str
    name: str
    reader: str
    href: str

    @property
    def limit(self) -> Limit:
        """What it may cost."""
        return LIMITS[self.kind]


def pages() -> list[Page]:
    """Give every page that is measured."""
    ours = [*_homes(), *_lists(), *_directory(), *_facilities(), *_jobs()]
    ours += [*of_programme(), *_details(), *_desks()]
    return [*ours, *of_register(), *of_labs(), *of_practices()]


def of_register() -> list[Page]:
    """Give the register's pages alone."""
    return [Page(*listed) for listed in register_pages.pages()]


def of_programme() -> list[Page]:
    """Give the programme's own pages alone."""
    return [Page(*listed) for listed in programme_pages.pages()]


def of_practices() -> list[Page]:
    """Give the pages of the library and of the tools."""
    return [Page(*listed) for listed in practice_pages.pages()]


def of_labs() -> list[Page]:
    """Give the pages of what labs ask each other, and of their exchanges."""
    return [Page(*listed) for listed in lab_pages.pages()]


# Which pages' growth is measured, by the word that asks for it.
PARTS: dict[str, Callable[[], list[Page]]] = {
    "register": of_register,
    "programme": of_programme,
    "labs": of_labs,
    "practices": of_practices,
}


def _homes() -> Iterator[Page]:
    for who, reader in (
        ("startup", FOUNDER),
        ("manager", DIRECTOR),
        ("staff", STAFF),
        ("programme", ADMIN),
    ):
        yield Page("home", f"home, {who}", reader, reverse("home"))


def _lists() -> Iterator[Page]:
    address = reverse("matchmaking:introduction_list")
    seen = Introduction.objects.order_by()
    lab = seen.filter(lab=_staff_lab())
    for who, reader, rows in (
        ("startup", FOUNDER, seen.filter(startup__name="Vibrations du banc")),
        ("manager", DIRECTOR, seen.filter(decision_maker__email=DIRECTOR)),
        ("staff", STAFF, lab),
        ("programme", ADMIN, seen),
    ):
        for part, by, status in (
            ("en-cours", "next_on", "accepted"),
            ("sans-suite", "updated_at", "declined"),
        ):
            name = f"requests, {who}, {part}"
            yield Page("list", name, reader, f"{address}?vue={part}")
            cursor = _cursor(rows.filter(status=status), by)
            yield Page(
                "list",
                f"{name}, half-way down",
                reader,
                f"{address}?{urlencode({'vue': part, 'apres': cursor})}",
            )


def _directory() -> Iterator[Page]:
    people_, sites = (
        reverse("matchmaking:decision_maker_list"),
        reverse("matchmaking:site_list"),
    )
    cards = DecisionMaker.objects.askable()
    deep = _cursor(cards, "sort_name")
    deep_site = _cursor(Site.objects.filter(lab__isnull=False), "sort_name")
    few = {"laboratoire": "rouen", "fonction": "maintenance", "theme": _topic()}
    for name, href in (
        ("directory", people_),
        ("directory, half-way down", f"{people_}?{urlencode({'apres': deep})}"),
        ("directory, three filters", f"{people_}?{urlencode(few)}"),
        ("sites", sites),
        ("sites, half-way down", f"{sites}?{urlencode({'apres': deep_site})}"),
        ("sites, one lab", f"{sites}?laboratoire=rouen"),
    ):
        yield Page("list", name, FOUNDER, href)
    rare = Organisation.objects.filter(kind="industrial", source="bench")[:1].get()
    for name, text in (
        ("a common word", "mecanique"),
        ("a rare word", rare.name.split()[1]),
        ("two words", rare.name[:28]),
        ("a beginning", "mec"),
        ("a typing error", "mecanqiue"),
        ("nothing like it", "zzyzxqw"),
    ):
        asked = urlencode({"q": text})
        yield Page("search", f"directory, {name}", FOUNDER, f"{people_}?{asked}")
        yield Page("search", f"sites, {name}", FOUNDER, f"{sites}?{asked}")
    both = urlencode({"q": "mecanique", **few})
    yield Page("search", "directory, word and filters", FOUNDER, f"{people_}?{both}")


def _facilities() -> Iterator[Page]:
    address = reverse("programmes:facility_list")
    listed = Facility.objects.listed()
    deep = _cursor(listed, "sort_name")
    for kind, name, query in (
        ("list", "facilities", {}),
        ("list", "facilities, half-way down", {"apres": deep}),
        ("list", "facilities, two filters", {"genre": "bench", "theme": _topic()}),
        ("list", "facilities, nearest", {"depuis": "rouen"}),
        ("search", "facilities, a common word", {"q": "banc"}),
        ("search", "facilities, nothing like it", {"q": "zzyzxqw"}),
    ):
        yield Page(kind, name, FOUNDER, f"{address}?{urlencode(query)}")
    requests = reverse("programmes:access_request_list")
    for part in ("a-traiter", "en-cours", "terminees"):
        name = f"requests for access, staff, {part}"
        yield Page("list", name, STAFF, f"{requests}?vue={part}")
    facility = listed.filter(lab=_staff_lab())[:1].get()
    yield Page("detail", "facility, startup", FOUNDER, facility.get_absolute_url())
    pilots = reverse("programmes:pilot_list")
    yield Page("list", "pilots, staff", STAFF, pilots)
    yield Page("list", "pilots, startup", FOUNDER, pilots)
    pilot = Pilot.objects.filter(lab=_staff_lab(), status="evaluated")[:1].get()
    yield Page("detail", "pilot", STAFF, pilot.get_absolute_url())
    request = AccessRequest.objects.filter(facility__lab=_staff_lab())[:1].get()
    yield Page("detail", "request for access", STAFF, request.get_absolute_url())


def _jobs() -> Iterator[Page]:
    address = reverse("programmes:jobs_record_list")
    for part in ("a-confirmer", "a-recompter", "comptes", "brouillons"):
        yield Page("list", f"jobs, staff, {part}", STAFF, f"{address}?vue={part}")
    found = f"{address}?vue=comptes&attribution=A&q=mecanique"
    yield Page("search", "jobs, word and attribution", STAFF, found)
    yield Page("list", "jobs in figures", FOUNDER, reverse("programmes:jobs_figures"))
    record = JobsRecord.objects.filter(lab=_staff_lab(), status="confirmed")[:1].get()
    yield Page("detail", "declaration of jobs", STAFF, record.get_absolute_url())


def _details() -> Iterator[Page]:
    for status in ("sent", "accepted", "closed"):
        own = Introduction.objects.filter(status=status)
        asked = own.filter(startup__name="Vibrations du banc")[:1].get()
        received = own.filter(decision_maker__email=DIRECTOR)[:1].get()
        moderated = own.filter(lab=_staff_lab()).order_by("-pk")[:1].get()
        for who, reader, row in (
            ("startup", FOUNDER, asked),
            ("manager", DIRECTOR, received),
            ("staff", STAFF, moderated),
        ):
            name = f"request {status}, {who}"
            yield Page("detail", name, reader, row.get_absolute_url())
    card = DecisionMaker.objects.askable()[:1].get()
    yield Page("detail", "decision maker, startup", FOUNDER, card.get_absolute_url())


def _desks() -> Iterator[Page]:
    # The desks show a thousand rows, fifty a page, and then ask to search.
    last = 19 if Introduction.objects.count() > 10_000 else 3
    for model, query in (
        ("matchmaking_introduction", ""),
        ("matchmaking_introduction", "file=toutes"),
        ("matchmaking_introduction", "file=toutes&q=mecanique"),
        ("matchmaking_introduction", f"file=toutes&p={last}"),
        ("matchmaking_decisionmaker", ""),
        ("matchmaking_decisionmaker", "q=mecanique"),
        (
            "matchmaking_decisionmaker",
            f"status__exact=active&lab={_staff_lab().slug}",
        ),
        ("matchmaking_meeting", ""),
        ("programmes_organisation", ""),
        ("programmes_organisation", "q=mecanique"),
        ("programmes_organisation", f"p={last}"),
        ("programmes_organisation", "kind__exact=industrial&status__exact=verified"),
        ("programmes_site", ""),
        ("programmes_facility", ""),
        ("programmes_facility", "q=banc"),
        ("programmes_accessrequest", ""),
        ("programmes_pilot", ""),
        ("programmes_jobsrecord", ""),
        ("programmes_witnessengagement", ""),
        ("programmes_wave", ""),
        ("programmes_planaction", ""),
        ("programmes_milestone", ""),
        ("programmes_membership", ""),
        ("servindus_outboxemail", ""),
        ("servindus_outboxemail", "state__exact=failed"),
        ("servindus_journalentry", ""),
        ("servindus_journalentry", "channel__exact=portal"),
    ):
        reader = ADMIN if model == "servindus_journalentry" else STAFF
        address = reverse(f"admin:{model}_changelist")
        name = f"desk {model.split('_')[1]}{', ' if query else ''}{query}"
        yield Page("desk", name, reader, f"{address}?{query}" if query else address)


def _staff_lab() -> Lab:
    return people.staff_lab()


def _topic() -> str:
    from programmes.models import Topic

    return Topic.objects.filter(is_open=True).order_by("rank")[:1].get().slug


def _cursor(rows: QuerySet[Any], by: str) -> str:
    """Give the cursor of the row in the middle, as its page's link would hold it."""
    ordered = rows.order_by(by, "pk").values_list(by, "pk")
    value, pk = ordered[rows.count() // 2]
    salt = f"{SALT}.{rows.model._meta.label_lower}.{by}"
    plain = value if isinstance(value, str) else value.isoformat()
    return signing.dumps([plain, pk], salt=salt)
