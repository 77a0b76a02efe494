"""A list that found nothing shows what one corrected letter finds, and says so."""

from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from matchmaking.models import DecisionMaker
from tests.cast import make_decision_maker, make_organisation, make_site
from tests.matchmaking.checks import in_status
from tests.sheets import body

PEOPLE, SITES = "/annuaire/", "/annuaire/sites/"
DESK = "/admin/matchmaking/decisionmaker/"


@pytest.fixture
def plants(cast):
    """A card in each of two labs, and a plant without a contact."""
    for name, lab in (("Verrerie Quarzal", cast.rouen), ("Quarzel", cast.nancy)):
        plant = make_organisation(kind="industrial", lab=lab, name=name)
        make_decision_maker(organisation=plant, site=make_site(organisation=plant))
    alone = make_organisation(kind="industrial", lab=cast.rouen, name="Quarzil")
    make_site(organisation=alone)


def said(page):
    return unescape(page.content.decode()).replace("\xa0", " ")


# The reader, the list, what is typed and what is shown instead.
SHOWN = {
    PEOPLE: ("founder", "verrreie", "verrerie", 1),
    SITES: ("founder", "quarzl", "quarzil", 1),
    DESK: ("moderator", "quarzl", "quarzal", 1),
    "/admin/programmes/site/": ("moderator", "verrreie", "verrerie", 1),
    "/admin/programmes/organisation/": ("moderator", "verrreie", "verrerie", 1),
}


def href_of(page):
    context = page.context
    found = context.get("correction") or context["cl"].correction
    return found.href if found else None


@pytest.mark.parametrize("address", SHOWN)
def test_the_sentence_the_rows_and_the_way_to_the_corrected_search(
    client, cast, plants, address
):
    who, typed, text, count = SHOWN[address]
    client.force_login(getattr(cast, who))
    page = client.get(f"{address}?q={typed}")
    words = said(page)
    assert f"Rien pour « {typed} ». Voici ce que donne « <a href=" in words
    assert f">{text}</a> »." in words
    assert 'role="status"' in words
    assert f'value="{typed}"' in words
    target = href_of(page)
    assert f'href="{escape(target)}"' in page.content.decode()
    assert parse_qs(urlsplit(target).query) == {"q": [text]}
    again = client.get(target)
    assert "Rien pour" not in said(again)
    for shown in (page, again):
        if "cl" in shown.context:
            assert shown.context["cl"].result_count == count
        else:
            assert shown.context["total"] == count
            assert len(shown.context.get("cards") or shown.context["sites"]) == count


@pytest.mark.parametrize("address", SHOWN)
def test_a_search_that_finds_something_is_left_as_it_is(client, cast, plants, address):
    who, _typed, text, _count = SHOWN[address]
    client.force_login(getattr(cast, who))
    page = client.get(f"{address}?q={text}")
    assert "Rien pour" not in said(page)


def test_nothing_like_it_is_the_empty_list(client, cast, plants):
    client.force_login(cast.founder)
    page = client.get(f"{PEOPLE}?q=zzyzxqw")
    assert "Rien pour" not in said(page)
    assert page.context["total"] == 0
    assert page.context["exporter"] is None


def test_what_was_typed_is_written_as_text(client, cast, plants):
    client.force_login(cast.founder)
    page = client.get(PEOPLE, {"q": "<b>verrreie</b>"})
    # The angle brackets part the words; `b` is the beginning of none here.
    assert "Rien pour" not in said(page)
    page = client.get(PEOPLE, {"q": "<verrreie>"})
    assert "Rien pour « <verrreie> »" in said(page)
    assert "<verrreie>" not in page.content.decode()


def test_other_filters_stay_and_the_page_begins_again(client, cast, plants):
    client.force_login(cast.founder)
    page = client.get(f"{PEOPLE}?q=quarzl&laboratoire=nancy&apres=x")
    assert page.context["correction"].text == "quarzel"
    query = parse_qs(urlsplit(page.context["correction"].href).query)
    assert query == {"q": ["quarzel"], "laboratoire": ["nancy"]}


def test_another_labs_words_are_not_told(client, cast, plants):
    """The Rouen moderator has no card called Quarzel: not when mistyped, not at all."""
    client.force_login(cast.moderator)
    for typed in ("quarzel", "quarze", "quarzeel", "uqarzel"):
        for address in (PEOPLE, DESK):
            page = client.get(f"{address}?q={typed}")
            found = page.context.get("correction") or page.context.get("cl")
            found = getattr(found, "correction", found)
            assert "quarzel" not in str(found and found.text), (typed, address)
    # Typed exactly, the hidden word is answered as an unknown one is.
    told = [
        client.get(f"{PEOPLE}?q={typed}").context["correction"].text
        for typed in ("quarzel", "quarzul")
    ]
    assert told == ["quarzal", "quarzal"]


def test_a_trade_of_the_list_counts_too(client, cast):
    """A corrected word may also be a function: its people belong to the search."""
    plant = make_organisation(kind="industrial", lab=cast.rouen, name="Maintenance Sud")
    other = make_organisation(kind="industrial", lab=cast.rouen, name="Autre")
    make_decision_maker(organisation=plant, function="quality")
    make_decision_maker(organisation=other, function="maintenance")
    client.force_login(cast.founder)
    page = client.get(f"{PEOPLE}?q=maintenacne")
    same = client.get(page.context["correction"].href)
    assert page.context["total"] == same.context["total"] == 2


def test_requests_are_found_by_the_two_companies(client, cast):
    row = in_status(cast, "sent")
    client.force_login(cast.moderator)
    page = client.get("/admin/matchmaking/introduction/?file=toutes&q=vibralys")
    assert [found.pk for found in page.context["cl"].result_list] == [row.pk]


# --- Files and cost ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "typed", "kept", "left"),
    [
        (PEOPLE, "verrreie", "Quarzal", "Quarzel"),
        (SITES, "quarzl", "Quarzil", "Quarzal"),
        (DESK, "verrreie", "Quarzal", "Quarzel"),
    ],
)
def test_the_file_holds_what_is_shown(client, cast, plants, address, typed, kept, left):
    client.force_login(cast.moderator)
    page = client.get(f"{address}?q={typed}")
    href = page.context["exporter"].href
    answer = client.post(href, {"format": "csv"})
    text = body(answer).decode()
    assert kept in text
    assert left not in text
    assert len(text.strip().splitlines()) == 2
    # The file names the search whose rows it holds.
    instead = page.context.get("correction") or page.context["cl"].correction
    assert f"_{instead.text}.csv" in answer["Content-Disposition"]


# What a search may cost: found as typed, corrected, nothing like it.
COSTS = {
    PEOPLE: ("founder", 6, 7, 6),
    SITES: ("founder", 6, 7, 6),
    DESK: ("moderator", 6, 7, 6),
}


@pytest.mark.parametrize("address", COSTS)
def test_a_correction_costs_one_statement_when_nothing_is_found(
    client, cast, plants, address, django_assert_num_queries
):
    who, *costs = COSTS[address]
    client.force_login(getattr(cast, who))
    client.get(address)
    for typed, queries in zip(("quarz", "quarzl", "zzyzxqw"), costs, strict=True):
        with django_assert_num_queries(queries):
            client.get(f"{address}?q={typed}")
    assert DecisionMaker.objects.count() == 2
