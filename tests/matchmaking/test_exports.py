"""Lists of the room as files: the screen's rows in its order, and nobody else's."""

from datetime import timedelta
from html import unescape

import pytest

from matchmaking.models import DecisionMaker
from servindus import clock
from servindus.models import JournalEntry
from tests.cast import (
    make_decision_maker,
    make_introduction,
    make_organisation,
    make_site,
)
from tests.matchmaking.checks import ALL, in_status
from tests.sheets import FORMATS, body, read, texts

LIST = "/mises-en-relation/"
OUT = "/exports/demandes/"
TITLES = ["Demande", "Entreprise", "Personne", "État", "Au tour de", "Échéance"]


def take(client, address, format="csv"):
    response = client.post(address, {"format": format})
    assert response.status_code == 200, response
    return read(format, body(response))


def on_screen(client, address):
    """Give the words of each row of the list, page after page."""
    found = []
    while address:
        page = client.get(address)
        found += page.context["rows"]
        address = page.context["pager"].next_href
    return [
        [row.title, str(row.sub), str(row.badge.label), str(row.who), row.due]
        for row in found
    ]


def as_on_screen(rows):
    """Give the cells of a file in the screen's arrangement."""
    return [
        [title, f"{company} · {person}", status, who, due]
        for title, company, person, status, who, due in rows[1:]
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_a_startup_takes_out_every_page_of_what_is_shown(client, cast, monday, format):
    for number in range(30):
        in_status(cast, "sent", due_on=clock.today() + timedelta(days=40 - number))
    in_status(cast, "queued", expected_on=None)
    client.force_login(cast.founder)
    shown = on_screen(client, f"{LIST}?vue=en-cours")
    rows = take(client, f"{OUT}?vue=en-cours", format)
    assert rows[0] == [
        "Demande",
        "Entreprise",
        "Personne",
        "État",
        "Au tour de",
        "Échéance",
    ]
    assert len(shown) == 31
    expected = [[*row[:4], row[4].isoformat() if row[4] else ""] for row in shown]
    assert as_on_screen(texts(rows)) == expected


@pytest.mark.parametrize("part", ["a-traiter", "en-cours", "terminees", "sans-suite"])
@pytest.mark.parametrize("who", ["founder", "director", "moderator"])
def test_each_part_of_each_reader_is_the_screens(client, cast, monday, who, part):
    for status in ALL:
        make_introduction(
            startup=make_organisation(lab=cast.rouen)
            if who == "director"
            else cast.startup,
            decision_maker=cast.manager_with_account
            if who == "director"
            else make_decision_maker(organisation=cast.plant),
            requested_by=cast.founder,
            status=status,
        )
    client.force_login(getattr(cast, who))
    shown = on_screen(client, f"{LIST}?vue={part}")
    assert shown
    rows = as_on_screen(texts(take(client, f"{OUT}?vue={part}")))
    assert rows == [[*row[:4], row[4].isoformat() if row[4] else ""] for row in shown]


@pytest.mark.parametrize(
    "word", ["", "?vue=", "?vue=nonsense", "?vue='; DROP", "?apres=x"]
)
def test_an_unknown_part_gives_what_the_list_gives(client, cast, word):
    in_status(cast, "sent")
    in_status(cast, "closed")
    client.force_login(cast.founder)
    shown = on_screen(client, LIST + word)
    assert len(shown) == 1
    assert [row[0] for row in take(client, OUT + word)[1:]] == [shown[0][0]]


def test_the_buttons_carry_the_part_that_is_shown(client, cast):
    in_status(cast, "sent")
    client.force_login(cast.founder)
    page = client.get(f"{LIST}?apres=nonsense")
    assert page.context["exporter"].href == f"{OUT}?vue=en-cours"
    text = page.content.decode()
    assert f'method="post" action="{OUT}?vue=en-cours"' in text
    for format in FORMATS:
        assert f'name="format" value="{format}"' in text


def test_every_part_at_once_is_the_whole_list(client, cast):
    for status in ALL:
        in_status(
            cast, status, decision_maker=make_decision_maker(organisation=cast.plant)
        )
    client.force_login(cast.founder)
    assert len(on_screen(client, f"{LIST}?vue=toutes")) == len(ALL)
    assert len(take(client, f"{OUT}?vue=toutes")) == len(ALL) + 1


# --- Whose rows -------------------------------------------------------------------


def secret(cast):
    """Make a request between strangers, in another lab."""
    plant = make_organisation(kind="industrial", lab=cast.nancy, name="Usine lointaine")
    return make_introduction(
        startup=cast.other_startup,
        decision_maker=make_decision_maker(organisation=plant),
        requested_by=cast.other_founder,
        subject="Canari de Nancy",
    )


@pytest.mark.parametrize("who", ["founder", "director", "moderator"])
def test_another_labs_rows_are_never_inside(client, cast, who):
    secret(cast)
    in_status(cast, "sent", decision_maker=cast.manager_with_account)
    client.force_login(getattr(cast, who))
    for part in ("", "?vue=toutes", "?vue=en-cours"):
        response = client.post(OUT + part, {"format": "csv"})
        text = body(response).decode()
        assert "Canari" not in text
        assert "lointaine" not in text
    client.force_login(cast.colleague)
    # The right is missing: the colleague is no lead.
    assert client.post(OUT, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("status", ["sent", "accepted", "closed", "declined"])
@pytest.mark.parametrize("format", FORMATS)
def test_no_file_holds_contact_details(client, cast, status, format):
    card = make_decision_maker(
        organisation=cast.plant,
        email="canari@usine.example",
        family_name="Canaritch",
        phone="+33 6 99 99 99 99",
    )
    in_status(cast, status, decision_maker=card)
    client.force_login(cast.founder)
    rows = take(client, f"{OUT}?vue=toutes", format)
    assert len(rows) == 2
    text = str(rows)
    for word in ("canari@", "Canaritch", "99 99", cast.founder.email):
        assert word not in text


def test_an_unsettled_answer_is_no_news_in_a_file(client, cast):
    later = clock.now() + timedelta(minutes=5)
    in_status(cast, "accepted", settles_at=later, contacts_revealed_at=later)
    client.force_login(cast.founder)
    [_titles, row] = take(client, f"{OUT}?vue=en-cours")
    assert row[3] == "Réponse attendue"


def test_staff_only_reasons_are_in_no_file(client, cast):
    in_status(cast, "declined", decline_private="Canari privé")
    for who in ("founder", "moderator"):
        client.force_login(getattr(cast, who))
        assert "Canari" not in str(take(client, f"{OUT}?vue=toutes"))


RIGHTS = {
    "founder": (200, 403, 403),
    "director": (200, 403, 403),
    "moderator": (200, 200, 200),
    "second_moderator": (403, 403, 403),
    "colleague": (403, 403, 403),
    "admin": (200, 200, 200),
    "liaison": (403, 403, 403),
    "stranger": (403, 403, 403),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_who_may_take_which_list_out(client, cast, who):
    client.force_login(getattr(cast, who))
    for slug, status in zip(
        ("demandes", "annuaire", "sites"), RIGHTS[who], strict=True
    ):
        response = client.post(f"/exports/{slug}/", {"format": "csv"})
        assert response.status_code == status, slug
        if status == 200:
            assert body(response)


def test_whoever_may_not_sees_no_button(client, cast):
    in_status(cast, "submitted")
    client.force_login(cast.second_moderator)
    for address in (LIST, "/annuaire/", "/admin/matchmaking/introduction/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "/exporter/" not in page.content.decode()
        assert "/exports/demandes" not in page.content.decode()
    client.force_login(cast.founder)
    assert client.get("/annuaire/").context["exporter"] is None


# --- The directory ----------------------------------------------------------------


def fill_directory(cast):
    for name in ("Papeterie", "Acierie", "=HYPERLINK()"):
        company = make_organisation(kind="industrial", lab=cast.rouen, name=name)
        make_decision_maker(
            organisation=company,
            site=make_site(organisation=company),
            name_visible=True,
        )
    far = make_organisation(kind="industrial", lab=cast.nancy, name="Lointaine")
    make_decision_maker(organisation=far)


@pytest.mark.parametrize(
    "query", ["", "?q=papet", "?fonction=production&q=acier", "?laboratoire=nowhere"]
)
def test_the_directory_leaves_as_it_is_filtered(client, cast, query):
    fill_directory(cast)
    client.force_login(cast.moderator)
    page = client.get(f"/annuaire/{query}")
    shown = [
        [
            card["object"].public_name,
            card["object"].place,
            *card["forecast"],
        ]
        for card in page.context["cards"]
    ]
    assert shown
    rows = take(client, f"/exports/annuaire/{query}", "ods")
    assert [[row[0], row[2], row[5], row[6]] for row in rows[1:]] == shown
    assert "Lointaine" not in str(rows)
    # Also on the screen: a lab's staff see their own lab's cards.
    assert "Lointaine" not in page.content.decode()


def test_a_startup_reads_the_directory_of_all_labs(client, cast):
    fill_directory(cast)
    client.force_login(cast.founder)
    assert "Lointaine" in client.get("/annuaire/").content.decode()


def test_topics_are_all_there_where_the_page_has_room_for_three(client, cast):
    from programmes.models import Topic

    card = make_decision_maker(organisation=cast.plant)
    topics = list(Topic.objects.filter(is_open=True)[:5])
    card.wanted_topics.set(topics)
    client.force_login(cast.moderator)
    [titles, row] = take(client, "/exports/annuaire/", "xlsx")
    assert row[titles.index("Thèmes")] == ", ".join(topic.name for topic in topics)


def test_sites_without_a_contact_leave_as_they_are_shown(client, cast):
    for name in ("Verre", "Acier", "Bois"):
        make_site(
            organisation=make_organisation(kind="industrial", lab=cast.rouen, name=name)
        )
    client.force_login(cast.moderator)
    page = client.get("/annuaire/sites/?laboratoire=rouen")
    shown = [
        [row["site"].name, row["commune"], str(row["activity"]).lower(),
         str(row["source"]), str(row["year"]), row["site"].lab.name]
        for row in page.context["sites"]
    ]  # fmt: skip
    assert len(shown) == 3
    assert take(client, "/exports/sites/?laboratoire=rouen")[1:] == shown


# --- What is written down ---------------------------------------------------------


def test_the_journal_says_who_what_which_filters_and_how_many(client, cast):
    fill_directory(cast)
    client.force_login(cast.moderator)
    response = client.post(
        "/exports/annuaire/?q=Papeterie&laboratoire=rouen&fonction=nonsense",
        {"format": "xlsx"},
    )
    content = body(response)
    asked, done = JournalEntry.objects.filter(verb__endswith="_export").order_by("pk")
    assert (asked.verb, asked.user, asked.channel) == (
        "request_export", cast.moderator, "portal",
    )  # fmt: skip
    assert asked.details == {
        "dataset": "directory",
        "format": "xlsx",
        # What was typed may be somebody's name, and the journal never changes.
        "filters": {"q": "*", "laboratoire": "rouen"},
    }
    from hashlib import sha256

    assert (done.verb, done.source, done.target) == ("finish_export", "waiting", "done")
    assert done.details == {
        "dataset": "directory",
        "format": "xlsx",
        "rows": 1,
        "digest": sha256(content).hexdigest(),
    }
    name = response.headers["Content-Disposition"]
    day = clock.today().isoformat()
    assert name == f'attachment; filename="annuaire_{day}_papeterie-rouen.xlsx"'


def test_the_file_says_its_filters_in_words(client, cast):
    from tests.sheets import xlsx_about

    fill_directory(cast)
    client.force_login(cast.moderator)
    response = client.post(
        "/exports/annuaire/?q=papet&laboratoire=rouen", {"format": "xlsx"}
    )
    about = xlsx_about(body(response))
    assert about["Liste"] == "Annuaire"
    assert about["Métier, entreprise ou commune"] == "papet"
    assert about["Laboratoire"] == "Rouen"
    assert "Exportée le" in about


def test_a_page_holds_what_a_cell_holds_when_it_looks_like_a_formula(client, cast):
    fill_directory(cast)
    client.force_login(cast.moderator)
    page = unescape(client.get("/annuaire/?q=hyperlink").content.decode())
    assert "=HYPERLINK()" in page
    [_titles, row] = take(client, "/exports/annuaire/?q=hyperlink")
    assert row[2].startswith("'=HYPERLINK()")
    [_titles, row] = take(client, "/exports/annuaire/?q=hyperlink", "xlsx")
    assert row[2].startswith("=HYPERLINK()")
    assert DecisionMaker.objects.count() == 4
