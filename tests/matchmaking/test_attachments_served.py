"""Files reach their readers, and nobody else, as something to be saved."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from matchmaking.invariants import files_are_there
from matchmaking.models import Attachment
from servindus import clock
from servindus.uploads import read_upload, store
from tests.cast import (
    MONDAY,
    holder,
    make_link,
    make_member,
    make_profile,
)
from tests.evidence import nothing_written
from tests.matchmaking.checks import in_status
from tests.matchmaking.papers import jpeg, pdf, png, sent_as
from tests.matchmaking.stories import accepted, sent, submitted

pytestmark = pytest.mark.usefixtures("disk")


def give(content=None, name="Fiche-essai.pdf", **owner):
    """Put a file with a request or a profile in any status."""
    upload = read_upload(sent_as(content or pdf(), name))
    return Attachment.objects.create(
        position=1, name=upload.name, kind=upload.kind, size=len(upload.content),
        digest=upload.digest, file=store(upload), **owner,
    )  # fmt: skip


def portal(introduction, row):
    return f"/mises-en-relation/{introduction.public_id}/pieces/{row.public_id}/"


def by_link(introduction, row, link=None):
    link = link or holder(introduction).link
    return f"/r/{link.token()}/pieces/{row.public_id}/"


def of_profile(row):
    return f"/profil/pieces/{row.public_id}/"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf(), "Fiche-essai.pdf", "application/pdf"),
        (png(), "Plan.png", "image/png"),
        (jpeg(), "Photo.jpg", "image/jpeg"),
    ],
)
def test_it_comes_whole_with_exactly_these_headers(client, cast, content, name, kind):
    asked = sent(cast)
    row = give(content, name, introduction=asked)
    client.force_login(cast.founder)
    for address in (portal(asked, row), by_link(asked, row)):
        response = client.get(address)
        assert response.status_code == 200
        assert response.content == content
        wanted = {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store, private",
            "X-Robots-Tag": "noindex, nofollow",
        }
        assert {key: response.headers.get(key) for key in wanted} == wanted


def test_a_hostile_name_stays_inside_its_header(client, cast):
    asked = sent(cast)
    row = give(introduction=asked, name='é"; x=<b>.pdf')
    client.force_login(cast.founder)
    response = client.get(portal(asked, row))
    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C3%A9%22%3B%20x%3D%3Cb%3E.pdf"
    )
    page = client.get(asked.get_absolute_url()).text
    assert "&lt;b&gt;.pdf" in page
    assert "<b>.pdf" not in page


def test_reading_writes_nothing(client, cast):
    asked = sent(cast)
    row = give(introduction=asked)
    client.force_login(cast.founder)
    addresses = [portal(asked, row), by_link(asked, row)]
    with nothing_written():
        for address in addresses:
            for _time in range(3):
                assert client.get(address).content == pdf()
                assert client.head(address).status_code == 200
    assert [client.post(address).status_code for address in addresses] == [405, 405]


# --- Who ----------------------------------------------------------------------------

PEOPLE = (
    "visitor founder other_founder moderator colleague director stranger liaison admin"
)


def seen_by(client, cast, address, people=PEOPLE):
    found = {}
    for who in people.split():
        if who == "visitor":
            client.logout()
        else:
            client.force_login(getattr(cast, who))
        response = client.get(address)
        found[who] = response.status_code
    return found


def test_who_reads_a_file_of_a_request(client, cast):
    asked = sent(cast, manager=cast.manager_with_account)
    assert seen_by(client, cast, portal(asked, give(introduction=asked))) == {
        "visitor": 302,
        "founder": 200,
        "other_founder": 404,
        "moderator": 200,
        "colleague": 404,
        "director": 200,
        "stranger": 404,
        "liaison": 404,
        "admin": 200,
    }


def test_before_it_is_sent_the_decision_maker_reads_nothing(client, cast):
    waiting = submitted(cast, manager=cast.manager_with_account)
    address = portal(waiting, give(introduction=waiting))
    assert seen_by(client, cast, address, "director moderator founder") == {
        "director": 404,
        "moderator": 200,
        "founder": 200,
    }


def test_a_draft_is_the_startups_alone(client, cast):
    draft = in_status(cast, "draft", decision_maker=cast.manager_with_account)
    address = portal(draft, give(introduction=draft))
    assert seen_by(client, cast, address, "founder moderator director admin") == {
        "founder": 200,
        "moderator": 404,
        "director": 404,
        "admin": 404,
    }


def test_the_startups_own_lab_sees_status_and_dates_only(client, cast):
    asked = sent(cast, founder=cast.other_founder)
    address = portal(asked, give(introduction=asked))
    assert seen_by(client, cast, address, "colleague moderator") == {
        "colleague": 403,
        "moderator": 200,
    }


# --- By link ------------------------------------------------------------------------


def test_a_link_opens_the_files_of_its_request_only(client, cast):
    asked, other = sent(cast), in_status(cast, "sent")
    mine, theirs = give(introduction=asked), give(pdf("2"), introduction=other)
    assert client.get(by_link(asked, mine)).content == pdf()
    assert client.get(by_link(asked, theirs)).status_code == 404
    assert client.get(f"/r/x/pieces/{mine.public_id}/").status_code == 404
    assert client.get(portal(asked, mine)).status_code == 302


@pytest.mark.parametrize("purpose", ["slot", "outcome"])
def test_a_link_for_something_else_opens_none(client, cast, purpose):
    asked = sent(cast)
    row = give(introduction=asked)
    link = make_link(introduction=asked, purpose=purpose)
    assert client.get(by_link(asked, row, link)).status_code == 404


def test_an_expired_or_revoked_link_opens_none(client, cast):
    asked = sent(cast)
    row, link = give(introduction=asked), holder(asked).link
    with clock.at(link.expires_at + timedelta(seconds=1)):
        assert client.get(by_link(asked, row, link)).status_code == 410
    link.revoked_at = MONDAY
    link.save()
    assert client.get(by_link(asked, row, link)).status_code == 410


def test_after_the_answer_they_can_still_be_read(client, cast):
    done = accepted(cast)
    assert client.get(by_link(done, give(introduction=done))).content == pdf()


# --- Documents of a profile -----------------------------------------------------------


def test_who_reads_a_document_of_a_published_profile(client, cast):
    row = give(profile=make_profile(organisation=cast.startup))
    found = seen_by(client, cast, of_profile(row))
    assert found.pop("visitor") == 302
    assert set(found.values()) == {200}


def test_a_profile_that_is_not_published_is_its_own_and_the_staffs(client, cast):
    row = give(profile=make_profile(organisation=cast.startup, status="draft"))
    assert seen_by(client, cast, of_profile(row)) == {
        "visitor": 302,
        "founder": 200,
        "other_founder": 404,
        "moderator": 200,
        "colleague": 404,
        "director": 404,
        "stranger": 404,
        "liaison": 404,
        "admin": 200,
    }


def test_who_reads_a_request_reads_the_startups_documents(client, cast):
    asked = sent(cast)
    profile = make_profile(organisation=cast.startup, status="suspended")
    row = give(profile=profile)
    assert client.get(by_link(asked, row)).content == pdf()
    others = make_profile(organisation=cast.other_startup)
    theirs = give(pdf("2"), profile=others)
    assert client.get(by_link(asked, theirs)).status_code == 404


def test_a_file_of_a_request_has_no_address_among_the_profiles(client, cast):
    asked = sent(cast)
    row = give(introduction=asked)
    client.force_login(cast.founder)
    assert client.get(of_profile(row)).status_code == 404


# --- Where they stand -----------------------------------------------------------------


def test_each_page_names_the_files_with_the_readers_own_address(client, cast):
    asked = sent(cast, manager=cast.manager_with_account)
    row = give(introduction=asked)
    document = give(
        pdf("2"), "Plaquette.pdf", profile=make_profile(organisation=cast.startup)
    )
    for who in ("founder", "moderator", "director"):
        client.force_login(getattr(cast, who))
        page = client.get(asked.get_absolute_url()).text
        for shown in (row, document):
            assert f'<a href="{portal(asked, shown)}">{shown.name}</a>' in page
    client.logout()
    page = client.get(f"/r/{holder(asked).link.token()}/").text
    for shown in (row, document):
        assert f'<a href="{by_link(asked, shown)}">{shown.name}</a>' in page


def test_the_review_names_them_too(client, cast):
    waiting = submitted(cast)
    row = give(introduction=waiting)
    client.force_login(cast.moderator)
    address = reverse("admin:matchmaking_introduction_change", args=[waiting.pk])
    assert f'<a href="{portal(waiting, row)}">' in client.get(address).text


def test_the_desk_of_profiles_names_documents(client, cast):
    profile = make_profile(organisation=cast.startup)
    row = give(profile=profile)
    client.force_login(cast.moderator)
    address = reverse("admin:matchmaking_startupprofile_change", args=[profile.pk])
    assert f'<a href="{of_profile(row)}">' in client.get(address).text


def test_who_sees_status_and_dates_only_reads_no_name(client, cast):
    asked = sent(cast, founder=cast.other_founder)
    give(introduction=asked)
    client.force_login(cast.colleague)
    assert "Fiche-essai" not in client.get(asked.get_absolute_url()).text


def test_a_file_that_the_disk_lost_is_missing_not_an_error(client, cast):
    asked = sent(cast)
    row = give(introduction=asked)
    assert list(files_are_there()) == []
    default_storage.delete(row.file.name)
    assert list(files_are_there()) == [f"attachment {row.pk}"]
    client.force_login(make_member(organisation=cast.startup))
    assert client.get(portal(asked, row)).status_code == 404
