"""The startup takes files away again, and the disk forgets them."""

import uuid

import pytest

from matchmaking.actions import detach_introduction, redirect_introduction
from matchmaking.models import Attachment
from matchmaking.views.attachments import shelf_of
from servindus.uploads import read_upload
from servindus.workflow import ActRefused
from tests.cast import fresh, holder, make_profile
from tests.evidence import last_line, nothing_written, owed
from tests.matchmaking.checks import answers_to, in_status, starts_only_from
from tests.matchmaking.papers import PROFILE, TEXTS, pdf, sent_as, step
from tests.matchmaking.stories import COLLEAGUE, drafted, sent

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def draft(cast):
    draft = in_status(cast, "draft")
    shelf_of(draft, cast.founder).add(read_upload(sent_as(pdf())))
    return draft


def test_row_and_file_go_and_the_journal_keeps_the_id(cast, draft, disk):
    row = draft.attachments.get()
    shelf_of(draft, cast.founder).take_away(str(row.public_id))
    assert not Attachment.objects.exists()
    assert disk() == []
    line = last_line(draft)
    assert (line.verb, line.details) == (
        "detach_introduction",
        {"piece": str(row.public_id)},
    )
    assert owed() == set()


def test_it_starts_only_before_the_lab_reads(cast):
    starts_only_from(detach_introduction, cast, "draft needs_info", piece=uuid.uuid4())


def test_what_is_not_there_cannot_be_taken_away(cast, draft):
    other = in_status(cast, "draft")
    with pytest.raises(ActRefused):
        detach_introduction(
            other, by=cast.founder, piece=draft.attachments.get().public_id
        )
    assert draft.attachments.count() == 1


def test_the_button_takes_away_and_keeps_the_texts(client, cast, draft, disk):
    client.force_login(cast.founder)
    piece = str(draft.attachments.get().public_id)
    for _time in range(2):  # a second press finds nothing left, and says no more
        response = client.post(step(draft), {**TEXTS, "detach": piece})
        assert response.headers["Location"] == step(draft) + "#pieces"
    assert fresh(draft).subject == "Un objet"
    assert not draft.attachments.exists()
    assert disk() == []


def test_half_a_text_stays_on_the_page(client, cast, draft):
    client.force_login(cast.founder)
    piece = str(draft.attachments.get().public_id)
    response = client.post(step(draft), {"subject": "À moitié", "detach": piece})
    assert response.status_code == 200
    assert "À moitié" in response.text
    assert "faults" not in response.text
    assert not draft.attachments.exists()


UNKNOWN = "6f2c1a0e-1111-4222-8333-944444444444"


@pytest.mark.parametrize("piece", ["x", "../x", UNKNOWN, "0" * 4000])
def test_odd_ids_do_nothing(client, cast, draft, piece):
    client.force_login(cast.founder)
    response = client.post(step(draft), {**TEXTS, "detach": piece})
    assert response.status_code == 302
    assert draft.attachments.count() == 1


def test_the_place_is_free_again(client, cast, draft):
    shelf_of(draft, cast.founder).add(read_upload(sent_as(pdf("2"))))
    first = draft.attachments.get(position=1)
    client.force_login(cast.founder)
    data = {**TEXTS, "detach": str(first.public_id), "file": sent_as(pdf("3"))}
    assert client.post(step(draft), data).status_code == 302
    assert sorted(draft.attachments.values_list("position", flat=True)) == [1, 2]
    assert not draft.attachments.filter(public_id=first.public_id).exists()


def test_files_of_others_are_out_of_reach(client, cast, draft):
    piece = str(draft.attachments.get().public_id)
    theirs = drafted(cast, founder=cast.other_founder)
    client.force_login(cast.other_founder)
    client.post(step(theirs), {**TEXTS, "detach": piece})
    client.post("/profil/", {**PROFILE, "detach": piece})
    assert draft.attachments.count() == 1


def test_who_may(client, cast, draft):
    introduction = in_status(cast, "needs_info")
    shelf_of(introduction, cast.founder).add(read_upload(sent_as(pdf())))
    data = {**TEXTS, "detach": str(introduction.attachments.get().public_id)}
    people = "visitor other_founder moderator colleague liaison stranger admin"
    assert answers_to(client, cast, step(introduction), data, people) == {
        "visitor": 302,
        "other_founder": 404,
        "moderator": 403,
        "colleague": 404,
        "liaison": 404,
        "stranger": 404,
        "admin": 403,
    }


def test_under_way_nothing_is_taken_away(client, cast):
    introduction = in_status(cast, "needs_info")
    shelf_of(introduction, cast.founder).add(read_upload(sent_as(pdf())))
    piece = str(introduction.attachments.get().public_id)
    moved = in_status(cast, "sent")
    Attachment.objects.update(introduction=moved)
    client.force_login(cast.founder)
    with nothing_written():
        client.post(step(moved), {**TEXTS, "detach": piece})
    assert moved.attachments.count() == 1


def test_a_file_that_two_requests_share_stays_for_the_other(cast, disk):
    asked = sent(cast)
    other = in_status(cast, "draft")
    shelf_of(other, cast.founder).add(read_upload(sent_as(pdf())))
    Attachment.objects.update(introduction=asked)
    done = redirect_introduction(asked, by=holder(asked), **COLLEAGUE)
    row = done.redirected_to.attachments.get()
    Attachment.objects.filter(pk=row.pk).update(introduction=other)
    shelf_of(other, cast.founder).take_away(str(row.public_id))
    assert disk() == [asked.attachments.get().file.name]


def test_documents_of_a_profile_go_too(client, cast, disk):
    profile = make_profile(organisation=cast.startup)
    shelf_of(profile, cast.founder).add(read_upload(sent_as(pdf())))
    piece = str(profile.documents.get().public_id)
    client.force_login(cast.founder)
    response = client.post("/profil/", {**PROFILE, "detach": piece})
    assert response.headers["Location"] == "/profil/#pieces"
    assert disk() == []
    assert last_line(profile).verb == "detach_startup_profile"
    people = "visitor director moderator colleague liaison stranger admin"
    shelf_of(profile, cast.founder).add(read_upload(sent_as(pdf())))
    data = {**PROFILE, "detach": str(profile.documents.get().public_id)}
    assert set(answers_to(client, cast, "/profil/", data, people).values()) == {
        302,
        403,
    }
