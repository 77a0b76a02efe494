"""The demonstration's ground: operators, invented companies, and the cast."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from programmes import demo_story as story
from programmes import reference
from programmes.actions import record_import
from programmes.duplicates import detection
from programmes.enums import MembershipRole, MembershipStatus, OrganisationKind
from programmes.facilities import demo as facilities
from programmes.imports.run import import_file
from programmes.imports.writer import Order
from programmes.indicators import demo as indicators
from programmes.jobs import demo as jobs
from programmes.models import Commune, Lab, Membership, Organisation, Programme, Site
from programmes.pilots import demo as pilots
from programmes.plan import demo as plan
from programmes.witnesses import demo as witnesses
from servindus import clock
from servindus.actors import SYSTEM, Channel
from servindus.demo import PASSWORD, World
from servindus.models import User

SOURCE = "demo"
# The register's reporting year.
PLANTS_REPORTED = date(2015, 12, 31)


@dataclass(frozen=True)
class Company:
    """An invented company and the commune where it works."""

    key: str
    name: str
    commune: str
    naf: str
    headcount_band: str


# Bands are INSEE's codes: 02 is 3 to 5 people, 41 is 500 to 999.
PLANTS = (
    Company("deux-rives", "Câblerie des Deux-Rives", "76005", "27.32Z", "31"),
    Company("quais", "Chocolaterie des Quais", "76322", "10.82Z", "22"),
    Company("port-neuf", "Huilerie du Port-Neuf", "76319", "10.41B", "21"),
    Company("boucle", "Papeterie de la Boucle", "76319", "17.12Z", "32"),
    Company("cailly", "Pompes du Cailly", "76216", "28.13Z", "21"),
    Company("orival", "Connectique d’Orival", "76561", "26.11Z", "22"),
    Company("val-clair", "Malterie du Val-Clair", "80489", "11.06Z", "12"),
    Company("trois-rus", "Fonderie des Trois-Rus", "54328", "24.51Z", "22"),
    Company("garlaban", "Ateliers mécaniques du Garlaban", "13005", "25.62B", "21"),
)
STARTUPS = (
    Company("vibralis", "Vibralis", "76540", "62.01Z", "03"),
    Company("trajectis", "Trajectis", "76451", "62.01Z", "11"),
    Company("fluviane", "Fluviane", "76540", "52.29B", "02"),
    Company("maquetto", "Maquetto", "76575", "71.12B", "02"),
    Company("somtrace", "Somtrace", "80021", "62.02A", "03"),
    Company("octobase", "Octobase", "80021", "63.11Z", "02"),
    Company("calandata", "Calandata", "13201", "63.11Z", "11"),
    Company("portelis", "Portélis", "13202", "52.29B", "03"),
    Company("massivue", "Massivue", "13001", "26.51B", "02"),
    Company("lorvigie", "Lorvigie", "54395", "62.01Z", "03"),
    Company("stanmesure", "Stanmesure", "54547", "71.20B", "02"),
    Company("ferrodata", "Ferrodata", "54395", "62.02A", "11"),
)
# Rouen's operator is known and comes with the reference data.
OPERATORS = (
    ("amiens", "amiens-services", "Atelier des services d’Amiens"),
    ("marseille", "marseille-services", "Cap Services Marseille"),
    ("nancy", "nancy-services", "Fabrique des services de Nancy"),
)
# Institutions are real, the people in them are invented.
AUTHORITIES = (
    ("dge", "Direction générale des entreprises", "DGE"),
    ("dgpr", "Direction générale de la prévention des risques", "DGPR"),
)
COORDINATION = ("coordination", "Coordination nationale Services Lab.")


@dataclass(frozen=True)
class Role:
    """Somebody of the cast: who, where, and as what."""

    email: str
    given_name: str
    family_name: str
    organisation: str
    function: str
    is_lead: bool = False


# In the order of the log-in page. Addresses are part of the contract.
CAST = (
    Role("fondatrice@startup.example", "Inès", "Delaunay", "vibralis",
         "Fondatrice", True),
    Role("fondateur2@startup.example", "Karim", "Haddad", "trajectis",
         "Fondateur", True),
    Role("directrice@usine.example", "Claire", "Lefebvre", "quais",
         "Directrice de la production", True),
    Role("assistant@usine.example", "Sophie", "Caron", "quais",
         "Assistante de direction"),
    Role("moderatrice@rouen.example", "Hélène", "Marchand", "rouen-normandy-invest",
         "Modératrice", True),
    Role("moderateur2@rouen.example", "Antoine", "Lemaire", "rouen-normandy-invest",
         "Modérateur"),
    Role("referente@nancy.example", "Julie", "Weber", "nancy-services",
         "Référente du laboratoire", True),
    Role("referent@amiens.example", "Bruno", "Delattre", "amiens-services",
         "Référent du laboratoire", True),
    Role("referente@marseille.example", "Samia", "Ferrat", "marseille-services",
         "Référente du laboratoire", True),
    Role("liaison@bercy.example", "Thomas", "Aubry", "dge",
         "Référent du programme", True),
    Role("liaison2@autorite.example", "Agnès", "Kermarrec", "dgpr",
         "Référente du programme", True),
    Role("temoin@usine.example", "Nadia", "Benali", "cailly",
         "Responsable méthodes", True),
    Role("admin@programme.example", "Paul", "Vasseur", "coordination",
         "Coordinateur national", True),
)  # fmt: skip
EMAILS = [role.email for role in CAST]


def seed(world: World) -> None:
    """Make operators, companies and cast; the story of the sign-ups is told later."""
    labs = {lab.slug: lab for lab in Lab.objects.select_related("operator")}
    communes = {row.code: row for row in Commune.objects.select_related("lab")}
    _operators(world, labs)
    for company in PLANTS:
        _plant(world, company, communes[company.commune])
    for company in STARTUPS:
        _company(world, company, OrganisationKind.STARTUP, communes[company.commune])
    _around(world, list(communes.values()))
    _twice(world)
    _real_plants(world)
    _cast(world)
    story.tell(world, communes)
    facilities.tell(world, communes)
    pilots.tell(world)
    jobs.tell(world)
    witnesses.tell(world)
    plan.tell(world)
    indicators.tell(world)
    detection.search()


def _organisation(world: World, key: str, **fields: Any) -> Organisation:
    with_defaults = {"is_fictitious": True, "created_at": world.starts_at, **fields}
    made, _is_new = Organisation.objects.get_or_create(
        source=SOURCE, source_id=key, defaults=with_defaults
    )
    world.organisations[key] = made
    return made


def _twice(world: World) -> None:
    """One startup came again with the list of a trade fair: the desk suggests it."""
    known = world.organisations["vibralis"]
    again = _organisation(
        world,
        "vibralis-salon",
        kind=OrganisationKind.STARTUP,
        name="VIBRALIS S.A.S.",
        lab=known.lab,
        acronym="VBL",
        website="https://vibralis.example",
    )
    if not again.sites.exists():
        rouen = Commune.objects.get(code="76540")
        again.sites.create(
            name="Vibralis, bureau d’études",
            lab=known.lab,
            commune=rouen,
            commune_name=rouen.name,
            postcode="76000",
        )


def _operators(world: World, labs: dict[str, Lab]) -> None:
    rouen = labs["rouen"]
    assert rouen.operator is not None
    world.organisations["rouen-normandy-invest"] = rouen.operator
    for slug, key, name in OPERATORS:
        lab = labs[slug]
        operator = _organisation(
            world, key, kind=OrganisationKind.AGENCY, name=name, lab=lab
        )
        lab.operator = lab.operator or operator
    for lab in labs.values():
        # No quiet hours: whoever tries the demonstration at night sees mails leave.
        lab.quiet_from = lab.quiet_to = None
        lab.contact_email = f"laboratoire@{lab.slug}.example"
        lab.save()
    for key, name, acronym in AUTHORITIES:
        _organisation(
            world,
            key,
            kind=OrganisationKind.AUTHORITY,
            name=name,
            acronym=acronym,
            is_fictitious=False,
        )
    key, name = COORDINATION
    coordination = _organisation(world, key, kind=OrganisationKind.NETWORK, name=name)
    Programme.objects.filter(operator=None).update(operator=coordination)


def _company(
    world: World, company: Company, kind: OrganisationKind, commune: Commune
) -> Organisation:
    return _organisation(
        world,
        company.key,
        kind=kind,
        name=company.name,
        lab=commune.lab,
        naf_version="nafrev2",
        naf_code=company.naf,
        headcount_band=company.headcount_band,
    )


def _plant(world: World, company: Company, commune: Commune) -> None:
    organisation = _company(world, company, OrganisationKind.INDUSTRIAL, commune)
    whole = commune.parent or commune
    Site.objects.get_or_create(
        source=SOURCE,
        source_id=company.key,
        defaults={
            "organisation": organisation,
            "name": company.name,
            "commune": commune,
            "commune_name": whole.name,
            "postcode": commune.postcodes[0],
            "lab": commune.lab,
            "naf_version": "nafrev2",
            "naf_code": company.naf,
            "created_at": world.starts_at,
        },
    )


def _around(world: World, communes: list[Commune]) -> None:
    """Add invented companies beyond the story: 30 for each step of the scale."""
    for number in range(30 * (world.scale - 1)):
        commune = communes[number * 7 % len(communes)]
        is_plant = bool(number % 2)
        word = "Atelier fictif" if is_plant else "Jeune pousse fictive"
        company = Company(
            f"around-{number}",
            f"{word} {number + 1:04d}",
            commune.code,
            "25.62B" if is_plant else "62.01Z",
            "12",
        )
        if is_plant:
            _plant(world, company, commune)
        else:
            _company(world, company, OrganisationKind.STARTUP, commune)


def _real_plants(world: World) -> None:
    """Fill the directory around the story with real plants, which no story names."""
    if not world.is_new:
        return
    order = Order(
        kind=OrganisationKind.INDUSTRIAL,
        by=SYSTEM,
        channel=Channel.SYSTEM,
        source_date=PLANTS_REPORTED,
    )
    with clock.at(world.starts_at):
        report = import_file(reference.FOLDER / "irep_plants.csv", order)
        record_import(report, order, "irep_plants.csv", "auto")


def _cast(world: World) -> None:
    password = make_password(PASSWORD)
    for role in CAST:
        user, is_new = User.objects.get_or_create(
            email=role.email,
            defaults={
                "given_name": role.given_name,
                "family_name": role.family_name,
                "password": password,
                "date_joined": world.starts_at,
            },
        )
        if is_new:
            EmailAddress.objects.create(
                user=user, email=user.email, verified=True, primary=True
            )
            Membership.objects.create(
                user=user,
                organisation=world.organisation(role.organisation),
                role=MembershipRole.LEAD if role.is_lead else MembershipRole.MEMBER,
                function=role.function,
                status=MembershipStatus.ACTIVE,
                started_at=world.starts_at,
                created_at=world.starts_at,
            )
        world.people[role.email] = user
        world.cast.append(
            {
                "email": role.email,
                "name": str(user),
                "organisation": world.organisation(role.organisation).name,
                "function": role.function,
                "home": reverse("home"),
            }
        )
