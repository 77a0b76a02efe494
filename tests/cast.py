"""The people of all tests, under the names that everybody uses, and row factories.

A cast is made lazily: a test pays only for the people whom it names. Labs come from
the reference data that every migrated database has.
"""

from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models

from matchmaking.enums import (
    DecisionMakerStatus,
    IntroductionStatus,
    LinkPurpose,
    ProfileStatus,
)
from matchmaking.models import AnswerLink, DecisionMaker, Introduction, StartupProfile
from programmes.enums import (
    MembershipRole,
    MembershipStatus,
    OrganisationKind,
    OrganisationStatus,
)
from programmes.models import Lab, Membership, Organisation, Programme, Site
from servindus import clock
from servindus.actors import LinkHolder
from servindus.models import User
from tests.lived import fields_of

# A Monday at ten in Paris: office hours, and no public holiday before November.
MONDAY = datetime(2026, 9, 7, 10, 0, tzinfo=clock.PARIS)
PASSWORD = "une-longue-phrase"
S = IntroductionStatus
_number = count(1)


def make_lab(slug: str = "rouen") -> Lab:
    """Give a lab of the reference data, with an operator."""
    lab = Lab.objects.get(slug=slug)
    if lab.operator is None:
        lab.operator = make_organisation(
            kind=OrganisationKind.AGENCY, lab=lab, name=f"Agence de {lab.name}"
        )
        lab.save()
    return lab


def make_user(*, email: str = "", verified: bool = True, **fields: Any) -> User:
    """Make somebody with an account and a proven address."""
    email = email or f"person{next(_number)}@example.org"
    fields = {"given_name": "Ada", "family_name": email.split("@")[0], **fields}
    user = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=verified, primary=True
    )
    return user


def make_organisation(
    *,
    kind: str = OrganisationKind.STARTUP,
    lab: Lab | None = None,
    status: str = OrganisationStatus.VERIFIED,
    name: str = "",
    **fields: Any,
) -> Organisation:
    """Make an organisation."""
    name = name or f"Organisation {next(_number)}"
    return Organisation.objects.create(
        kind=kind, lab=lab, status=status, name=name, **fields
    )


def make_site(*, organisation: Organisation, commune: str = "Oissel") -> Site:
    """Make a plant in the organisation's lab."""
    return Site.objects.create(
        organisation=organisation,
        lab=organisation.lab,
        name=organisation.name,
        commune_name=commune,
    )


def make_membership(
    *,
    user: User,
    organisation: Organisation,
    role: str = MembershipRole.MEMBER,
    status: str = MembershipStatus.ACTIVE,
) -> Membership:
    """Make a membership; an active one began now."""
    now = clock.now()
    return Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        status=status,
        started_at=None if status == MembershipStatus.PENDING else now,
        ended_at=now if status == MembershipStatus.ENDED else None,
    )


def make_member(
    *, organisation: Organisation, lead: bool = False, **fields: Any
) -> User:
    """Make somebody who belongs to an organisation."""
    user = make_user(**fields)
    role = MembershipRole.LEAD if lead else MembershipRole.MEMBER
    make_membership(user=user, organisation=organisation, role=role)
    return user


def make_decision_maker(
    *,
    organisation: Organisation,
    email: str = "",
    status: str = DecisionMakerStatus.ACTIVE,
    user: User | None = None,
    **fields: Any,
) -> DecisionMaker:
    """Make the card of somebody who may be asked, unless the status says otherwise."""
    assert organisation.lab is not None
    number = next(_number)
    fields = {
        "lab": organisation.lab,
        "given_name": "Zoé",
        "family_name": f"Decideur{number}",
        "function": "production",
        "phone": "+33 2 35 11 22 33",
        "formats": ["video", "on_site"],
        "source_of_contact": "visit",
        # Room for whatever a test asks; those about budgets say their own.
        "budget_per_month": 31,
        "budget_per_week": 7,
        "max_waiting": 20,
        **fields,
    }
    return DecisionMaker.objects.create(
        organisation=organisation,
        email=email or f"decideur{number}@usine.example",
        status=status,
        user=user,
        **fields,
    )


def make_profile(*, organisation: Organisation, **fields: Any) -> StartupProfile:
    """Make a published profile."""
    fields = {
        "pitch": "Nous prévoyons les pannes.",
        "problem": "Savoir qu’une machine va casser.",
        "maturity": "pilot",
        "status": ProfileStatus.PUBLISHED,
        **fields,
    }
    return StartupProfile.objects.create(organisation=organisation, **fields)


def make_introduction(
    *,
    startup: Organisation,
    decision_maker: DecisionMaker,
    requested_by: User,
    status: str = S.SENT,
    **fields: Any,
) -> Introduction:
    """Insert an introduction with the dates that its status needs, and no journal.

    Tests that read the journal or need links live the acts instead (`stories.py`).
    """
    fields = {**fields_of(S(status), clock.now()), **fields}
    if status != S.QUEUED:
        fields.setdefault("seat_at", fields.get("sent_at"))
    return Introduction.objects.create(
        startup=startup,
        decision_maker=decision_maker,
        requested_by=requested_by,
        lab=decision_maker.lab,
        status=status,
        **fields,
    )


