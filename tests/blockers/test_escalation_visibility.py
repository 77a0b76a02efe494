"""The liaison of one authority reads nothing of another's (B8)."""

from blockers.models import Blocker, Escalation, Report
from tests.blockers import escalations as stories
from tests.cast import make_membership

PEOPLE = (
    "liaison", "second_liaison", "moderator", "second_moderator", "colleague",
    "admin", "director", "assistant", "founder", "stranger",
)  # fmt: skip


def readers(cast, row):
    return {
        name
        for name in PEOPLE
        if Escalation.objects.visible_to(getattr(cast, name)).filter(pk=row.pk).exists()
    }


def allowed(cast, row):
    return {
        name
        for name in PEOPLE
        if getattr(cast, name).has_perm("blockers.view_escalation", row)
    }


def test_its_own_authority_the_leading_lab_and_the_programme_read_it(cast):
    row = stories.sent(cast)
    expected = {"liaison", "moderator", "second_moderator", "admin"}
    assert readers(cast, row) == allowed(cast, row) == expected


def test_forwarded_it_is_read_by_the_second_authority_and_the_first_keeps_its_own(cast):
    row = stories.forwarded(cast)
    new = row.forwarded_to.get()
    lab = {"moderator", "second_moderator", "admin"}
    assert readers(cast, row) == allowed(cast, row) == {"liaison", *lab}
    assert readers(cast, new) == allowed(cast, new) == {"second_liaison", *lab}


def test_a_membership_that_has_ended_opens_nothing(cast):
    row = stories.sent(cast)
    left = make_membership(user=cast.stranger, organisation=cast.ministry)
    assert "stranger" in readers(cast, row)
    left.status = "ended"
    left.ended_at = row.sent_at
    type(left).objects.filter(pk=left.pk).delete()
    del cast.__dict__["stranger"]
    cast.stranger = type(left.user).objects.get(pk=left.user_id)
    assert "stranger" not in readers(cast, row)


def test_a_liaison_reads_neither_reports_nor_the_register(cast):
    row = stories.sent(cast)
    report = row.blocker.reports.get()
    liaison = cast.liaison
    assert not Report.objects.visible_to(liaison).exists()
    assert not Blocker.objects.visible_to(liaison).exists()
    for permission in ("view_report", "edit_report", "attach_report"):
        assert not liaison.has_perm(f"blockers.{permission}", report)
    for permission in ("view_blocker", "edit_blocker", "escalate_blocker"):
        assert not liaison.has_perm(f"blockers.{permission}", row.blocker)


def test_a_company_of_another_kind_is_no_authority(cast):
    row = stories.sent(cast)
    row.authority_id = cast.plant.pk
    assert not cast.director.has_perm("blockers.answer_escalation", row)
