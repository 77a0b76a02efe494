"""The desk of duplicates: queue, side by side, preview, merge, undo, old links."""

import re

import pytest
from django.urls import reverse

from programmes.models import Duplicate, OrganisationMerge, Site
from tests.programmes import factories as make
from tests.programmes.pairs import merge, pair

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"admin:programmes_duplicate_{name}", args=args)


@pytest.fixture
def listed(rouen):
    return make.organisation(
        lab=rouen, name="VIBRALIS SAS", source="salon", source_id="7",
        website="https://vibralis.example",
    )  # fmt: skip


@pytest.fixture
def couple(startup, listed):
    return pair(startup, listed)


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def rows(answer):
    return list(answer.context["cl"].result_list)


def test_the_queue_shows_the_most_alike_first(desk, couple, startup, rouen):
    other = pair(startup, make.organisation(lab=rouen), score=99)
    assert rows(desk.get(page("changelist"))) == [other, couple]


def test_the_queue_leaves_out_what_is_decided(desk, couple, startup, listed, moderator):
    third = make.organisation(name="X", lab=couple.first.lab)
    leftover = pair(listed, third)
    merge(couple, moderator)
    assert rows(desk.get(page("changelist"))) == []
    merged = desk.get(page("changelist"), {"part": "fusionnes"})
    assert rows(merged) == [couple]
    everything = desk.get(page("changelist"), {"part": "toutes"})
    assert set(rows(everything)) == {couple, leftover}


def test_search_knows_both_names(desk, couple):
    for words in ("vibral", "VIBRALIS sas"):
        assert rows(desk.get(page("changelist"), {"q": words})) == [couple]
    assert rows(desk.get(page("changelist"), {"q": "huilerie"})) == []


def test_the_same_few_queries_with_one_pair_and_with_thirty(
    desk, rouen, django_assert_num_queries
):
    def fill(count):
        for _ in range(count):
            one, other = (make.organisation(lab=rouen) for _ in "ab")
            pair(one, other)

    fill(1)
    with django_assert_num_queries(6):
        desk.get(page("changelist"))
    fill(29)
    with django_assert_num_queries(6):
        desk.get(page("changelist"))


def test_others_see_nothing(client, couple, colleague, founder, stranger):
    addresses = [
        page("change", couple.pk), page("act", couple.pk, "merge_duplicate"),
        page("act", couple.pk, "dismiss_duplicate"), page("history", couple.pk),
    ]  # fmt: skip
    for address in addresses:
        assert client.get(address).status_code == 302
    client.force_login(colleague)
    assert rows(client.get(page("changelist"))) == []
    for address in addresses:
        assert client.get(address).status_code == 404
    for person in (founder, stranger):
        client.force_login(person)
        for address in addresses:
            assert client.get(address, follow=True).status_code == 403


def test_the_programme_sees_pairs_of_two_labs(client, startup):
    couple = pair(startup, make.organisation(lab=make.lab("nancy")))
    client.force_login(make.programme_admin())
    assert client.get(page("change", couple.pk)).status_code == 200


def test_side_by_side(desk, couple):
    text = desk.get(page("change", couple.pk)).content.decode()
    assert 'name="survivor" value="first" checked' in text
    assert 'name="name" value="second"' in text
    # Only one of the two has a website: there is nothing to choose.
    assert 'name="website"' not in text
    assert "https://vibralis.example" in text


def preview(desk, couple, **choices):
    return desk.get(page("act", couple.pk, "merge_duplicate"), choices)


def hidden(answer):
    """Give the hidden fields of the page's own form."""
    text = answer.content.decode()
    pairs = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}


def test_preview_and_merge(desk, couple, startup, listed, rouen):
    plant = Site.objects.create(organisation=listed, name="Atelier d’Oissel", lab=rouen)
    answer = preview(desk, couple, survivor="first", name="second")
    assert "Atelier d’Oissel" in answer.content.decode()
    assert not OrganisationMerge.objects.exists()
    fields = hidden(answer)
    assert (fields["survivor"], fields["name"]) == ("first", "second")
    done = desk.post(page("act", couple.pk, "merge_duplicate"), fields)
    assert done.status_code == 302
    assert done["Location"] == page("change", couple.pk)
    plant.refresh_from_db()
    startup.refresh_from_db()
    assert (plant.organisation, startup.name) == (startup, "VIBRALIS SAS")
    # The same yes twice is the same page.
    again = desk.post(page("act", couple.pk, "merge_duplicate"), fields)
    assert (again.status_code, OrganisationMerge.objects.count()) == (302, 1)


def test_an_old_preview_is_refused_and_shows_the_new_one(desk, couple, listed, rouen):
    fields = hidden(preview(desk, couple))
    Site.objects.create(organisation=listed, name="Tout neuf", lab=rouen)
    answer = desk.post(page("act", couple.pk, "merge_duplicate"), fields)
    assert answer.status_code == 409
    assert "Tout neuf" in answer.content.decode()
    assert not OrganisationMerge.objects.exists()
    assert hidden(answer)["seen"] != fields["seen"]
    done = desk.post(page("act", couple.pk, "merge_duplicate"), hidden(answer))
    assert done.status_code == 302


