"""review: another lab marks five points and says why, with its interest in it."""

import pytest

from benchmarking import actions
from benchmarking.models import PeerReview
from benchmarking.practices.enums import POINTS
from servindus.workflow import ActRefused
from tests.benchmarking.practices import (
    MARKS,
    Reading,
    portal,
    refused_by,
    refused_elsewhere,
)
from tests.cast import fresh, make_lab, make_membership
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import day

REVIEW = "review_practice_version"
SENT = {**dict.fromkeys(POINTS, "3"), "opinion": "Clair, et le coût est dit."}


def test_another_lab_writes_its_opinion_once(client, reading: Reading) -> None:
    version = reading.read()
    client.force_login(reading.amiens)
    with nothing_written():
        assert client.get(portal(version, REVIEW)).status_code == 200
    sent = {**SENT, "clarity": "4"}
    assert client.post(portal(version, REVIEW), sent).status_code == 302
    [review] = PeerReview.objects.all()
    assert review.marks == {**MARKS, "clarity": 4}
    assert (review.lab.slug, review.reviewer, review.reading) == (
        "amiens", reading.amiens, 1,
    )  # fmt: skip
    done = fresh(version)
    assert done.status == "peer_review"
    me = reading.amiens.email
    assert journal(done)[-1] == (REVIEW, "peer_review", "peer_review", me, "portal")
    assert newly_owed(last_line(done)) == {
        ("practice_version_reviewed", reading.writer.email)
    }
    page = client.post(portal(version, REVIEW), {**SENT, "opinion": "Autre"})
    assert page.status_code == 409
    assert "Votre laboratoire a déjà écrit son avis." in page.content.decode()
    assert "Autre" in page.content.decode()
    shown = client.get(done.get_absolute_url())
    assert REVIEW not in [act.href.split("/")[-2] for act in shown.context["acts"]]
    assert "4 sur 4" in shown.content.decode()


def test_what_is_not_said_is_asked_for(client, reading: Reading) -> None:
    version = reading.read()
    client.force_login(reading.amiens)
    page = client.post(portal(version, REVIEW), {"has_interest": "on"})
    assert set(page.context["form"].errors) == {*POINTS, "opinion", "interest"}
    page = client.post(portal(version, REVIEW), {**SENT, "clarity": "5"})
    assert set(page.context["form"].errors) == {"clarity"}
    page = client.post(portal(version, REVIEW), {**SENT, "interest": "Notre port"})
    assert set(page.context["form"].errors) == {"has_interest"}
    assert not PeerReview.objects.exists()


def test_an_interest_is_shown_and_does_not_count(client, reading: Reading) -> None:
    version = reading.read()
    client.force_login(reading.amiens)
    sent = {**SENT, "has_interest": "on", "interest": "Nous la vendons."}
    assert client.post(portal(version, REVIEW), sent).status_code == 302
    reading.judge(version, reading.rouen)
    assert [one.lab.slug for one in fresh(version).counted] == ["rouen"]
    assert "Nous la vendons." in client.get(version.get_absolute_url()).content.decode()
    shown = actions.publish_practice_version(
        version, by=reading.writer, review_on=day(200)
    )
    with pytest.raises(ActRefused):
        actions.label_practice_version(shown, by=reading.rouen)


def test_what_is_typed_while_it_is_taken_back_is_not_lost(
    client, reading: Reading
) -> None:
    version = reading.read()
    actions.take_back_practice_version(version, by=reading.writer)
    actions.edit_practice_version(version, by=reading.writer, need="Autre besoin")
    client.force_login(reading.amiens)
    page = client.post(portal(version, REVIEW), {**SENT, "opinion": "Un long avis"})
    assert page.status_code == 409
    told = page.content.decode()
    assert "Un long avis" in told
    assert "Autre besoin" not in told
    assert client.get(portal(version, REVIEW)).status_code == 404
    # A draft that nobody has handed in is nobody else's at all.
    draft = reading.draft()
    assert client.post(portal(draft, REVIEW), SENT).status_code == 404


def test_one_person_gives_one_opinion(reading: Reading) -> None:
    version = reading.read()
    marseille = make_lab("marseille").operator
    assert marseille is not None
    make_membership(user=reading.amiens, organisation=marseille)
    both = fresh(reading.amiens)
    reading.judge(version, both)
    with pytest.raises(ActRefused):
        reading.judge(version, both)
    with refused_by("peer_review_once_per_person"):
        _copy(PeerReview.objects.get(), lab=marseille.operated_labs.get())


def test_a_lab_does_not_judge_its_own(client, reading: Reading) -> None:
    version = reading.read()
    client.force_login(reading.writer)
    assert client.post(portal(version, REVIEW), SENT).status_code == 403
    client.force_login(reading.cast.admin)
    assert client.post(portal(version, REVIEW), SENT).status_code == 403
    with pytest.raises(ActRefused):
        actions.review_practice_version(
            version, by=reading.writer, **MARKS, opinion="Très bien."
        )
    assert not PeerReview.objects.exists()


def test_it_starts_from_what_is_read_alone(reading: Reading) -> None:
    words = {**MARKS, "opinion": "x"}
    refused_elsewhere(reading, actions.review_practice_version, reading.amiens, **words)


def test_the_database_keeps_opinions_as_they_are(reading: Reading) -> None:
    version = reading.read()
    reading.judge(version, reading.amiens)
    review = PeerReview.objects.get()
    wrong = {
        "peer_review_stays": lambda: PeerReview.objects.update(clarity=4),
        "peer_review_by_another_lab": lambda: _copy(review, lab=reading.cast.nancy),
        "peer_review_of_this_reading": lambda: _copy(
            review, lab=reading.cast.rouen, reading=2
        ),
        "peer_review_once_per_lab": lambda: _copy(review),
        "peer_review_marks_in_range": lambda: _copy(
            review, lab=reading.cast.rouen, clarity=5
        ),
        "peer_review_interest_is_said": lambda: _copy(
            review, lab=reading.cast.rouen, has_interest=True
        ),
        "peer_review_is_said": lambda: _copy(
            review, lab=reading.cast.rouen, opinion=""
        ),
    }
    for name, write in wrong.items():
        with refused_by(name):
            write()
    with refused_by("peer_review_stays"):
        review.delete()


def _copy(review: PeerReview, **changes) -> PeerReview:
    names = ("version", "reading", "lab", "reviewer", "opinion", *POINTS)
    given = {name: getattr(review, name) for name in names}
    return PeerReview.objects.create(**{**given, **changes})
