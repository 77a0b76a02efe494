"""How a person is shown: name, role in words, shape and initials."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules
from programmes.enums import OrganisationKind
from programmes.models import Invitation, Membership
from servindus import ui
from servindus.models import User
from servindus.workflow import available_actions

# Whose work comes first when somebody belongs to several organisations.
KINDS_BY_DUTY = [
    OrganisationKind.AGENCY,
    OrganisationKind.AUTHORITY,
    OrganisationKind.NETWORK,
    OrganisationKind.STARTUP,
    OrganisationKind.INDUSTRIAL,
]


def first_membership(user: User) -> Membership | None:
    """Give the active membership that says best who somebody is."""
    return min(
        rules.memberships_of(user),
        key=lambda membership: (
            KINDS_BY_DUTY.index(OrganisationKind(membership.organisation.kind)),
            membership.pk,
        ),
        default=None,
    )


def elided(text: str) -> str:
    """Give French its elision before a vowel: "d’Amiens"; English has no " de "."""
    return re.sub(r"\bde (?=[AEIOUYÀÂÉÈÊÎÔŒ])", "d’", text)


def role_line(membership: Membership | None) -> str:
    """Give a membership in words: "Vibralis · startup", "Lab of Rouen"."""
    if membership is None:
        return _("no organisation yet")
    organisation = membership.organisation
    if organisation.kind == OrganisationKind.AGENCY:
        names = membership.operated("name")
        if names:
            return elided(_("Lab of %(names)s") % {"names": ", ".join(names)})
    kind = OrganisationKind(organisation.kind).label
    return f"{organisation.acronym or organisation.name} · {kind}"


def place_of(user: User) -> str:
    """Give the labs that somebody works for, for the admin's header."""
    return ", ".join(
        name
        for membership in rules.memberships_of(user)
        if membership.organisation.kind == OrganisationKind.AGENCY
        for name in membership.operated("name")
    )


def person_of(user: User) -> ui.Person:
    """Give a person as templates draw them."""
    membership = first_membership(user)
    organisation = membership.organisation if membership else None
    return ui.Person(
        name=str(user),
        role=role_line(membership),
        shape=ui.SHAPES[organisation.kind] if organisation else "circle",
        initials=ui.initials_of(user.full_name or user.email),
    )


def reader(request: HttpRequest) -> dict[str, Any]:
    """Give the card of whoever reads the page, with the way to their own pages."""
    user = request.user
    assert isinstance(user, User)
    person = person_of(user)
    links = [
        {"href": reverse("programmes:my_account"), "label": _("My account")},
        {"href": reverse("export_list"), "label": _("My exports")},
    ]
    organisations = [
        {
            "href": reverse(
                "programmes:organisation_members", args=[organisation.public_id]
            ),
            "label": organisation.name,
        }
        for organisation in (m.organisation for m in rules.memberships_of(user))
    ]
    if rules.is_staff(user):
        links.append({"href": reverse("admin:index"), "label": _("Administration")})
    return {
        "name": person.name,
        "role": person.role,
        "shape": person.shape,
        "initials": person.initials,
        "letters": person.letters,
        "place": place_of(user),
        "links": [*links, *organisations],
    }


def member_cards(members: Iterable[Membership], reader: Any) -> list[dict[str, Any]]:
    """Give members with their shape, and the buttons that the reader has on each."""
    return [
        {
            "member": member,
            "person": ui.Person(
                name=str(member.user),
                role=member.function or member.get_role_display(),
                shape=ui.SHAPES[member.organisation.kind],
                initials=ui.initials_of(member.user.full_name or member.user.email),
            ),
            "acts": acts_on(member, reader),
        }
        for member in members
    ]


def acts_on(row: Membership | Invitation, reader: Any) -> list[ui.Act]:
    """Give the buttons that the reader has on a membership or an invitation."""
    return [
        ui.Act(
            label=act.label,
            href=reverse(act.url_name, args=[row.public_id]),
            icon=act.icon,
            kind="close" if act.closes else "other",
        )
        for act in available_actions(row, reader)
        if act.name != "accept_invitation"
    ]
