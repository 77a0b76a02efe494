"""Lists of desks: each cell knows its column, an empty list says what will come."""

import pytest
from django.contrib import admin
from django.urls import reverse

from servindus import admin_list
from servindus.search import prefix_query
from servindus.templatetags.desks import column_names, named_cells
from tests.programmes import factories as make

pytestmark = pytest.mark.django_db

ORGANISATIONS = reverse("admin:programmes_organisation_changelist")


def test_each_cell_carries_the_name_of_its_column(client, moderator, rouen):
    make.organisation(lab=rouen, name="Forge du Robec", siren="732829320")
    client.force_login(moderator)
    text = client.get(ORGANISATIONS).content.decode()
    body = text[text.index("<tbody>", text.index('id="result_list"')) :]
    assert '<td data-label="SIREN" class="field-siren">732829320</td>' in body
    # An empty cell has no name: a phone leaves it out.
    empty = body.index('">-</td>')
    assert "data-label" not in body[body.rindex("<td", 0, empty) : empty]
    assert '<th data-label="Nom" class="field-name">' in body


def test_names_are_escaped_and_a_box_has_none():
    headers = [
        {"text": "<input>", "class_attrib": ' class="action-checkbox-column"'},
        {"text": 'a "b"', "class_attrib": ' class="column-a"'},
    ]
    names = column_names(headers)
    assert names == ["", ' data-label="A &quot;b&quot;"']
    cells = ['<td class="x"><input></td>', '<td class="y"><b>1</b></td>']
    assert named_cells(cells, names) == (
        '<td class="x"><input></td>'
        '<td data-label="A &quot;b&quot;" class="y"><b>1</b></td>'
    )


def test_a_search_that_finds_nothing_leads_back(client, moderator):
    client.force_login(moderator)
    page = client.get(ORGANISATIONS, {"q": "zzzz"})
    assert "Rien ne correspond" in page.content.decode()
    assert "Rien ne correspond" not in client.get(ORGANISATIONS).content.decode()


@pytest.mark.parametrize(
    ("desk", "words"),
    [
        ("programmes_duplicate", "Chaque nuit"),
        ("programmes_importrun", "montré avant d’écrire"),
        ("programmes_columnmapping", "ce qu’elles contiennent"),
        ("matchmaking_answertemplate", "se modifient avant de partir"),
        ("matchmaking_introduction", "Toutes les demandes sont lues"),
    ],
)
def test_an_empty_desk_says_what_will_come(client, moderator, desk, words):
    client.force_login(moderator)
    page = client.get(reverse(f"admin:{desk}_changelist"))
    assert words in page.content.decode()


def test_a_list_that_is_not_counted_to_its_end_says_so(
    client, moderator, rouen, monkeypatch
):
    for _ in range(2):
        make.organisation(lab=rouen)
    client.force_login(moderator)
    assert "ou plus" not in client.get(ORGANISATIONS).content.decode()
    monkeypatch.setattr(admin_list, "MOST_COUNTED", 2)
    assert "organisations ou plus" in client.get(ORGANISATIONS).content.decode()


SCATTERED = [
    desk
    for desk in admin.site._registry.values()
    if getattr(desk, "words_are_scattered", False)
]


@pytest.mark.parametrize("desk", SCATTERED, ids=lambda desk: desk.opts.model_name)
def test_a_desk_that_walks_for_words_finds_by_them_alone_in_an_index_s_order(desk):
    rows = desk.model._default_manager.all()
    by_words = rows.filter(**{rows.found_by: prefix_query("forge")})
    assert rows.matching("forge").query.where == by_words.query.where
    order = [name.replace("pk", "id") for name in desk.ordering]
    assert order in [index.fields for index in desk.model._meta.indexes]


def test_a_table_of_a_form_has_no_nameless_head(client, moderator, rouen):
    company = make.organisation(lab=rouen)
    client.force_login(moderator)
    page = client.get(
        reverse("admin:programmes_organisation_change", args=[company.pk])
    )
    text = page.content.decode()
    assert '<td class="original"></td>' in text
    assert '<th class="original">' not in text
    assert "<th></th>" not in text


def test_an_empty_name_of_a_field_is_none(client, moderator, rouen):
    row = make.organisation(lab=rouen, name="Forge du Robec")
    page = reverse("admin:programmes_organisation_change", args=[row.pk])
    client.force_login(moderator)
    assert client.get(f"{page}?_to_field=").status_code == 200
    assert client.post(page, {"_to_field": "", "name": ""}).status_code == 200
    assert client.get(f"{page}?_to_field=nonsense").status_code == 400


@pytest.mark.parametrize("mark", ["", "&e=1", "&e=caf%E9&e=2"])
def test_filters_that_cannot_be_read_lead_to_the_list(client, cast, mark):
    client.force_login(cast.admin)
    page = client.get(f"/admin/servindus/user/?is_active__exact=x{mark}")
    assert (page.status_code, page["Location"]) == (302, "/admin/servindus/user/?e=1")
    assert client.get(page["Location"]).status_code == 200
