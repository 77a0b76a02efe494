"""Why two organisations cannot become one, or a merge cannot be taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum.fr import siren as siren_number

from programmes import rules
from programmes.duplicates import moving
from programmes.duplicates.moving import Text
from programmes.enums import InvitationStatus, MembershipStatus, OrganisationStatus
from programmes.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationMerge,
)

# Enough to go and look; a list of a hundred names helps nobody.
NAMED = 5


def is_valid(siren: str | None) -> bool:
    """Whether a number can be a SIREN: nine digits with INSEE's check digit."""
    return siren is not None and bool(siren_number.is_valid(siren))


def named(things: Sequence[Any]) -> str:
    """Give the first few names, and how many more there are."""
    shown = ", ".join(str(thing) for thing in things[:NAMED])
    more = len(things) - NAMED
    return f"{shown} (+{more})" if more > 0 else shown


def reasons_against(merged: Organisation, survivor: Organisation) -> list[Text]:
    """Give every reason why the two cannot become one."""
    found = [*_themselves(merged, survivor), *_people(merged, survivor)]
    for ask in moving.refusals:
        found += ask(merged, survivor)
    return found


def _themselves(merged: Organisation, survivor: Organisation) -> list[Text]:
    """Give what the two rows say against it."""
    found: list[Text] = []
    if OrganisationStatus.MERGED in (merged.status, survivor.status):
        found.append(_("One of the two was merged in the meantime."))
    if is_valid(merged.siren) and is_valid(survivor.siren):
        both = {"one": survivor.siren, "other": merged.siren}
        found.append(
            _("Two valid SIREN, %(one)s and %(other)s: these are two companies.") % both
        )
    if merged.kind != survivor.kind:
        kinds = {
            "one": survivor.get_kind_display(),
            "other": merged.get_kind_display(),
        }
        found.append(
            _(
                "One is known as “%(one)s”, the other as “%(other)s”. The kind opens"
                " rooms to the members: have the programme correct it first."
            )
            % kinds
        )
    elif survivor.kind not in rules.COMPANY_KINDS:
        found.append(_("Operators and authorities are not merged here."))
    if merged.is_fictitious != survivor.is_fictitious:
        found.append(_("One of the two is invented for the demonstration."))
    if survivor.status == OrganisationStatus.REFUSED:
        found.append(
            _("%(name)s was refused: it cannot be the one that goes on.")
            % {"name": survivor}
        )
    if merged.pk == survivor.parent_id or survivor.pk == merged.parent_id:
        found.append(_("One is the parent company of the other: these are two."))
    if merged.operated_labs.exists() or merged.operated_programmes.exists():
        found.append(
            _("%(name)s runs a lab or the programme: keep it as the one that goes on.")
            % {"name": merged}
        )
    return found


def _people(merged: Organisation, survivor: Organisation) -> list[Text]:
    """Give the people who stand on both sides: each has one open place in a company."""
    found: list[Text] = []
    members = Membership.objects.exclude(status=MembershipStatus.ENDED)
    ours = members.filter(organisation=survivor).values("user")
    twice = members.filter(organisation=merged, user__in=ours).select_related("user")
    if people := [row.user for row in twice.order_by("pk")]:
        found.append(
            _("%(people)s: member of both. End one of the two memberships first.")
            % {"people": named(people)}
        )
    open_ones = Invitation.objects.filter(status=InvitationStatus.SENT)
    asked = {
        email.lower()
        for email in open_ones.filter(organisation=survivor).values_list(
            "email", flat=True
        )
    }
    again = [
        email
        for email in open_ones.filter(organisation=merged)
        .order_by("pk")
        .values_list("email", flat=True)
        if email.lower() in asked
    ]
    if again:
        found.append(
            _("%(people)s: invited to both. Withdraw one of the two invitations first.")
            % {"people": named(again)}
        )
    return found


def reasons_to_keep(merge: OrganisationMerge, now: datetime) -> list[Text]:
    """Give every reason why a merge cannot be undone (any more)."""
    if now > merge.undo_until:
        return [_("The thirty days in which a merge can be undone are over.")]
    merged, survivor = merge.merged, merge.survivor
    if merged.merged_into_id != survivor.pk:
        return [
            _("%(name)s was merged again since: undo that merge first.")
            % {"name": survivor}
        ]
    found: list[Text] = [
        ngettext(
            "%(label)s: %(n)d row that moved has gone elsewhere since.",
            "%(label)s: %(n)d rows that moved have gone elsewhere since.",
            count,
        )
        % {"label": label, "n": count}
        for label, count in moving.elsewhere(merge)
    ]
    changed = [
        name
        for name, value in merge.survivor_after.items()
        if stored(survivor, name) != value
    ]
    if changed:
        fields = [moving.column(name) for name in changed]
        words = [str(field.verbose_name) for field in fields]
        found.append(
            _("Changed on %(name)s since: %(fields)s.")
            % {"name": survivor, "fields": ", ".join(words)}
        )
    for ask in moving.undo_refusals:
        found += ask(merge)
    return found


def stored(organisation: Organisation, name: str) -> Any:
    """Give a field as a merge keeps it: days as ISO text."""
    value = getattr(organisation, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
