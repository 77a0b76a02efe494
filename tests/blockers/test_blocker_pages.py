"""A blocker in the portal: for labs, and for companies that meet it; none is named."""

import pytest

from blockers.actions import detach_report
from tests.blockers import stories
from tests.blockers.checks import portal
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.leading import ASK, DOOR, NORM, edited, opened, qualified
from tests.cast import fresh
from tests.evidence import nothing_written

# Queries of the whole page.
COST = 10


def test_who_reads_the_page(client, cast):
    blocker = opened(cast)
    for who, status in {
        "director": 200, "assistant": 200, "moderator": 200, "colleague": 200,
        "admin": 200, "founder": 404, "stranger": 404, "liaison": 404,
    }.items():  # fmt: skip
        client.force_login(fresh(getattr(cast, who)))
        assert client.get(blocker.get_absolute_url()).status_code == status, who
        assert client.post(blocker.get_absolute_url()).status_code == 405, who
    client.logout()
    assert client.get(blocker.get_absolute_url()).status_code == 302


def test_it_says_what_blocks_and_names_no_company(client, cast):
    blocker = qualified(cast, public_summary="Pour tous.", summary="Pour eux.")
    make_report(lab=cast.rouen, status="attached", blocker=blocker,
                company_name="Atelier Morel", title="Cas Morel")  # fmt: skip
    client.force_login(cast.director)
    with nothing_written():
        page = client.get(blocker.get_absolute_url())
    for text in ("Pour tous.", NORM["title"], NORM["quote"], ASK["wording"],
                 blocker.reference, "2 entreprises"):  # fmt: skip
        assert text in page.text, text
    for text in ("Pour eux.", DOOR, "Atelier Morel", "Cas Morel", "Moderatrice"):
        assert text not in page.text, text
    own = [report.title for report in page.context["own"]]
    assert own == [stories.CASE["title"]]
    assert [str(item.title) for item in page.context["items"]] == [
        "Le blocage est qualifié", "Le blocage est au registre",
    ]  # fmt: skip


def test_a_company_counts_once(client, cast):
    blocker = opened(cast)
    make_report(lab=cast.rouen, status="attached", blocker=blocker,
                organisation=cast.plant)  # fmt: skip
    client.force_login(cast.director)
    assert client.get(blocker.get_absolute_url()).context["companies"] == 1


def test_a_case_that_was_taken_out_closes_the_page_to_its_company(client, cast):
    blocker = opened(cast)
    detach_report(blocker.reports.get(), by=cast.moderator, text="Autre texte.")
    client.force_login(fresh(cast.director))
    assert client.get(blocker.get_absolute_url()).status_code == 404


def test_the_case_leads_to_its_blocker_and_a_link_does_not(client, cast):
    report = stories.attached(cast)
    address = report.blocker.get_absolute_url()
    client.force_login(cast.director)
    assert address in client.get(portal(report, "report_detail")).text
    waiting = stories.submitted(cast)
    assert "blocages/registre" not in client.get(portal(waiting, "report_detail")).text


def test_the_desk_is_offered_to_its_lab(client, cast):
    blocker = opened(cast)
    for who, offered in {
        "moderator": True,
        "colleague": False,
        "director": False,
    }.items():
        client.force_login(fresh(getattr(cast, who)))
        url = client.get(blocker.get_absolute_url()).context["desk_url"]
        assert bool(url) is offered, who


@pytest.mark.parametrize("who", ["director"])
def test_it_costs_the_same_for_one_case_and_for_thirty(
    client, cast, who, django_assert_num_queries
):
    blocker = edited(opened(cast), cast.moderator, title="x")
    client.force_login(getattr(cast, who))
    client.get(blocker.get_absolute_url())
    for _round in range(2):
        with django_assert_num_queries(COST):
            client.get(blocker.get_absolute_url())
        for _case in range(29):
            make_report(lab=cast.rouen, status="attached", blocker=blocker,
                        organisation=cast.plant, reporter=cast.director)  # fmt: skip


def test_an_unknown_one_is_missing(client, cast):
    gone = make_blocker(lab=cast.rouen)
    address = gone.get_absolute_url()
    gone.delete()
    client.force_login(cast.moderator)
    assert client.get(address).status_code == 404
