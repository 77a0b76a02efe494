"""Writing a practice in five steps: what is typed is kept, what is missing is said."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarking.models import EvidenceFile, PracticeVersion
from programmes.models import Topic, Workstream
from servindus.uploads import default_storage
from servindus.workflow import ActRefused
from tests.benchmarking.practices import NEED, PIECE, TEXTS, Reading, portal
from tests.cast import fresh
from tests.evidence import journal, nothing_written, owed
from tests.matchmaking.papers import pdf

START = "/bonnes-pratiques/proposer/"


def step(version: PracticeVersion, number: int, word: str = "") -> str:
    return f"/bonnes-pratiques/versions/{version.public_id}/ecrire/{number}/{word}"


def first(**changes) -> dict[str, object]:
    axis = Workstream.objects.get(number=2)
    topic = Topic.objects.get(slug="prototyping")
    return {
        "need": f"  {NEED}\n",
        "title": "Un jour d’atelier",
        "problem": "Une PME hésite.",
        "workstream": axis.pk,
        "topics": [topic.pk],
        **changes,
    }


def test_a_lab_begins_a_practice_and_nobody_is_told(client, reading: Reading) -> None:
    client.force_login(reading.writer)
    with nothing_written():
        assert client.get(START).status_code == 200
    sent = first(lab=reading.cast.nancy.pk)
    page = client.post(START, sent)
    version = PracticeVersion.objects.get()
    assert page.status_code == 302
    assert page.url == step(version, 2)
    assert (version.need, version.number, version.status) == (NEED, 1, "draft")
    assert version.practice.reference == "NAN-BP-001"
    assert [topic.slug for topic in version.topics.all()] == ["prototyping"]
    assert version.workstream.number == 2
    me = reading.writer.email
    assert journal(version) == [("draft_practice", "", "draft", me, "portal")]
    assert owed() == set()


def test_the_same_click_twice_begins_one_practice(client, reading: Reading) -> None:
    client.force_login(reading.writer)
    sent = first(lab=reading.cast.nancy.pk)
    one, two = (client.post(START, sent) for _twice in range(2))
    assert one.url == two.url
    assert PracticeVersion.objects.count() == 1


def test_numbers_count_on_in_each_lab(reading: Reading) -> None:
    second = [reading.draft().practice, reading.draft().practice][1]
    rouen = reading.draft(lab=reading.cast.rouen, by=reading.rouen).practice
    assert (second.reference, rouen.reference) == ("NAN-BP-002", "ROU-BP-001")


def test_what_is_missing_in_the_first_step_is_said(client, reading: Reading) -> None:
    client.force_login(reading.writer)
    page = client.post(START, first(lab=reading.cast.nancy.pk, need="", workstream=0))
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"need", "workstream"}
    assert "Un jour d’atelier" in page.content.decode()
    assert not PracticeVersion.objects.exists()


@pytest.mark.parametrize("who", ["director", "founder", "liaison", "admin"])
def test_only_a_lab_begins_one(client, reading: Reading, who: str) -> None:
    client.force_login(getattr(reading.cast, who))
    assert client.get(START).status_code == 403
    assert client.post(START, first()).status_code == 403


def test_a_lab_is_not_begun_for_another(client, reading: Reading) -> None:
    client.force_login(reading.writer)
    page = client.post(START, first(lab=reading.cast.rouen.pk))
    assert "lab" in page.context["form"].errors
    assert not PracticeVersion.objects.exists()


def test_each_step_keeps_its_answers(client, reading: Reading) -> None:
    version = reading.draft()
    client.force_login(reading.writer)
    answers = {
        2: {"solution": "1. Un jour.", "conditions": "", "started_on": "2026-01-05"},
        3: {"person_days": "12,5", "euros": "1 800", "skills": "Un technicien"},
        4: {"difficulties": "Sans plan.", "failures": "Le gratuit."},
        5: {"level": "measured"},
    }
    for number, sent in answers.items():
        page = client.post(step(version, number), sent)
        assert page.status_code == 302
    assert page.url == version.get_absolute_url()
    done = fresh(version)
    assert (done.solution, str(done.started_on)) == ("1. Un jour.", "2026-01-05")
    assert (done.person_days, done.euros) == (Decimal("12.5"), Decimal(1800))
    assert (done.failures, done.level) == ("Le gratuit.", "measured")
    # And they stand in the fields again.
    page = client.get(step(version, 3)).content.decode()
    assert 'value="12,5"' in page
    assert "Un technicien" in page


def test_days_that_cannot_be_are_said(client, reading: Reading) -> None:
    version = reading.draft()
    client.force_login(reading.writer)
    sent = {"solution": "x", "started_on": "2026-09-08", "ended_on": "2026-01-01"}
    errors = client.post(step(version, 2), sent).context["form"].errors
    assert errors == {
        "started_on": ["Ce jour est encore à venir."],
        "ended_on": ["Le dernier jour vient avant le premier."],
    }
    sent = {"person_days": "-1", "euros": "99999999999"}
    assert set(client.post(step(version, 3), sent).context["form"].errors) == {
        "person_days", "euros",
    }  # fmt: skip


def test_what_is_typed_is_kept_until_the_step_is_sent(client, reading: Reading) -> None:
    version = reading.draft()
    client.force_login(reading.writer)
    keep = step(version, 4, "garder/")
    page = client.post(keep, {"difficulties": "Les pièces"})
    assert page.content.decode() == "Gardé à 10\u00a0h, pas encore envoyé."
    page = client.get(step(version, 4))
    assert page.context["form"].initial["difficulties"] == "Les pièces"
    assert fresh(version).difficulties == ""
    client.post(step(version, 4), {"difficulties": "Les pièces usées", "failures": "x"})
    assert [(one.said, one.sent) for one in version.scratches.all()] == [({}, 1)]
    assert client.get(keep).status_code == 405
    client.force_login(reading.rouen)
    assert client.post(keep, {"difficulties": "autre"}).status_code == 404


def test_evidence_is_added_with_its_paper_and_taken_away(
    client, reading: Reading
) -> None:
    version = reading.draft()
    client.force_login(reading.writer)
    paper = SimpleUploadedFile("mesures.pdf", pdf("mesures"))
    sent = {
        "attach": "1", "claim": "Une sur deux", "indicator": "pièces commandées",
        "numerator": "11", "denominator": "23", "starts_on": "2026-01-05",
        "ends_on": "2026-06-30", "source": "Cahier", "file": paper,
    }  # fmt: skip
    page = client.post(step(version, 5), sent)
    assert page.url == step(version, 5) + "#preuves"
    [piece] = version.evidence.all()
    assert (piece.rank, piece.numerator, piece.is_measured) == (1, Decimal(11), True)
    shown = client.get(step(version, 5)).content.decode()
    assert "11 sur 23" in shown
    kept = EvidenceFile.objects.get()
    assert kept.name == "mesures.pdf"
    assert default_storage.exists(str(kept.file))
    got = client.get(f"/bonnes-pratiques/preuves/{kept.public_id}/")
    assert got.content == pdf("mesures")
    client.force_login(reading.rouen)
    assert client.get(f"/bonnes-pratiques/preuves/{kept.public_id}/").status_code == 404
    client.force_login(reading.writer)
    gone = {"detach": str(piece.pk)}
    assert client.post(step(version, 5), gone).status_code == 302
    assert not version.evidence.exists()
    assert not default_storage.exists(str(kept.file))
    # A second click finds nothing left to take away, and no other piece either.
    client.post(step(version, 5), {"attach": "1", "claim": "Autre", "source": "x"})
    assert client.post(step(version, 5), gone).status_code == 302
    assert [one.claim for one in version.evidence.all()] == ["Autre"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"claim": ""}, "claim"),
        ({"source": ""}, "source"),
        ({"numerator": "3", "indicator": ""}, "indicator"),
        ({"denominator": "3"}, "numerator"),
        ({"numerator": "1", "denominator": "0"}, "denominator"),
        ({"ends_on": "2026-01-01"}, "ends_on"),
        ({"numerator": "1e400"}, "numerator"),
        ({"source_url": f"https://a.fr/{'x' * 500}"}, "source_url"),
    ],
)
def test_evidence_that_cannot_be_read_is_refused(
    client, reading: Reading, changes: dict[str, str], field: str
) -> None:
    version = reading.draft()
    client.force_login(reading.writer)
    sent = {"attach": "1", "claim": "Cela marche", "source": "Cahier",
            "indicator": "pièces", **changes}  # fmt: skip
    page = client.post(step(version, 5), sent)
    assert page.status_code == 200
    assert set(page.context["piece_form"].errors) == {field}
    assert not version.evidence.exists()
    assert "Cahier" in page.content.decode() or field == "source"


def test_the_same_click_twice_adds_one_piece(client, reading: Reading) -> None:
    version = reading.draft()
    client.force_login(reading.writer)
    sent = {"attach": "1", "claim": "Cela marche", "source": "Cahier"}
    for _twice in range(2):
        assert client.post(step(version, 5), sent).url == step(version, 5) + "#preuves"
    assert version.evidence.count() == 1


def test_what_is_typed_beside_a_piece_stays(client, reading: Reading) -> None:
    """The level beside the button of a piece, a piece beside that of the step."""
    version = reading.draft(level="declared")
    client.force_login(reading.writer)
    piece = {"claim": "Cela marche", "source": "Cahier"}
    level = {"level": "measured", "started_on": "2026-01-05", "sent": "0"}
    half = {"claim": "À moitié", **level}
    page = client.post(step(version, 5), {"attach": "1", **half})
    assert list(page.context["piece_form"].errors) == ["source"]
    assert page.context["form"]["level"].value() == "measured"
    client.post(step(version, 5), {"attach": "1", **piece, **level})
    page = client.get(step(version, 5))
    assert page.context["form"]["level"].value() == "measured"
    assert fresh(version).level == "declared"
    page = client.post(step(version, 5), half)
    assert list(page.context["piece_form"].errors) == ["source"]
    assert fresh(version).level == "declared"
    client.post(step(version, 5), {**half, "source": "Mesures"})
    assert fresh(version).level == "measured"
    assert [one.claim for one in version.evidence.order_by("rank")] == [
        "Cela marche", "À moitié",
    ]  # fmt: skip


def test_ten_pieces_are_enough(client, reading: Reading) -> None:
    from benchmarking import actions

    version = reading.draft()
    for _n in range(10):
        actions.add_evidence_practice_version(version, by=reading.writer, **PIECE)
    with pytest.raises(ActRefused):
        actions.add_evidence_practice_version(version, by=reading.writer, **PIECE)
    client.force_login(reading.writer)
    sent = {"attach": "1", "claim": "Onzième", "source": "Cahier"}
    page = client.post(step(version, 5), sent)
    assert page.status_code == 409
    assert "Dix preuves suffisent" in page.content.decode()


def test_what_was_handed_in_is_not_written_on(client, reading: Reading) -> None:
    version = reading.submitted()
    client.force_login(reading.writer)
    assert client.get(step(version, 2)).url == version.get_absolute_url()
    page = client.post(step(version, 2), {"solution": "Autre"})
    # Handed in meanwhile by a colleague: refused, with what was typed.
    assert page.status_code == 409
    assert "Autre" in page.content.decode()
    assert fresh(version).solution == TEXTS["solution"]
    assert client.post(step(version, 2, "garder/"), {}).status_code == 409


def test_others_do_not_write_on_it(client, reading: Reading) -> None:
    draft, shown = reading.draft(), reading.published()
    for who in ("moderator", "director", "admin"):
        client.force_login(getattr(reading.cast, who))
        sees = 403 if who == "admin" else 404
        assert client.get(step(draft, 2)).status_code == sees
        assert client.get(step(shown, 2)).status_code == 403
    client.force_login(reading.writer)
    assert client.get(step(draft, 6)).status_code == 404
    assert client.get(portal(draft, "edit_practice_version")).status_code == 200
