"""publish, label, renew, revise, retire: what stands in the library, and until when."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarking import actions
from benchmarking.models import PracticeVersion
from servindus import clock
from servindus.actors import SYSTEM
from servindus.uploads import read_upload
from servindus.workflow import ActRefused, write_journal
from tests.benchmarking.practices import (
    PIECE,
    TEXTS,
    Reading,
    portal,
    refused_by,
    refused_elsewhere,
)
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.days import moment
from tests.matchmaking.papers import pdf
from tests.programmes.facilities import day

PUBLISH, LABEL = "publish_practice_version", "label_practice_version"
RENEW, REVISE = "renew_practice_version", "revise_practice_version"
RETIRE = "retire_practice_version"


def test_its_lab_publishes_what_another_has_read(client, reading: Reading) -> None:
    version = reading.read()
    client.force_login(reading.writer)
    page = client.post(portal(version, PUBLISH), {"review_on": "2027-09-07"})
    assert page.status_code == 409
    assert "Un autre laboratoire écrit d’abord un avis." in page.content.decode()
    reading.judge(version, reading.rouen)
    with nothing_written():
        page = client.get(portal(version, PUBLISH))
    assert page.context["form"]["review_on"].value() == date(2027, 9, 7)
    for wrong in ("", "2026-09-07", "2028-03-08", "hier"):
        page = client.post(portal(version, PUBLISH), {"review_on": wrong})
        assert page.status_code in (200, 409)
        assert page.context["form"].errors
    assert client.post(portal(version, PUBLISH), {"review_on": "2028-03-07"}).url
    done = fresh(version)
    assert (done.status, done.published_on, done.looked_on, done.review_on) == (
        "published", day(0), day(0), date(2028, 3, 7),
    )  # fmt: skip
    assert done.due_on is None
    me = reading.writer.email
    assert journal(done)[-1] == (PUBLISH, "peer_review", "published", me, "portal")
    assert newly_owed(last_line(done)) == {
        ("practice_version_published", reading.rouen.email),
        ("practice_version_published", reading.amiens.email),
    }
    # Now it is open to everybody.
    client.logout()
    assert client.get(done.get_absolute_url()).status_code == 200
    assert client.get(done.practice.get_absolute_url()).status_code == 200


def test_two_labs_give_the_label(client, reading: Reading) -> None:
    version = reading.published()
    client.force_login(reading.rouen)
    page = client.post(portal(version, LABEL))
    assert page.status_code == 409
    reading.judge(version, reading.amiens)
    with nothing_written():
        assert client.get(portal(version, LABEL)).status_code == 200
    assert client.post(portal(version, LABEL)).status_code == 302
    done = fresh(version)
    assert (done.status, done.labelled_on) == ("labelled", day(0))
    assert newly_owed(last_line(done)) == {
        ("practice_version_labelled", reading.writer.email)
    }


def test_a_point_that_is_missing_keeps_the_label_away(reading: Reading) -> None:
    version = reading.published()
    reading.judge(version, reading.amiens, cost_known=1)
    with pytest.raises(ActRefused, match="point manque"):
        actions.label_practice_version(version, by=reading.rouen)


def test_a_lab_does_not_label_its_own(client, reading: Reading) -> None:
    version = reading.published(reading.rouen, reading.amiens)
    for who in (reading.writer, reading.cast.director, reading.cast.founder):
        client.force_login(who)
        assert client.post(portal(version, LABEL)).status_code == 403
    client.force_login(reading.cast.admin)
    assert client.post(portal(version, LABEL)).status_code == 302


def test_a_new_version_takes_the_place_of_the_old_one(client, reading: Reading) -> None:
    draft = reading.draft()
    actions.edit_practice_version(draft, by=reading.writer, **TEXTS)
    upload = read_upload(SimpleUploadedFile("mesures.pdf", pdf("mesures")))
    actions.add_evidence_practice_version(
        draft, by=reading.writer, piece=upload.public_id, upload=upload, **PIECE
    )
    sent = actions.submit_practice_version(draft, by=reading.writer)
    read = actions.admit_practice_version(sent, by=reading.rouen)
    for judge in (reading.rouen, reading.amiens):
        reading.judge(read, judge)
    shown = actions.publish_practice_version(
        read, by=reading.writer, review_on=day(300)
    )
    old = actions.label_practice_version(shown, by=reading.rouen)
    paper = old.evidence.get().paper
    client.force_login(reading.writer)
    page = client.post(portal(old, REVISE))
    new = PracticeVersion.objects.get(number=2)
    assert page.url == new.get_absolute_url()
    assert (new.status, new.reading, new.published_on) == ("draft", 0, None)
    assert {name: getattr(new, name) for name in TEXTS} == TEXTS
    copied = new.evidence.get().paper
    assert (copied.name, copied.file) == (paper.name, paper.file)
    assert copied.public_id != paper.public_id
    assert [piece.claim for piece in new.evidence.all()] == [
        piece.claim for piece in old.evidence.all()
    ]
    assert [t.slug for t in new.topics.all()] == ["prototyping"]
    assert [line[0] for line in journal(new)] == [REVISE]
    # Once is enough, until that one is in the library.
    assert client.post(portal(old, REVISE), {"again": "1"}).status_code == 409
    assert fresh(old).status == "labelled"
    new = actions.submit_practice_version(new, by=reading.writer)
    new = actions.admit_practice_version(new, by=reading.rouen)
    reading.judge(new, reading.rouen)
    actions.publish_practice_version(new, by=reading.writer, review_on=day(300))
    gone = fresh(old)
    assert (gone.status, gone.retire_code) == ("retired", "replaced")
    assert [line[0] for line in journal(gone)][-1] == RETIRE
    client.logout()
    page = client.get(gone.get_absolute_url()).content.decode()
    assert "Une version plus récente est dans la bibliothèque." in page
    shown = client.get(old.practice.get_absolute_url())
    assert shown.context["version"] == new


def test_its_lab_says_that_it_is_still_right(client, reading: Reading) -> None:
    version = reading.published()
    client.force_login(reading.writer)
    with clock.at(moment(day(350), 10)):
        sent = {"review_on": day(700).isoformat()}
        assert client.post(portal(version, RENEW), sent).status_code == 302
        done = fresh(version)
        assert (done.looked_on, done.review_on) == (day(350), day(700))
        assert done.status == "published"
        page = client.post(portal(version, RENEW), {"review_on": "2036-01-01"})
        assert page.status_code == 409
    client.force_login(reading.rouen)
    assert client.post(portal(version, RENEW), sent).status_code == 403


def test_it_is_retired_with_its_reason(client, reading: Reading) -> None:
    version, draft = reading.published(), reading.draft()
    client.force_login(reading.writer)
    page = client.post(portal(version, RETIRE), {"code": "replaced"})
    assert set(page.context["form"].errors) == {"code"}
    sent = {"code": "harmful", "text": "Ne le refaites pas."}
    assert client.post(portal(version, RETIRE), sent).status_code == 302
    done = fresh(version)
    assert (done.status, done.retire_code) == ("retired", "harmful")
    client.logout()
    page = client.get(done.practice.get_absolute_url())
    assert "Ne le refaites pas." in page.content.decode()
    assert client.get("/bonnes-pratiques/").context["entries"] == []
    # A draft that is given up was never for everybody.
    client.force_login(reading.writer)
    assert client.post(portal(draft, RETIRE), sent).status_code == 302
    client.logout()
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(reading.rouen)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.post(portal(version, RETIRE), sent).status_code == 403


def test_each_starts_where_it_may(reading: Reading) -> None:
    by = reading.writer
    refused_elsewhere(reading, actions.publish_practice_version, by, review_on=day(9))
    refused_elsewhere(reading, actions.label_practice_version, reading.rouen)
    refused_elsewhere(reading, actions.renew_practice_version, by, review_on=day(9))
    refused_elsewhere(reading, actions.revise_practice_version, by)
    refused_elsewhere(reading, actions.retire_practice_version, by, code="other")


# --- What the database refuses by itself ----------------------------------------------


def test_words_stay_as_they_were_handed_in(reading: Reading) -> None:
    version = reading.submitted()
    rows = PracticeVersion.objects.filter(pk=version.pk)
    frozen = {"need": "x", "euros": 1, "level": "checked", "reading": 2}
    for name, value in {**frozen, "submitted_by": reading.rouen}.items():
        with refused_by("version_stays_as_handed_in"):
            rows.update(**{name: value})
    piece = version.evidence.get()
    with refused_by("version_stays_as_handed_in"):
        piece.delete()
    with refused_by("version_stays_as_handed_in"):
        version.evidence.update(claim="x")
    with refused_by("version_stays_as_handed_in"):
        version.topics.clear()


def test_dates_and_labels_are_earned(reading: Reading) -> None:
    shown, read = reading.published(), reading.read()
    rows = PracticeVersion.objects.filter(pk=shown.pk)
    with refused_by("version_looked_at_again"):
        rows.update(review_on=date(2028, 3, 8))
    with refused_by("version_published_has_days"):
        rows.update(review_on=None)
    with refused_by("version_waiting_has_a_day"):
        PracticeVersion.objects.filter(pk=read.pk).update(due_on=None)
    with refused_by("version_labelled_has_a_day"):
        rows.update(labelled_on=day(0))
    with refused_by("version_retired_says_why"):
        rows.update(retire_code="other")
    with refused_by("label_needs_two_labs"):
        write_journal(
            LABEL, shown, by=SYSTEM, now=clock.now(), source="published",
            target="labelled",
        )  # fmt: skip
        rows.update(status="labelled", labelled_on=day(0))


def test_one_version_is_in_hand_and_one_in_the_library(reading: Reading) -> None:
    version = reading.published()
    given = {
        "practice": version.practice,
        "workstream": version.workstream,
        "need": "x",
        "title": "x",
    }
    PracticeVersion.objects.create(number=2, **given)
    with refused_by("version_one_in_hand"):
        PracticeVersion.objects.create(number=3, **given)
    whole = {
        **TEXTS, "status": "published", "published_on": day(0), "looked_on": day(0),
        "review_on": day(9), "reading": 1, "submitted_by": reading.writer,
    }  # fmt: skip
    with refused_by("version_one_in_library"):
        PracticeVersion.objects.create(number=3, **given, **whole)
    with refused_by("version_number_once"):
        PracticeVersion.objects.create(
            number=1, status="retired", retire_code="other", **given
        )
