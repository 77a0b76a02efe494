"""What the database keeps so that lists have one index: names of other tables."""

import pytest

from matchmaking.models import DecisionMaker, Introduction
from programmes.admin.organisations import OrganisationAdmin
from programmes.models import Site
from servindus.keyset import COUNT_CAP, capped_counts, cut, found_first, page_of
from tests.cast import make_decision_maker, make_organisation, make_site
from tests.matchmaking.checks import in_status


@pytest.fixture
def card(cast):
    plant = make_organisation(kind="industrial", lab=cast.rouen, name="Élan des Quais")
    return make_decision_maker(
        organisation=plant, site=make_site(organisation=plant, commune="Oissel")
    )


@pytest.mark.parametrize("text", ["elan", "qua", "oissel", "ÉLAN OISSEL"])
def test_a_card_is_found_by_company_and_commune(card, text):
    assert list(DecisionMaker.objects.matching(text)) == [card]
    assert list(Site.objects.matching(text)) == [card.site]


def test_a_new_name_is_found_everywhere_and_the_old_one_nowhere(cast, card):
    row = in_status(cast, "sent", decision_maker=card)
    card.organisation.name = "Verrerie Neuve"
    card.organisation.save()
    for model in (DecisionMaker, Site, Introduction):
        assert model.objects.matching("verrerie").count() == 1, model
    assert DecisionMaker.objects.get(pk=card.pk).sort_name == "verrerie neuve"
    assert not Introduction.objects.matching("quais").exists()
    assert list(Introduction.objects.matching("vibralis verrerie")) == [row]


def test_a_site_that_moves_takes_its_card_along(card):
    Site.objects.filter(pk=card.site_id).update(commune_name="Darnétal")
    assert list(DecisionMaker.objects.matching("darnetal")) == [card]
    assert not DecisionMaker.objects.matching("oissel").exists()


def test_the_lab_of_the_startup_follows_it(cast):
    row = in_status(cast, "sent")
    assert Introduction.objects.get(pk=row.pk).startup_lab == cast.rouen
    cast.startup.lab = cast.nancy
    cast.startup.save()
    assert Introduction.objects.get(pk=row.pk).startup_lab == cast.nancy
    assert Introduction.objects.visible_to(cast.colleague).filter(pk=row.pk).exists()


def test_saving_an_old_copy_changes_nothing_of_it(cast):
    row = in_status(cast, "sent")
    stale = Introduction.objects.get(pk=row.pk)
    stale.startup_lab, stale.words = None, None
    stale.save()
    again = Introduction.objects.get(pk=row.pk)
    assert again.startup_lab == cast.rouen
    assert list(Introduction.objects.matching("vibralis")) == [row]


def test_several_counts_in_one_statement(cast, django_assert_num_queries):
    for status in ("sent", "sent", "queued"):
        in_status(
            cast,
            status,
            decision_maker=make_decision_maker(
                organisation=make_organisation(kind="industrial", lab=cast.rouen)
            ),
        )
    rows = Introduction.objects.order_by("pk")
    groups = [rows.filter(status=status) for status in ("sent", "queued", "closed")]
    with django_assert_num_queries(1):
        assert capped_counts([*groups, rows.none()], cap=100) == [2, 1, 0, 0]
    assert capped_counts(groups, cap=1) == [1, 1, 0]


def test_a_search_brings_its_count(card):
    found, count = found_first(DecisionMaker.objects.matching("elan"))
    assert (list(found), count) == ([card], 1)
    assert COUNT_CAP == 1000


def test_what_many_rows_have_is_sorted_apart(cast, rf, monkeypatch):
    monkeypatch.setattr("servindus.keyset.COUNT_CAP", 1)
    cards = [
        make_decision_maker(
            organisation=make_organisation(
                kind="industrial", lab=cast.rouen, name=f"Forge {name}"
            )
        )
        for name in "CABAD"
    ]
    others = DecisionMaker.objects.select_related("organisation", "site")
    found, count = found_first(others.matching("forge"))
    assert count == 2
    # Found once, sorted by themselves, joined with what they name when they are shown.
    shown = str(cut(found.order_by("sort_name", "pk"), 0, 2).query)
    assert shown.count("@@") == 1
    assert shown.count("= ANY (ARRAY(SELECT") == 1
    names, href = [], "/"
    while href:
        page = page_of(rf.get(href), found, by="sort_name", size=2)
        names += [str(row.organisation) for row in page.rows]
        href = page.pager.next_href
    assert names == ["Forge A", "Forge A", "Forge B", "Forge C", "Forge D"]
    last_first = page_of(rf.get("/"), found, by="sort_name", size=2, descending=True)
    assert [str(row.organisation) for row in last_first.rows] == ["Forge D", "Forge C"]
    assert {card.pk for card in cards} == {card.pk for card in found}


def test_a_desk_pages_what_many_rows_have(cast, client, monkeypatch):
    monkeypatch.setattr("servindus.keyset.COUNT_CAP", 1)
    for name in "BAC":
        make_organisation(kind="industrial", lab=cast.rouen, name=f"Forge {name}")
    client.force_login(cast.moderator)
    address = "/admin/programmes/organisation/?q=forge"
    with monkeypatch.context() as patched:
        patched.setattr(OrganisationAdmin, "list_per_page", 1)
        shown = client.get(address).context["cl"].result_list
    assert [row.name for row in shown] == ["Forge A"]
