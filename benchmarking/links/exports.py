"""The links as a file."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.links import lists
from benchmarking.links.enums import Relation
from benchmarking.models import PracticeBlockerLink
from servindus.exports.dataset import Column, Dataset, Filter, Selection, register
from servindus.models import User


def _links(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", lists.EVERYTHING)
    word = dict(lists.PARTS).get(part)
    rows = lists.links_of(user, part if word else lists.EVERYTHING).with_words()
    return Selection(
        title=_("What lifts which blocker"),
        columns=[
            Column("what", _("Practice or tool"), lambda row: row.title),
            Column("practice", _("Reference"), _reference),
            Column("relation", pgettext("link", "What came of it"), _relation),
            Column("blocker", _("Blocker"), lambda row: row.current.reference),
            Column("blocker_title", _("In one line"), lambda row: row.current.title),
            Column("lab", _("Tried in the lab"), lambda row: row.lab.name),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("holds", _("Lift confirmed on site"), _holds),
            Column("text", _("What happened"), lambda row: row.text),
            Column("claimed_at", _("Claimed on"), lambda row: row.created_at),
            Column("judged_on", _("Judged on"), lambda row: row.judged_on),
            Column("judged_lab", _("Lab that judged it"), _judge),
            Column("reason", _("Why it is refuted"), lambda row: row.reason),
        ],
        parts=[rows.order_by("-created_at", "-pk")],
        filters=[Filter("vue", _("Part"), word, part)] if word else [],
    )


def _reference(row: PracticeBlockerLink) -> str:
    return row.practice.reference if row.practice else ""


def _relation(row: PracticeBlockerLink) -> str:
    return row.get_relation_display()


def _holds(row: PracticeBlockerLink) -> bool | None:
    """Whether a lift holds; of the rest there is nothing to confirm on site."""
    return row.lifted if row.relation == Relation.LIFTS else None


def _judge(row: PracticeBlockerLink) -> str:
    return row.judged_lab.name if row.judged_lab else ""


def _address(query: QueryDict) -> str:
    href = reverse("benchmarking:practice_blocker_link_list")
    return f"{href}?{query.urlencode()}" if query else href


LINKS = register(
    Dataset(
        name="practice_blocker_links",
        slug="liens",
        select=_links,
        permits=lambda user: user.has_perm("benchmarking.export_practice_blocker_link"),
        address=_address,
        everything=f"vue={lists.EVERYTHING}",
    )
)