def make_link(
    *,
    introduction: Introduction,
    purpose: str = LinkPurpose.ANSWER,
    expires_at: datetime | None = None,
) -> AnswerLink:
    """Make the row behind a mail's link."""
    return AnswerLink.objects.create(
        introduction=introduction,
        decision_maker=introduction.decision_maker,
        purpose=purpose,
        expires_at=expires_at or clock.now() + timedelta(days=50),
    )


def holder(introduction: Introduction, name: str = "") -> LinkHolder:
    """Give whoever holds the link of the request's mail; made if none was sent."""
    link = introduction.links.filter(
        purpose=LinkPurpose.ANSWER, revoked_at=None
    ).first()
    return LinkHolder(link or make_link(introduction=introduction), name)


def fresh(row: models.Model) -> Any:
    """Give a row as the next request reads it; rights are read once per object."""
    return type(row)._base_manager.get(pk=row.pk)


class Cast:
    """The named people; each is made when a test first names them."""

    @cached_property
    def rouen(self) -> Lab:
        return make_lab("rouen")

    @cached_property
    def nancy(self) -> Lab:
        return make_lab("nancy")

    @cached_property
    def startup(self) -> Organisation:
        return make_organisation(lab=self.rouen, name="Vibralis")

    @cached_property
    def founder(self) -> User:
        """The founder of a startup of Rouen."""
        return make_member(
            organisation=self.startup,
            lead=True,
            email="fondatrice@startup.example",
            given_name="Inès",
            family_name="Caron",
            phone="+33 6 11 11 11 11",
        )

    @cached_property
    def other_startup(self) -> Organisation:
        return make_organisation(lab=self.nancy, name="Fluvia")

    @cached_property
    def other_founder(self) -> User:
        """The founder of another startup, which belongs to Nancy."""
        return make_member(
            organisation=self.other_startup,
            lead=True,
            email="fondateur2@startup.example",
            given_name="Hugo",
            family_name="Marchal",
        )

    @cached_property
    def plant(self) -> Organisation:
        return make_organisation(
            kind=OrganisationKind.INDUSTRIAL, lab=self.rouen, name="Câblerie du Quai"
        )

    @cached_property
    def director(self) -> User:
        """The plant manager's account."""
        return make_member(
            organisation=self.plant,
            email="directrice@usine.example",
            given_name="Claire",
            family_name="Lefebvre",
        )

    @cached_property
    def manager_with_account(self) -> DecisionMaker:
        """The plant manager who has an account."""
        return make_decision_maker(
            organisation=self.plant,
            email="directrice@usine.example",
            user=self.director,
            given_name="Claire",
            family_name="Lefebvre",
        )

    @cached_property
    def manager(self) -> DecisionMaker:
        """The plant manager who answers by link, and whose name is not public."""
        return make_decision_maker(
            organisation=self.plant,
            email="manager@usine.example",
            given_name="Marc",
            family_name="Hauchecorne",
            function="maintenance",
        )

    @cached_property
    def assistant(self) -> User:
        """A colleague of the plant managers; answers by link for them."""
        return make_member(
            organisation=self.plant,
            email="assistant@usine.example",
            given_name="Paul",
            family_name="Quesnel",
        )

    @cached_property
    def moderator(self) -> User:
        """Staff of Rouen's lab."""
        assert self.rouen.operator is not None
        return make_member(
            organisation=self.rouen.operator,
            lead=True,
            email="moderatrice@rouen.example",
            given_name="Sonia",
            family_name="Petit",
        )

    @cached_property
    def second_moderator(self) -> User:
        """Another one of Rouen's lab."""
        assert self.rouen.operator is not None
        return make_member(
            organisation=self.rouen.operator, email="moderateur2@rouen.example"
        )

    @cached_property
    def colleague(self) -> User:
        """Staff of Nancy's lab."""
        assert self.nancy.operator is not None
        return make_member(
            organisation=self.nancy.operator, email="referente@nancy.example"
        )

    @cached_property
    def ministry(self) -> Organisation:
        return make_organisation(kind=OrganisationKind.AUTHORITY, name="Bercy")

    @cached_property
    def liaison(self) -> User:
        """The ministry's correspondent."""
        return make_member(
            organisation=self.ministry,
            email="liaison@bercy.example",
            given_name="Thomas",
            family_name="Aubry",
        )

    @cached_property
    def authority(self) -> Organisation:
        """Another authority than the ministry."""
        return make_organisation(kind=OrganisationKind.AUTHORITY, name="DGPR")

    @cached_property
    def second_liaison(self) -> User:
        """The other authority's correspondent."""
        return make_member(
            organisation=self.authority,
            email="liaison2@autorite.example",
            given_name="Agnès",
            family_name="Kermarrec",
        )

    @cached_property
    def stranger(self) -> User:
        """Somebody with an account and no organisation."""
        return make_user(email="stranger@example.org")

    @cached_property
    def admin(self) -> User:
        """A lead of the programme's operator."""
        programme = Programme.objects.get()
        if programme.operator is None:
            programme.operator = make_organisation(kind=OrganisationKind.NETWORK)
            programme.save()
        return make_member(
            organisation=programme.operator, lead=True, email="admin@programme.example"
        )
