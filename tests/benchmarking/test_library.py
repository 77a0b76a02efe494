"""The library: the problem first, words without accents, filters, side by side."""

import csv
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking.models import Practice, PracticeVersion
from programmes.models import Workstream
from tests.benchmarking.practices import NEED, Reading
from tests.cast import Cast

LIST = "/bonnes-pratiques/"


def needs(client, **query) -> list[str]:
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [entry["object"].need for entry in page.context["entries"]]


def test_everybody_reads_what_is_published(client, reading: Reading) -> None:
    reading.published()
    reading.submitted()
    reading.retired()
    assert needs(client) == [NEED]
    page = client.get(LIST).content.decode()
    assert "12 jours-personnes, 1\u00a0800\u00a0€" in page.replace("\u202f", "\u00a0")
    assert "Preuve\u00a0: déclarée" in page
    # Who is no lab's gets neither drafts nor buttons.
    assert "proposer" not in page
    client.force_login(reading.writer)
    assert "/bonnes-pratiques/proposer/" in client.get(LIST).content.decode()


def test_words_are_found_without_accents_and_by_their_beginning(
    client, reading: Reading
) -> None:
    reading.published(problem="Une pièce imprimée coûte cher à l’usine")
    assert needs(client, q="imprimee") == [NEED]
    assert needs(client, q="IMPRIM usi") == [NEED]
    assert needs(client, q="autre") == []
    assert needs(client, q="'\"%()") == [NEED]


def test_each_filter_keeps_its_own(client, reading: Reading) -> None:
    version = reading.labelled()
    Practice.objects.filter(pk=version.practice_id).update(keywords=["Food, water"])
    kept = [
        ("axe", "2", "1"),
        ("theme", "prototyping", "digital"),
        ("laboratoire", "nancy", "rouen"),
        ("preuve", "declared", "measured"),
        ("label", "oui", None),
        ("mot", "Food, water", "Food"),
    ]
    for name, own, other in kept:
        assert needs(client, **{name: own}) == [NEED], name
        if other:
            assert needs(client, **{name: other}) == [], name
    page = client.get(LIST, {"axe": "2", "label": "oui"})
    assert "Effacer les filtres (2)" in page.content.decode()
    page = client.get(LIST, {"axe": "9"})
    assert page.status_code == 200


def test_a_page_costs_the_same_with_one_and_with_thirty(
    client, reading: Reading
) -> None:
    version = reading.labelled()
    client.force_login(reading.rouen)

    def costs(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    searched = f"{LIST}?q=piece&theme=prototyping"
    places = (LIST, searched, f"{LIST}versions/?vue=publiees")
    for place in places:
        client.get(place)
    few = [costs(place) for place in places]
    for number in range(2, 31):
        _like(version, number)
    assert [costs(place) for place in places] == few
    assert few == [6, 6, 7]


def _like(version: PracticeVersion, number: int) -> None:
    """Another practice of the same lab, as a file would bring it."""
    row = PracticeVersion.objects.get(pk=version.pk)
    row.practice = Practice.objects.create(lab=row.practice.lab, number=number)
    row.pk, row.public_id = None, uuid.uuid4()
    row.status, row.labelled_on = "published", None
    row.save(force_insert=True)


def test_three_stand_side_by_side(client, reading: Reading) -> None:
    versions = [reading.published(euros=n) for n in (10, 20, 30, 40)]
    ids = [str(one.practice.public_id) for one in versions]
    page = client.get(f"{LIST}comparer/", {"p": [*ids, "x", ids[0]]})
    assert page.context["versions"] == versions[:3]
    [costs] = [ln.cells for ln in page.context["lines"] if ln.label == "Ce qu’il faut"]
    assert costs == [
        ("NAN-BP-001", "12 jours-personnes, 10\u00a0€"),
        ("NAN-BP-002", "12 jours-personnes, 20\u00a0€"),
        ("NAN-BP-003", "12 jours-personnes, 30\u00a0€"),
    ]
    alone = client.get(f"{LIST}comparer/", {"p": ids[1]})
    assert alone.url == versions[1].practice.get_absolute_url()
    empty = client.get(f"{LIST}comparer/")
    assert "Cochez deux ou trois pratiques" in empty.content.decode()


def test_drafts_are_their_labs_and_the_rest_is_the_labs(
    client, reading: Reading, cast: Cast
) -> None:
    seen = {
        "draft": {"colleague", "admin"},
        "submitted": {"colleague", "moderator", "admin"},
        "peer_review": {"colleague", "moderator", "admin"},
    }
    for status, who in seen.items():
        version = reading.in_status(status)
        for name in ("colleague", "moderator", "admin", "director", "liaison"):
            client.force_login(getattr(cast, name))
            found = client.get(version.get_absolute_url()).status_code
            assert found == (200 if name in who else 404), (status, name)
        client.logout()
        assert client.get(version.get_absolute_url()).status_code == 404


def test_the_list_and_the_page_agree_on_whose_turn_it_is(
    client, reading: Reading
) -> None:
    """`its_turn` in SQL says what `turn_of` says of one row, at every stage."""
    rows = [reading.in_status(s) for s in ("draft", "submitted", "peer_review")]
    half = reading.read()
    reading.judge(half, reading.amiens)
    full = reading.read()
    reading.judge(full, reading.amiens)
    reading.judge(full, reading.rouen)
    old = reading.published()
    PracticeVersion.objects.filter(pk=old.pk).update(
        published_on="2025-09-01", looked_on="2025-09-01", review_on="2026-09-07"
    )
    rows += [half, full, old, reading.published()]
    turns: dict[str, set[int]] = {}
    for who in (reading.writer, reading.rouen, reading.amiens):
        client.force_login(who)
        page = client.get(f"{LIST}versions/", {"vue": "a-traiter"})
        listed = {row.href for row in page.context["rows"]}
        told = set()
        for row in rows:
            answer = client.get(row.get_absolute_url())
            if answer.status_code == 200 and answer.context["turn"]:
                turn = answer.context["turn"]
                if turn.mine:
                    told.add(row.get_absolute_url())
        assert listed == told
        turns[who.email] = {rows.index(row) for row in rows
                            if row.get_absolute_url() in listed}  # fmt: skip
    assert turns == {
        reading.writer.email: {0, 4, 5},
        reading.rouen.email: {1, 2, 3},
        reading.amiens.email: {1, 2},
    }


@pytest.mark.parametrize("who", ["director", "founder", "liaison"])
def test_the_labs_list_is_theirs(client, reading: Reading, who: str) -> None:
    client.force_login(getattr(reading.cast, who))
    assert client.get(f"{LIST}versions/").status_code == 403


def test_the_file_holds_what_the_list_shows(client, reading: Reading) -> None:
    reading.published()
    reading.draft()
    client.force_login(reading.rouen)
    sent = {"format": "csv"}
    page = client.post("/exports/bonnes-pratiques/?axe=2", sent)
    text = b"".join(page.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    named = [row for row in rows if row and row[0] == "NAN-BP-001"]
    assert len(named) == 1
    assert named[0][:5] == [
        "NAN-BP-001", NEED, "Un jour d’atelier à prix fixe", "Nancy",
        Workstream.objects.get(number=2).name_fr,
    ]  # fmt: skip
    assert sum("BP-" in (row[0] if row else "") for row in rows) == 1
