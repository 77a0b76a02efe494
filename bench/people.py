"""The readers of the bench: one of each kind, with files of their own."""

from dataclasses import dataclass

from matchmaking.models import DecisionMaker, StartupProfile
from programmes.enums import MembershipRole, MembershipStatus, OrganisationKind
from programmes.models import Lab, Membership, Organisation, Programme, Site
from servindus import clock
from servindus.models import User

FOUNDER = "startup@bench.example"
DIRECTOR = "manager@bench.example"
STAFF = "staff@bench.example"
ADMIN = "admin@bench.example"
LIAISON = "liaison@bench.example"
# The readers have as many files of their own at every scale: only the house grows.
OWN_FILES = 120
# From how many organisations on.
ROOMY = 1000


@dataclass(frozen=True)
class People:
    """The rows that the bulk points at."""

    founder: User
    startup: Organisation
    director: User
    card: DecisionMaker
    staff: User
    liaison: User
    ministry: Organisation
    authority: Organisation


def own_files(scale: int) -> int:
    """Give how many files each reader has; a small house has no room for all."""
    return OWN_FILES if scale >= ROOMY else scale * OWN_FILES // (2 * ROOMY)


def staff_lab() -> Lab:
    """Give the lab that the staff of the bench works for."""
    membership = User.objects.get(email=STAFF).memberships.get()
    lab: Lab = membership.organisation.operated_labs.get()
    return lab


def make() -> People:
    """Make the operators of the labs and one reader of each kind."""
    labs = list(Lab.objects.order_by("pk"))
    for lab in labs:
        if lab.operator is None:
            name = f"Lab {lab.slug}"
            lab.operator = _organisation(OrganisationKind.AGENCY, lab, name)
            lab.save()
    first = labs[0]
    programme = Programme.objects.get()
    if programme.operator is None:
        programme.operator = _organisation(OrganisationKind.NETWORK, None, "Programme")
        programme.save()
    startup = _startup(first)
    plant = _organisation(OrganisationKind.INDUSTRIAL, first, "Câblerie du banc")
    director = _member(DIRECTOR, plant)
    card = _card(director, plant, first)
    assert first.operator is not None
    _member(ADMIN, programme.operator)
    ministry = _organisation(OrganisationKind.AUTHORITY, None, "Direction du banc")
    authority = _organisation(OrganisationKind.AUTHORITY, None, "Autre direction")
    return People(
        founder=_member(FOUNDER, startup),
        startup=startup,
        director=director,
        card=card,
        staff=_member(STAFF, first.operator),
        liaison=_member(LIAISON, ministry),
        ministry=ministry,
        authority=authority,
    )


def _startup(lab: Lab) -> Organisation:
    startup = _organisation(OrganisationKind.STARTUP, lab, "Vibrations du banc")
    StartupProfile.objects.create(
        organisation=startup,
        pitch="Entendre l’usure avant la panne.",
        problem="Savoir qu’une machine va casser.",
        maturity="pilot",
        status="published",
    )
    return startup


def _card(director: User, plant: Organisation, lab: Lab) -> DecisionMaker:
    site = Site.objects.create(
        organisation=plant, lab=lab, name=plant.name, commune_name="Oissel"
    )
    return DecisionMaker.objects.create(
        organisation=plant,
        site=site,
        lab=lab,
        user=director,
        given_name="Claire",
        family_name="Directrice",
        function="production",
        email=DIRECTOR,
        formats=["video", "on_site"],
        status="active",
        source_of_contact="visit",
    )


def _organisation(kind: str, lab: Lab | None, name: str) -> Organisation:
    return Organisation.objects.create(kind=kind, lab=lab, name=name)


def _member(email: str, organisation: Organisation) -> User:
    user = User.objects.create_user(email, given_name="Ada", family_name="Banc")
    Membership.objects.create(
        user=user,
        organisation=organisation,
        role=MembershipRole.LEAD,
        status=MembershipStatus.ACTIVE,
        started_at=clock.now(),
    )
    return user
