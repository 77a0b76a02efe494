"""Two of each kind of person, and those who have lost or not yet got their rights."""

from datetime import timedelta
from typing import Any

from programmes.enums import MembershipRole, MembershipStatus, OrganisationKind
from programmes.models import Organisation
from servindus import clock
from servindus.models import Subscriber, User
from tests.cast import Cast, make_lab, make_membership, make_organisation, make_user
from tests.trust.words import canary

LEAD = MembershipRole.LEAD
# The people of the tables; `people` makes them.
NAMES = (
    "founder", "engineer", "rival", "director", "buyer", "assistant", "replaced",
    "witness", "witness2", "moderator", "moderator2", "nancy", "amiens", "liaison",
    "liaison2", "admin", "admin2", "clerk", "operator", "dismissed", "keyless",
    "pending", "left", "stranger",
)  # fmt: skip


class Companies:
    """Who works where; the labs' operators come from the labs."""

    def __init__(self, cast: Cast) -> None:
        self.rouen, self.nancy, self.amiens = (
            make_lab(slug) for slug in ("rouen", "nancy", "amiens")
        )
        industrial, authority = OrganisationKind.INDUSTRIAL, OrganisationKind.AUTHORITY
        self.vibralis = make_organisation(lab=self.rouen, name="Vibralis")
        self.fluvia = make_organisation(lab=self.nancy, name="Fluvia")
        self.cablerie = make_organisation(
            kind=industrial, lab=self.rouen, name="Câblerie du Quai"
        )
        self.fonderie = make_organisation(
            kind=industrial, lab=self.nancy, name="Fonderie du Parc"
        )
        self.papeterie = make_organisation(
            kind=industrial, lab=self.rouen, name="Papeterie du Cailly"
        )
        self.verrerie = make_organisation(
            kind=industrial, lab=self.nancy, name="Verrerie de la Meurthe"
        )
        self.ministry = make_organisation(kind=authority, name="Ministère")
        self.authority = make_organisation(kind=authority, name="Autre autorité")
        assert cast.admin


def _person(
    name: str, organisation: Organisation | None = None, **options: Any
) -> User:
    """Make a person whose address and phone are canaries of their own."""
    role = options.pop("role", MembershipRole.MEMBER)
    status = options.pop("status", MembershipStatus.ACTIVE)
    user = make_user(
        email=f"{canary(f'{name}: e-mail')}@personne.example",
        given_name=name.capitalize(),
        family_name="Essai",
        phone=canary(f"{name}: phone"),
        **options,
    )
    if organisation is not None:
        make_membership(user=user, organisation=organisation, role=role, status=status)
    return user


def people(where: Companies) -> dict[str, User]:
    """Give everybody by the names that the tables use."""
    programme = where.rouen.programme.operator
    assert programme is not None
    places: dict[str, tuple[Organisation | None, dict[str, Any]]] = {
        "founder": (where.vibralis, {"role": LEAD}),
        "engineer": (where.vibralis, {}),
        "rival": (where.fluvia, {"role": LEAD}),
        "director": (where.cablerie, {}),
        "buyer": (where.fonderie, {}),
        "assistant": (where.cablerie, {}),
        "replaced": (where.cablerie, {"status": MembershipStatus.ENDED}),
        "witness": (where.papeterie, {"role": LEAD}),
        "witness2": (where.verrerie, {"role": LEAD}),
        "moderator": (where.rouen.operator, {"role": LEAD}),
        "moderator2": (where.rouen.operator, {}),
        "nancy": (where.nancy.operator, {"role": LEAD}),
        "amiens": (where.amiens.operator, {"role": LEAD}),
        "liaison": (where.ministry, {}),
        "liaison2": (where.authority, {}),
        "admin": (programme, {"role": LEAD}),
        "admin2": (programme, {"role": LEAD}),
        "clerk": (programme, {}),
        "operator": (None, {"is_superuser": True}),
        "dismissed": (where.rouen.operator, {"role": LEAD, "is_active": False}),
        "keyless": (where.rouen.operator, {}),
        "pending": (where.vibralis, {"status": MembershipStatus.PENDING}),
        "left": (where.vibralis, {"status": MembershipStatus.ENDED}),
        "stranger": (None, {}),
    }
    assert tuple(places) == NAMES
    return {
        name: _person(name, organisation, **options)
        for name, (organisation, options) in places.items()
    }


def reader_of(email: str) -> Subscriber:
    """Give the row of an address that has been written to."""
    made = Subscriber(email=email, next_digest_at=clock.now() + timedelta(days=7))
    Subscriber.objects.bulk_create([made], ignore_conflicts=True)
    return Subscriber.objects.get(email=email)
