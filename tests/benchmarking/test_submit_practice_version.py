"""submit, take back: the words as they stand go to the other labs, or come back."""

import pytest

from benchmarking import actions
from servindus.workflow import ActRefused
from tests.benchmarking.practices import (
    PIECE,
    TEXTS,
    Reading,
    portal,
    refused_elsewhere,
)
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import day

SUBMIT, BACK = "submit_practice_version", "take_back_practice_version"


def test_it_is_handed_in_and_the_other_labs_are_told(client, reading: Reading) -> None:
    version = reading.whole()
    client.force_login(reading.writer)
    with nothing_written():
        page = client.get(portal(version, SUBMIT))
    assert page.context["missing"] == []
    assert client.post(portal(version, SUBMIT)).status_code == 302
    done = fresh(version)
    assert (done.status, done.reading, done.due_on) == ("submitted", 1, day(7))
    assert done.submitted_by == reading.writer
    me = reading.writer.email
    assert journal(done)[-1] == (SUBMIT, "draft", "submitted", me, "portal")
    assert newly_owed(last_line(done)) == {
        ("practice_version_submitted", reading.rouen.email),
        ("practice_version_submitted", reading.amiens.email),
    }
    # The same button again answers like before.
    assert client.post(portal(version, SUBMIT)).status_code == 302
    assert len(journal(done)) == 4


@pytest.mark.parametrize(
    ("lacks", "step"),
    [
        ("problem", 1),
        ("solution", 2),
        ("started_on", 2),
        ("skills", 3),
        ("difficulties", 4),
        ("failures", 4),
    ],
)
def test_what_is_missing_is_said_with_its_step(
    client, reading: Reading, lacks: str, step: int
) -> None:
    version = reading.whole(**{lacks: None if lacks == "started_on" else ""})
    client.force_login(reading.writer)
    page = client.post(portal(version, SUBMIT))
    assert page.status_code == 409
    [missing] = page.context["missing"]
    assert missing.step == step
    assert f"/ecrire/{step}/" in client.get(version.get_absolute_url()).content.decode()
    assert fresh(version).status == "draft"


def test_days_or_euros_are_enough_to_know_the_cost(reading: Reading) -> None:
    for known in ({"person_days": None}, {"euros": None}):
        assert reading.submitted(**known).status == "submitted"
    with pytest.raises(ActRefused):
        reading.submitted(person_days=None, euros=None)


def test_what_was_typed_and_not_sent_is_not_dropped(client, reading: Reading) -> None:
    version = reading.whole()
    client.force_login(reading.writer)
    keep = f"/bonnes-pratiques/versions/{version.public_id}/ecrire/4/garder/"
    client.post(keep, {"difficulties": "Une phrase de plus"})
    page = client.post(portal(version, SUBMIT))
    assert page.status_code == 409
    [missing] = page.context["missing"]
    assert missing.step == 4
    assert str(missing.text).startswith("À l’étape 4, quelque chose a été tapé")
    assert version.scratches.count() == 1


@pytest.mark.parametrize(
    ("level", "piece", "enough"),
    [
        ("declared", {"numerator": None, "denominator": None}, True),
        ("measured", {"numerator": None, "denominator": None}, False),
        ("measured", {"starts_on": None, "ends_on": None}, False),
        ("measured", {}, True),
        ("checked", {}, False),
        ("checked", {"checked_by": "Un bureau d’études"}, True),
    ],
)
def test_each_level_asks_for_its_evidence(
    reading: Reading, level: str, piece: dict[str, object], enough: bool
) -> None:
    version = reading.draft()
    actions.edit_practice_version(version, by=reading.writer, **TEXTS, level=level)
    with pytest.raises(ActRefused):
        actions.submit_practice_version(version, by=reading.writer)
    given = {**PIECE, **piece}
    actions.add_evidence_practice_version(version, by=reading.writer, **given)
    if enough:
        done = actions.submit_practice_version(version, by=reading.writer)
        assert done.status == "submitted"
    else:
        with pytest.raises(ActRefused):
            actions.submit_practice_version(version, by=reading.writer)


def test_it_is_taken_back_and_read_anew(client, reading: Reading) -> None:
    version = reading.read()
    reading.judge(version, reading.amiens)
    client.force_login(reading.writer)
    assert client.post(portal(version, BACK)).status_code == 302
    draft = fresh(version)
    assert (draft.status, draft.due_on, draft.reading) == ("draft", None, 1)
    again = actions.submit_practice_version(draft, by=reading.writer)
    again = actions.admit_practice_version(again, by=reading.rouen)
    assert (again.reading, again.counted) == (2, [])
    # The opinion on the words before is kept and shown no more.
    assert again.reviews.count() == 1
    page = client.get(again.get_absolute_url())
    assert page.context["opinions"] == []
    with pytest.raises(ActRefused):
        actions.publish_practice_version(again, by=reading.writer, review_on=day(300))


def test_only_its_lab_hands_it_in_or_takes_it_back(client, reading: Reading) -> None:
    draft, sent = reading.whole(), reading.submitted()
    client.force_login(reading.rouen)
    assert client.post(portal(draft, SUBMIT)).status_code == 404
    assert client.post(portal(sent, BACK)).status_code == 403
    client.force_login(reading.cast.director)
    assert client.post(portal(sent, BACK)).status_code == 404
    assert (fresh(draft).status, fresh(sent).status) == ("draft", "submitted")


def test_neither_starts_from_elsewhere(reading: Reading) -> None:
    refused_elsewhere(reading, actions.submit_practice_version, reading.writer)
    refused_elsewhere(reading, actions.take_back_practice_version, reading.writer)
