"""admit, return: somebody else looks a practice through before the labs read it."""

from benchmarking import actions
from tests.benchmarking.practices import Reading, portal, refused_elsewhere
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import day

ADMIT, RETURN = "admit_practice_version", "return_practice_version"


def test_another_lab_lets_the_labs_read_it(client, reading: Reading) -> None:
    version = reading.submitted()
    client.force_login(reading.rouen)
    with nothing_written():
        assert client.get(portal(version, ADMIT)).status_code == 200
    assert client.post(portal(version, ADMIT)).status_code == 302
    done = fresh(version)
    assert (done.status, done.due_on) == ("peer_review", day(21))
    me = reading.rouen.email
    assert journal(done)[-1] == (ADMIT, "submitted", "peer_review", me, "portal")
    assert newly_owed(last_line(done)) == {
        ("practice_version_admitted", reading.amiens.email)
    }


def test_what_is_missing_goes_back_to_its_lab(client, reading: Reading) -> None:
    version = reading.submitted()
    client.force_login(reading.rouen)
    page = client.post(portal(version, RETURN), {"text": ""})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"text"}
    sent = {"text": "Dites ce qui a échoué."}
    page = client.post(portal(version, RETURN), sent, follow=True)
    # The draft is its lab's: the way leads to what waits.
    assert page.redirect_chain == [("/bonnes-pratiques/versions/", 302)]
    page = client.post(portal(version, RETURN), sent, follow=True)
    assert (page.status_code, len(journal(version))) == (200, 5)
    done = fresh(version)
    assert (done.status, done.return_reason, done.due_on) == (
        "draft", "Dites ce qui a échoué.", None,
    )  # fmt: skip
    assert newly_owed(last_line(done)) == {
        ("practice_version_returned", reading.writer.email)
    }
    client.force_login(reading.writer)
    assert (
        "Dites ce qui a échoué." in client.get(done.get_absolute_url()).content.decode()
    )
    again = actions.submit_practice_version(done, by=reading.writer)
    assert again.return_reason == ""


def test_whoever_handed_it_in_does_not_look_it_through(
    client, reading: Reading
) -> None:
    version = reading.submitted()
    client.force_login(reading.writer)
    for name in (ADMIT, RETURN):
        assert client.post(portal(version, name), {"text": "x"}).status_code == 403
    for who in ("director", "founder", "liaison"):
        client.force_login(getattr(reading.cast, who))
        assert client.post(portal(version, ADMIT)).status_code == 404
    client.force_login(reading.cast.admin)
    assert client.post(portal(version, ADMIT)).status_code == 302
    assert fresh(version).status == "peer_review"


def test_neither_starts_from_elsewhere(reading: Reading) -> None:
    refused_elsewhere(reading, actions.admit_practice_version, reading.rouen)
    words = {"text": "x"}
    refused_elsewhere(reading, actions.return_practice_version, reading.rouen, **words)