@pytest.mark.parametrize("value", ["", "third", "x" * 9000, "é"])
def test_odd_choices_are_the_usual_ones(desk, couple, value):
    answer = preview(desk, couple, survivor=value, name=value, seen=value)
    assert answer.status_code == 200
    assert hidden(answer)["survivor"] == "first"
    sent = {"survivor": value, "name": value, "seen": value}
    refused = desk.post(page("act", couple.pk, "merge_duplicate"), sent)
    assert refused.status_code in (200, 409)
    assert not OrganisationMerge.objects.exists()


def test_a_refusal_is_explained_before_the_button(desk, couple, founder, listed):
    make.membership(user=founder, organisation=listed)
    answer = preview(desk, couple)
    assert str(founder) in answer.content.decode()
    assert "btn-primary" not in answer.content.decode()
    sent = desk.post(page("act", couple.pk, "merge_duplicate"), hidden(answer))
    assert sent.status_code == 409


def test_undo_from_the_page(desk, couple, listed, moderator):
    merge(couple, moderator)
    address = page("act", couple.pk, "unmerge_duplicate")
    assert address in desk.get(page("change", couple.pk)).content.decode()
    assert desk.get(address).status_code == 200
    listed.refresh_from_db()
    assert listed.status == "merged"
    assert desk.post(address).status_code == 302
    listed.refresh_from_db()
    assert listed.status == "verified"
    assert desk.post(address).status_code == 302


def test_an_undo_that_is_not_possible_says_why(desk, couple, listed, moderator, rouen):
    Site.objects.create(organisation=listed, name="Atelier", lab=rouen)
    merge(couple, moderator)
    Site.objects.update(organisation=make.organisation(lab=rouen))
    address = page("act", couple.pk, "unmerge_duplicate")
    assert desk.post(address).status_code == 409


def test_dismiss_asks_for_a_reason(desk, couple):
    address = page("act", couple.pk, "dismiss_duplicate")
    assert desk.post(address, {"reason": " "}).status_code == 200
    done = desk.post(address, {"reason": "Deux associés"})
    assert done["Location"] == page("changelist")
    text = desk.get(page("change", couple.pk)).content.decode()
    assert "Deux associés" in text
    assert page("act", couple.pk, "reopen_duplicate") in text


def test_several_are_dismissed_at_once(desk, couple, startup, rouen):
    pair(startup, make.organisation(lab=rouen))
    chosen = [row.pk for row in Duplicate.objects.all()]
    sent = {
        "action": "dismiss_duplicate", "_selected_action": chosen,
        "bulk_confirmed": "1", "reason": "Homonymes",
    }  # fmt: skip
    assert desk.post(page("changelist"), sent).status_code == 200
    assert set(Duplicate.objects.values_list("status", flat=True)) == {"dismissed"}


# --- Old links --------------------------------------------------------------------


def test_an_old_address_of_the_desk_leads_on(desk, couple, startup, listed, moderator):
    merge(couple, moderator)
    there = "admin:programmes_organisation_change"
    answer = desk.get(reverse(there, args=[listed.pk]))
    assert answer["Location"] == reverse(there, args=[startup.pk])
    for odd in ("x", "9" * 40):
        assert desk.get(reverse(there, args=[odd])).status_code == 404


def test_an_old_address_of_the_portal_leads_on(
    client, couple, startup, listed, founder, moderator, stranger
):
    merge(couple, moderator)
    old = reverse("programmes:organisation_members", args=[listed.public_id])
    new = reverse("programmes:organisation_members", args=[startup.public_id])
    client.force_login(founder)
    assert client.get(old)["Location"] == new
    client.force_login(stranger)
    assert client.get(old).status_code == 404


def test_a_merged_one_is_in_no_list_and_no_search(desk, couple, listed, moderator):
    merge(couple, moderator)
    address = reverse("admin:programmes_organisation_changelist")
    assert listed not in rows(desk.get(address))
    look = reverse("admin:pick", args=["programmes", "organisation", "parent"])
    found = desk.get(look, {"q": "vibralis sas"}).context["options"]
    assert [label for _value, label, _chosen in found] == ["Aucun"]


# --- By hand ----------------------------------------------------------------------


def test_two_are_put_together_by_hand(desk, startup, rouen):
    other = make.organisation(lab=rouen, name="Huilerie", siren="552032534")
    here = reverse("admin:programmes_organisation_change", args=[startup.pk])
    address = page("together", startup.pk)
    assert address in desk.get(here).content.decode()
    for words in ("552032534", "huilerie"):
        done = desk.post(address, {"other": words})
        couple = Duplicate.objects.get()
        assert done["Location"] == page("change", couple.pk)
        assert (couple.first, couple.second) == (startup, other)
    there = desk.get(here).content.decode()
    assert page("change", couple.pk) in there


@pytest.mark.parametrize("words", ["", " ", "!!", "inconnu", "Vibralis", "x" * 300])
def test_another_one_that_is_not_found(desk, startup, words):
    answer = desk.post(page("together", startup.pk), {"other": words})
    assert (answer.status_code, Duplicate.objects.count()) == (200, 0)


def test_several_of_one_name_ask_for_more(desk, startup, rouen):
    for _ in "ab":
        make.organisation(lab=rouen, name="Huilerie")
    answer = desk.post(page("together", startup.pk), {"other": "huilerie"})
    assert "Huilerie" in answer.context["form"].errors["other"][0]


def test_only_ones_own_are_put_together(client, startup, colleague):
    client.force_login(colleague)
    assert client.get(page("together", startup.pk)).status_code == 403
    assert client.get(page("together", 999)).status_code == 404
