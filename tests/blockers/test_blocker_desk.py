"""The desk of blockers: who reads what, in which order, at which cost."""

import pytest
from django.urls import reverse

from blockers.actions import detach_report
from tests.blockers import stories
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.leading import DOOR, complete, edited, file_of, opened, qualified
from tests.cast import fresh

DESK = reverse("admin:blockers_blocker_changelist")
# Queries of the whole page, by reader.
COSTS = {("moderator", "list"): 7, ("admin", "list"): 6, ("moderator", "file"): 18}


def fill(cast, count):
    """Blockers of two labs with two cases each."""
    for number in range(count):
        lab = cast.nancy if number % 2 else cast.rouen
        blocker = make_blocker(lab=lab, owner=cast.moderator, title=f"B {number}")
        for _case in range(2):
            make_report(
                lab=cast.rouen, status="attached", blocker=blocker,
                organisation=cast.plant, reporter=cast.director, cost_per_month=1000,
            )  # fmt: skip


@pytest.mark.parametrize("who", ["moderator", "admin"])
def test_the_list_costs_the_same_for_two_rows_and_for_thirty(
    client, cast, who, django_assert_num_queries
):
    fill(cast, 2)
    client.force_login(getattr(cast, who))
    client.get(DESK)
    for _round in range(2):
        with django_assert_num_queries(COSTS[who, "list"]):
            assert client.get(DESK).status_code == 200
        fill(cast, 28)


def test_the_file_costs_the_same_for_one_case_and_for_thirty(
    client, cast, django_assert_num_queries
):
    blocker = complete(cast)
    client.force_login(cast.moderator)
    client.get(file_of(blocker))
    for _round in range(2):
        with django_assert_num_queries(COSTS["moderator", "file"]):
            assert client.get(file_of(blocker)).status_code == 200
        for _case in range(29):
            make_report(
                lab=cast.rouen, status="attached", blocker=blocker,
                organisation=cast.plant, reporter=cast.director,
            )  # fmt: skip


def found(client, query=""):
    page = client.get(DESK + query)
    assert page.status_code == 200
    return {row.title for row in page.context["cl"].result_list}


def test_open_ones_come_first_and_the_rest_is_one_click_away(client, cast):
    for status in ("qualifying", "qualified", "escalated", "closed"):
        make_blocker(lab=cast.rouen, status=status, title=status)
    make_blocker(lab=cast.nancy, title="là-bas")
    client.force_login(cast.moderator)
    assert found(client) == {"qualifying", "qualified", "escalated", "là-bas"}
    assert found(client, "?statut=qualified") == {"qualified"}
    assert "closed" in found(client, "?statut=toutes")
    assert found(client, "?lab=nancy") == {"là-bas"}


@pytest.mark.parametrize("query", ["q=%00", "p=9999999999", "statut=%00", "lab=%00"])
def test_strange_questions_break_nothing(client, cast, query):
    make_blocker(lab=cast.rouen)
    client.force_login(cast.moderator)
    assert client.get(f"{DESK}?{query}").status_code < 500


def test_words_for_the_administration_are_found_by_their_lab_alone(client, cast):
    make_blocker(lab=cast.rouen, title="Bassin tampon", summary="Circuit confidentiel")
    client.force_login(cast.moderator)
    assert found(client, "?q=confidentiel") == {"Bassin tampon"}
    client.force_login(cast.colleague)
    assert found(client, "?q=confidentiel") == set()
    assert found(client, "?q=bass") == {"Bassin tampon"}
    client.force_login(cast.admin)
    assert found(client, "?q=confidentiel") == {"Bassin tampon"}


def test_another_lab_reads_the_title_and_no_file(client, cast):
    blocker = edited(opened(cast), cast.moderator, summary="Pour eux", owner=None,
                     local_attempt=DOOR)  # fmt: skip
    secrets = ("Pour eux", DOOR, "CABLERIE", cast.plant.name)
    for who, reads in {"moderator": True, "admin": True, "colleague": False}.items():
        client.force_login(fresh(getattr(cast, who)))
        page = client.get(file_of(blocker))
        assert page.status_code == 200
        assert page.context["reads"] is reads
        assert blocker.title in page.text
        for text in ("Pour eux", DOOR, cast.plant.name):
            assert (text in page.text) is reads, (who, text)
        history = reverse("admin:blockers_blocker_history", args=[blocker.pk])
        assert client.get(history).status_code == (200 if reads else 403)
        notes = reverse("admin:blockers_blocker_notes", args=[blocker.pk])
        assert client.get(notes).status_code == (200 if reads else 403)
    assert secrets


def test_the_list_says_priority_and_person_to_the_file_s_readers(client, cast):
    blocker = edited(opened(cast), cast.moderator, owner=cast.moderator)
    for who, reads in {"moderator": True, "admin": True, "colleague": False}.items():
        client.force_login(fresh(getattr(cast, who)))
        [row] = client.get(DESK).context["cl"].result_list
        assert row == blocker
        text = client.get(DESK).text
        cell = 'field-owner_line">' + cast.moderator.full_name
        assert (cell in text) is reads, who
        assert ('field-priority_line">5<' in text) is reads, who


def test_a_case_of_another_lab_is_counted_and_not_told(client, cast):
    blocker = opened(cast)
    make_report(
        lab=cast.nancy, status="attached", blocker=blocker, title="Cas de Nancy",
        company_name="Là-bas", cost_per_month=50000, confidentiality="restricted",
    )  # fmt: skip
    client.force_login(cast.moderator)
    page = client.get(file_of(blocker))
    assert page.context["hidden"] == 1
    assert [row.title for row in page.context["reports"]] == [stories.CASE["title"]]
    assert "Cas de Nancy" not in page.text
    assert "Là-bas" not in page.text
    # Two companies and one other lab, but not what that company pays.
    assert page.context["total"] == 15


def test_what_is_missing_is_said_one_by_one_until_nothing_is(client, cast):
    blocker = opened(cast)
    client.force_login(cast.moderator)
    page = client.get(file_of(blocker))
    done = [point.done for point, _href in page.context["points"]]
    assert done == [True, False, False, False]
    for words in ("Citez un texte", "Écrivez au moins une demande", "porte locale"):
        assert words in page.text
    assert "qualify_blocker" not in page.text
    blocker = complete(cast)
    page = client.get(file_of(blocker))
    assert all(point.done for point, _href in page.context["points"])
    assert "qualify_blocker" in page.text


def test_a_blocker_without_its_last_case_still_has_its_page(client, cast):
    blocker = opened(cast)
    detach_report(blocker.reports.get(), by=cast.moderator, text="Autre texte.")
    client.force_login(cast.moderator)
    page = client.get(file_of(blocker))
    assert page.context["total"] == 0
    assert page.context["lines"] == []


def test_texts_are_written_until_a_ministry_has_them(client, cast):
    blocker = qualified(cast)
    client.force_login(cast.moderator)
    assert "change_norm_blocker" in client.get(file_of(blocker)).text
    sent = make_blocker(lab=cast.rouen, status="escalated")
    page = client.get(file_of(sent))
    assert page.context["writes"] is False
    assert "edit_blocker" not in page.text


def test_nobody_adds_or_deletes_by_hand(client, cast):
    client.force_login(cast.moderator)
    assert client.get(reverse("admin:blockers_blocker_add")).status_code == 403
    gone = reverse("admin:blockers_blocker_delete", args=[opened(cast).pk])
    assert client.get(gone).status_code == 403
