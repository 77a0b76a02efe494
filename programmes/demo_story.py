"""The demonstration's sign-ups: founders who asked, were let in, refused, or wait."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from programmes.actions import (
    announce_requests,
    confirm_membership,
    invite_member,
    refuse_organisation,
    request_membership,
)
from programmes.enums import MembershipRole, OrganisationKind, OrganisationStatus
from programmes.models import Commune, Membership, Organisation
from servindus import clock
from servindus.demo import World
from servindus.models import User

STAFF = {
    "rouen": "moderatrice@rouen.example",
    "amiens": "referent@amiens.example",
    "marseille": "referente@marseille.example",
    "nancy": "referente@nancy.example",
}


@dataclass(frozen=True)
class Founder:
    """Somebody who opened an account for a startup, and how many days ago."""

    startup: str
    given_name: str
    family_name: str
    days_ago: int

    @property
    def email(self) -> str:
        """The address, after the startup."""
        return f"contact@{self.startup}.example"


FOUNDERS = (
    Founder("fluviane", "Lucie", "Hamel", 228),
    Founder("maquetto", "Julien", "Prieur", 221),
    Founder("somtrace", "Maud", "Lecointe", 214),
    Founder("octobase", "Yanis", "Belkacem", 196),
    Founder("calandata", "Elena", "Rossi", 190),
    Founder("portelis", "Fabien", "Giraud", 172),
    Founder("massivue", "Chloé", "Armand", 150),
    Founder("lorvigie", "Nicolas", "Thouvenin", 141),
    Founder("stanmesure", "Awa", "Diallo", 120),
    Founder("ferrodata", "Hugo", "Marchal", 96),
)


@dataclass(frozen=True)
class Newcomer:
    """A startup that nobody knew before its founder signed up."""

    key: str
    name: str
    commune: str
    founder: Founder


REFUSED = Newcomer(
    "conseil-plus", "Conseil Plus", "76540",
    Founder("conseil-plus", "Denis", "Robin", 64),
)  # fmt: skip
WAITING = (
    Newcomer("helicele", "Hélicèle", "76540",
             Founder("helicele", "Léa", "Roux", 1)),
    Newcomer("quaivert", "Quaivert", "76322",
             Founder("quaivert", "Omar", "Sy-Mercier", 2)),
    Newcomer("vosgelec", "Vosgélec", "54395",
             Founder("vosgelec", "Manon", "Clément", 1)),
)  # fmt: skip


def tell(world: World, communes: dict[str, Commune]) -> None:
    """Add the founders and tell how each came in."""
    for founder in FOUNDERS:
        user = _person(world, founder)
        if world.is_new:
            startup = world.organisation(founder.startup)
            _ask(world, founder, user, startup)
            _let_in(world, founder, startup)
    if not world.is_new:
        return
    for newcomer in (REFUSED, *WAITING):
        _sign_up(world, newcomer, communes[newcomer.commune])
    world.tell(
        world.moment(days_ago=REFUSED.founder.days_ago - 1, at="11:20"),
        lambda: refuse_organisation(
            Organisation.objects.get(name=REFUSED.name, is_fictitious=True),
            by=world.person(STAFF["rouen"]),
            reason="Un cabinet de conseil, et non une startup de services.",
        ),
    )
    world.tell(
        world.worked(2, "9:40"),
        lambda: invite_member(
            world.organisation("vibralis"),
            by=world.person("fondatrice@startup.example"),
            email="associe@vibralis.example",
            name="Mehdi Laurent",
            function="Associé",
            role=MembershipRole.MEMBER,
        ),
    )


def _person(world: World, founder: Founder) -> User:
    user, is_new = User.objects.get_or_create(
        email=founder.email,
        defaults={
            "given_name": founder.given_name,
            "family_name": founder.family_name,
            "date_joined": world.moment(days_ago=founder.days_ago, at="9:00"),
        },
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(
            user=user, email=user.email, verified=True, primary=True
        )
    world.people[founder.email] = user
    return user


def _ask(world: World, founder: Founder, user: User, startup: Organisation) -> None:
    def step() -> None:
        request_membership(user, startup, lab=startup.lab, function="Fondation")
        announce_requests(user)

    world.tell(world.moment(days_ago=founder.days_ago, at="9:10"), step)


def _let_in(world: World, founder: Founder, startup: Organisation) -> None:
    assert startup.lab is not None
    staff = world.person(STAFF[startup.lab.slug])
    waiting = Membership.objects.filter(organisation=startup, status="pending")
    world.tell(
        world.moment(days_ago=founder.days_ago - 1, at="10:30"),
        lambda: confirm_membership(waiting.get(), by=staff),
    )


def _sign_up(world: World, newcomer: Newcomer, commune: Commune) -> None:
    def step() -> None:
        user = _person(world, newcomer.founder)
        startup = Organisation.objects.create(
            kind=OrganisationKind.STARTUP,
            status=OrganisationStatus.PENDING,
            name=newcomer.name,
            lab=commune.lab,
            is_fictitious=True,
            created_at=clock.now(),
        )
        request = request_membership(
            user, startup, lab=commune.lab, function="Fondation"
        )
        announce_requests(user)
        if newcomer is not REFUSED:
            world.sample(
                f"membership_to_confirm_{newcomer.key}",
                f"/admin/programmes/membership/{request.pk}/change/",
            )

    world.tell(world.moment(days_ago=newcomer.founder.days_ago, at="16:05"), step)
