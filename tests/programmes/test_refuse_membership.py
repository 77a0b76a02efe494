"""refuse_membership: a no with a reason."""

import pytest
from django.urls import reverse

from programmes.actions import confirm_membership, refuse_membership
from servindus import letters
from servindus.models import OutboxEmail
from servindus.workflow import TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

PERM = "programmes.refuse_membership"


def test_the_person_reads_the_reason(asked, moderator):
    done = refuse_membership(asked, by=moderator, reason="Not a startup of ours.")

    assert (done.status, done.refusal) == ("ended", "Not a startup of ours.")
    assert done.ended_at is not None
    assert done.started_at is None
    assert lines(asked) == [("refuse_membership", "pending", "ended", moderator.email)]
    assert owed() == {("membership_refused", "newcomer@example.org")}
    mail = letters.compose(OutboxEmail.objects.get())
    assert "Not a startup of ours." in mail.body
    assert mail.reply_to == ["rouen@servindus.example"]


def test_the_reason_stays_out_of_the_journal(asked, moderator):
    refuse_membership(asked, by=moderator, reason="secret words")
    from servindus.models import JournalEntry

    assert JournalEntry.objects.about(asked).get().details == {}


def test_refuses_another_status(asked, moderator):
    confirm_membership(asked, by=moderator)
    with pytest.raises(TransitionNotAllowed):
        refuse_membership(asked, by=moderator, reason="No")


def test_who_may(asked, moderator, colleague, stranger, newcomer):
    assert moderator.has_perm(PERM, asked)
    for person in (colleague, stranger, newcomer):
        assert not person.has_perm(PERM, asked)


def test_a_reason_is_required(client, founder, startup, newcomer):
    second = make.membership(user=newcomer, organisation=startup, status="pending")
    address = reverse("programmes:refuse_membership", args=[second.public_id])
    client.force_login(founder)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 200
    second.refresh_from_db()
    assert second.status == "pending"
    assert client.post(address, {"reason": "Not in the team"}).status_code == 302
    second.refresh_from_db()
    assert second.status == "ended"


def test_a_refused_person_may_ask_again(asked, moderator, newcomer):
    from programmes.actions import request_membership

    refuse_membership(asked, by=moderator, reason="No")
    again = request_membership(
        newcomer, asked.organisation, lab=None, function="Founder"
    )
    assert again.status == "pending"
