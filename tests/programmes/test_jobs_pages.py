"""The register's list and pages: who reads what, filters, files, the same cost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from programmes.jobs import lists
from tests.cast import Cast, make_organisation
from tests.programmes.jobs import CHECK_ON, Scene, make_record

LIST = reverse("programmes:jobs_record_list")


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def shown(client, **query) -> list:
    """Give the declarations of a page of the list."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row["record"] for row in page.context["rows"]]


def test_each_part_and_each_reader(client, scene: Scene) -> None:
    rows = {status: scene.in_status(status) for status in
            ("draft", "submitted", "confirmed", "refused", "withdrawn")}  # fmt: skip
    client.force_login(scene.cast.moderator)
    assert shown(client, vue="a-confirmer") == [rows["submitted"]]
    assert shown(client, vue="comptes") == [rows["confirmed"]]
    assert shown(client, vue="brouillons") == [
        rows[one] for one in ("withdrawn", "refused", "draft")
    ]
    assert shown(client, vue="a-recompter") == []
    # What waits comes first; the other lab and the company have no such rows.
    assert shown(client) == [rows["submitted"]]
    for who in ("colleague", "director", "founder", "liaison"):
        client.force_login(getattr(scene.cast, who))
        assert [shown(client, vue=slug) for slug, _label in lists.PARTS] == [[]] * 4
    client.force_login(scene.cast.admin)
    assert shown(client, vue="a-confirmer") == [rows["submitted"]]


def test_what_is_due_to_be_counted_again(client, scene: Scene) -> None:
    from servindus import clock
    from tests.matchmaking.days import moment

    record = scene.counted()
    client.force_login(scene.cast.director)
    assert shown(client, vue="a-recompter") == []
    with clock.at(moment(CHECK_ON)):
        assert shown(client, vue="a-recompter") == [record]


def test_filters_leave_what_they_say(client, scene: Scene) -> None:
    given = {"by": scene.cast.director, "status": "confirmed"}
    first = make_record(organisation=scene.plant, **given)
    other = make_organisation(
        kind="industrial", lab=scene.cast.rouen, name="Malterie Sévène"
    )
    second = make_record(organisation=other, kind="maintained", **given,
                         attribution="C")  # fmt: skip
    client.force_login(scene.cast.moderator)
    for query, found in (
        ({}, [second, first]),
        ({"q": "seven"}, [second]),
        ({"attribution": "A"}, [first]),
        ({"genre": "maintained"}, [second]),
        ({"laboratoire": "nancy"}, []),
        ({"lien": "aucun"}, [second, first]),
        ({"lien": "blocage"}, []),
        ({"lien": "mise-en-relation"}, []),
        ({"attribution": "Z"}, [second, first]),
    ):
        assert shown(client, vue="comptes", **query) == found, query


def test_one_row_costs_as_much_as_thirty(client, scene: Scene) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        client.get(LIST, {"vue": "comptes"})
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(LIST, {"vue": "comptes"}).status_code == 200
        return len(found)

    client.force_login(scene.cast.moderator)
    scene.in_status("confirmed")
    once = statements()
    for _turn in range(29):
        scene.in_status("confirmed")
    assert statements() == once == 7


def test_the_page_says_before_now_and_why(client, scene: Scene) -> None:
    record = scene.counted()
    client.force_login(scene.cast.director)
    text = client.get(record.get_absolute_url()).content.decode()
    for words in ("100", "105", "+5", "Lettre de la directrice", "Service du personnel",
                  "Confirmée et comptée", "3 ETP, créés"):  # fmt: skip
        assert words in text, words
    assert "Ne plus compter" not in text
    client.force_login(scene.cast.moderator)
    assert "Ne plus compter" in client.get(record.get_absolute_url()).content.decode()


def test_a_closed_company_is_said(client, scene: Scene) -> None:
    record = scene.counted()
    scene.plant.closed_on = record.as_of
    scene.plant.save()
    client.force_login(scene.cast.director)
    text = client.get(record.get_absolute_url()).content.decode()
    assert "ses emplois comptent pour zéro" in text


def test_the_list_as_a_file(client, scene: Scene) -> None:
    scene.counted(fte=Decimal("2.5"))
    client.force_login(scene.cast.director)
    address = reverse("request_export", args=["emplois"])
    response = client.post(f"{address}?vue=comptes", {"format": "csv"})
    assert response.status_code == 200
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert scene.plant.name in lines[1]
    assert ";2,50;" in lines[1]


def test_the_organisations_page_leads_there(client, scene: Scene) -> None:
    client.force_login(scene.cast.director)
    members = reverse("programmes:organisation_members", args=[scene.plant.public_id])
    text = client.get(members).content.decode()
    assert reverse("programmes:declare_jobs", args=[scene.plant.public_id]) in text


def test_the_figures_lead_to_the_register(client, scene: Scene) -> None:
    figures = reverse("programmes:jobs_figures")
    results = client.get(reverse("programmes:results")).content.decode()
    assert f'href="{figures}"' in results
    assert f'href="{LIST}"' not in results
    client.force_login(scene.cast.moderator)
    assert f'href="{LIST}"' in client.get(figures).content.decode()
