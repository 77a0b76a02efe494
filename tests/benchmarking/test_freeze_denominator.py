"""Freezing denominators: the programme does, once, at the desk or by file."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarking import actions
from benchmarking.actions.denominators import Entry
from benchmarking.models import Denominator
from programmes.models import Programme
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.benchmarking.test_denominators import HEAD, LINE, make_denominator

pytestmark = pytest.mark.django_db
DESK = "/admin/benchmarking/denominator/"
TYPED = {
    "kind": "industrial_establishments", "year": "2026", "value": "1\u00a0200",
    "source": "SIRENE", "source_on": "2026-01-01",
}  # fmt: skip


def entry(lab, **fields) -> Entry:
    given = {
        "kind": "industrial_jobs", "year": 2026, "value": D("40512.5"),
        "source": "URSSAF", "source_on": date(2026, 1, 31), **fields,
    }  # fmt: skip
    return Entry(lab, **given)


def frozen():
    return Denominator.objects.exclude(frozen_by=None)


def test_it_freezes_and_the_journal_says_who(cast) -> None:
    one, other = entry(cast.rouen), entry(cast.rouen, year=2025)
    actions.freeze_denominator(
        Programme.objects.get(), by=cast.admin, entries=[one, other]
    )
    rows = frozen().order_by("year")
    assert [(row.year, row.value, row.frozen_by) for row in rows] == [
        (2025, D("40512.5"), cast.admin),
        (2026, D("40512.5"), cast.admin),
    ]
    lines = JournalEntry.objects.filter(object_type="benchmarking.denominator")
    assert [(one.verb, one.user, one.object_id) for one in lines.order_by("pk")] == [
        ("freeze_denominator", cast.admin, rows.get(year=2026).pk),
        ("freeze_denominator", cast.admin, rows.get(year=2025).pk),
    ]


def test_what_stands_is_not_frozen_again(cast) -> None:
    """All or nothing: the first of the two is not written either."""
    make_denominator()
    new = entry(cast.rouen, year=2025)
    with pytest.raises(ActRefused, match="déjà figé"):
        actions.freeze_denominator(
            Programme.objects.get(), by=cast.admin, entries=[new, entry(cast.rouen)]
        )
    assert not frozen().exists()


def test_typed_at_the_desk(client, cast) -> None:
    client.force_login(cast.admin)
    page = client.get(f"{DESK}figer/")
    assert page.status_code == 200
    assert not frozen().exists()
    sent = client.post(f"{DESK}figer/", {**TYPED, "lab": cast.rouen.pk})
    assert (sent.status_code, sent["Location"]) == (302, DESK)
    [row] = frozen()
    assert (row.lab, row.value, row.source) == (cast.rouen, D(1200), "SIRENE")


def test_bad_input_is_said_and_kept(client, cast) -> None:
    client.force_login(cast.admin)
    typed = {**TYPED, "lab": cast.rouen.pk, "value": "beaucoup", "year": "26"}
    page = client.post(f"{DESK}figer/", typed)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"value", "year"}
    assert 'value="SIRENE"' in page.content.decode()
    assert not frozen().exists()


def test_twice_at_the_desk_is_told(client, cast) -> None:
    client.force_login(cast.admin)
    typed = {**TYPED, "lab": cast.rouen.pk}
    client.post(f"{DESK}figer/", typed)
    page = client.post(f"{DESK}figer/", {**typed, "value": "1300"})
    assert page.status_code == 409
    assert "déjà figé" in page.content.decode()
    assert frozen().count() == 1


@pytest.mark.parametrize("address", ["figer/", "importer/", "importer/rien/"])
def test_only_the_programme_freezes(client, cast, address) -> None:
    client.force_login(cast.moderator)
    assert client.get(f"{DESK}{address}").status_code == 403
    assert client.post(f"{DESK}{address}", TYPED).status_code == 403
    page = client.get(DESK)
    assert (page.status_code, "figer/" in page.content.decode()) == (200, False)


def brought(client, content: str):
    file = SimpleUploadedFile("effectifs.csv", content.encode())
    return client.post(f"{DESK}importer/", {"file": file})


def test_by_file_first_seen_then_frozen(client, cast) -> None:
    client.force_login(cast.admin)
    assert client.get(f"{DESK}importer/").status_code == 200
    lines = [LINE, LINE.replace("Rouen", "Lyon"), LINE.replace("2026;", "2025;")]
    sent = brought(client, HEAD + "\n".join(lines))
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    text = " ".join(page.content.decode().split())
    assert "<strong>2</strong> nombres seraient figés" in text
    assert "« Lyon » n’est aucun des quatre laboratoires" in text
    assert not frozen().exists()
    done = client.post(sent["Location"])
    assert (done.status_code, done["Location"]) == (302, DESK)
    assert [row.year for row in frozen().order_by("year")] == [2025, 2026]
    # The same again writes nothing: both stand already.
    again = client.post(sent["Location"])
    assert "<strong>2</strong> sont déjà figés" in " ".join(
        again.content.decode().split()
    )
    assert frozen().count() == 2


def test_a_file_is_for_whoever_brought_it(client, cast) -> None:
    client.force_login(cast.admin)
    sent = brought(client, HEAD + LINE)
    colleague = cast.admin
    from tests.cast import make_membership, make_user

    other = make_user()
    [own] = colleague.memberships.all()
    make_membership(user=other, organisation=own.organisation, role="lead")
    client.force_login(other)
    page = client.post(sent["Location"])
    assert (page.status_code, page["Location"]) == (302, f"{DESK}importer/")
    assert not frozen().exists()


def test_what_is_no_table_is_said(client, cast) -> None:
    client.force_login(cast.admin)
    page = brought(client, "")
    assert page.status_code == 200
    assert "file" in page.context["form"].errors
