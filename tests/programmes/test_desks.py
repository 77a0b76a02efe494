"""The desks: who sees which, acts as buttons, no query per row, no typed status."""

import inspect

import pytest
from django.contrib import admin
from django.urls import reverse

from programmes.models import Invitation, Lab, Membership, Organisation, Site
from servindus import clock
from servindus.admin_base import MOST_COUNTED, CappedPaginator, LabAdmin
from servindus.workflow import acts_of
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

pytestmark = pytest.mark.django_db

LISTS = [
    "organisation", "site", "membership", "invitation", "lab", "programme", "topic",
    "importrun",
]  # fmt: skip


def page(name, *args):
    return reverse(f"admin:programmes_{name}", args=args)


@pytest.mark.parametrize("name", LISTS)
def test_staff_open_every_list_and_others_none(client, moderator, founder, name):
    address = page(f"{name}_changelist")
    assert client.get(address).status_code == 302
    client.force_login(founder)
    assert client.get(address, follow=True).status_code == 403
    client.force_login(moderator)
    assert client.get(address).status_code == 200


def fill(rouen, count):
    for _ in range(count):
        company = make.organisation(lab=rouen, kind="industrial")
        Site.objects.create(organisation=company, name="Plant", lab=rouen)
        make.membership(
            user=make.person(), organisation=make.organisation(lab=rouen),
            status="pending",
        )  # fmt: skip
        Invitation.objects.create(
            organisation=company, email=make.person().email,
            invited_by=make.person(), expires_at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "queries"),
    [("organisation", 6), ("site", 6), ("membership", 6), ("invitation", 6)],
)
def test_the_same_few_queries_with_one_row_and_with_thirty(
    client, moderator, rouen, name, queries, django_assert_max_num_queries
):
    client.force_login(moderator)
    fill(rouen, 1)
    client.get(page(f"{name}_changelist"))
    with django_assert_max_num_queries(queries) as few:
        client.get(page(f"{name}_changelist"))
    fill(rouen, 29)
    with django_assert_max_num_queries(queries) as many:
        client.get(page(f"{name}_changelist"))
    assert len(few) == len(many)


def test_every_desk_uses_the_base_class_and_reads_the_status():
    for model, desk in admin.site._registry.items():
        if model._meta.app_label == "programmes":
            assert isinstance(desk, LabAdmin)
            names = {field.name for field in model._meta.get_fields()}
            if "status" in names:
                request = type("Request", (), {"user": make.person()})()
                assert "status" in desk.get_readonly_fields(request, None)


def test_the_count_is_capped():
    assert CappedPaginator(list(range(7)), 5).count == 7
    rows = Organisation.objects.order_by("pk")
    assert CappedPaginator(rows, 5).count == rows.count()
    assert MOST_COUNTED == 1000


def test_search_knows_words_beginnings_and_numbers(client, moderator, rouen):
    client.force_login(moderator)
    make.organisation(lab=rouen, name="Câblerie des Deux-Rives", siren="732829320")
    make.organisation(lab=rouen, name="Huilerie")
    for words in ("cabl", "deux rives", "RIVES", "732829320", "73282932000074"):
        found = client.get(page("organisation_changelist"), {"q": words})
        assert [row.name for row in found.context["cl"].result_list] == [
            "Câblerie des Deux-Rives"
        ]


def test_autocomplete_shows_what_one_may_see(client, moderator, founder):
    make.organisation(name="Zanzibar")
    look = reverse("admin:pick", args=["programmes", "organisation", "parent"])
    client.force_login(founder)
    assert client.get(look, {"q": "zanz"}).status_code == 403
    client.force_login(moderator)
    found = client.get(look, {"q": "zanz"}).context["options"]
    assert [label for _value, label, _chosen in found] == ["Aucun", "Zanzibar"]


def test_requests_to_confirm_come_first(client, moderator, asked, founder):
    client.force_login(moderator)
    address = page("membership_changelist")
    assert list(client.get(address).context["cl"].result_list) == [asked]
    everything = client.get(address, {"part": "toutes"}).context["cl"].result_list
    assert set(everything) == set(Membership.objects.visible_to(moderator))


def test_an_unproven_address_does_not_wait(client, moderator, asked, newcomer):
    newcomer.emailaddress_set.update(verified=False)
    client.force_login(moderator)
    shown = client.get(page("membership_changelist")).context["cl"].result_list
    assert list(shown) == []


def test_confirm_by_the_button(client, moderator, asked):
    client.force_login(moderator)
    detail = client.get(page("membership_change", asked.pk))
    buttons = {act.href for act in detail.context["acts"]}
    act = page("membership_act", asked.pk, "confirm_membership")
    assert act in buttons

    shown = client.get(act)
    assert shown.status_code == 200
    assert str(asked.organisation) in shown.content.decode()
    asked.refresh_from_db()
    assert asked.status == "pending"

    assert client.post(act).status_code == 302
    assert client.post(act).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "active"
    assert owed() == {("membership_confirmed", "newcomer@example.org")}
    from servindus.models import JournalEntry

    assert JournalEntry.objects.about(asked).get().channel == "admin"


def test_a_file_that_has_moved_answers_409_with_the_text(client, moderator, asked):
    from programmes.actions import confirm_membership

    client.force_login(moderator)
    confirm_membership(asked, by=make.staff("rouen"))
    act = page("membership_act", asked.pk, "refuse_membership")
    response = client.post(act, {"reason": "my words"})
    assert response.status_code == 409
    assert "my words" in response.content.decode()


def test_other_labs_and_unknown_acts(client, colleague, asked, moderator, stranger):
    act = page("membership_act", asked.pk, "confirm_membership")
    client.force_login(colleague)
    assert client.post(act).status_code == 404
    client.force_login(moderator)
    assert client.post(page("membership_act", asked.pk, "nonsense")).status_code == 404
    assert client.get(page("membership_change", 999_999)).status_code == 404


def test_in_sight_but_not_allowed_is_403(client, colleague, new_startup):
    client.force_login(colleague)
    assert client.get(page("organisation_change", new_startup.pk)).status_code == 200
    act = page("organisation_act", new_startup.pk, "confirm_organisation")
    assert client.post(act).status_code == 403
    change = page("organisation_change", new_startup.pk)
    assert client.post(change, {"name": "Mine"}).status_code == 403


def form_of(response):
    form = response.context["adminform"].form
    return {
        name: value if (value := form[name].value()) is not None else ""
        for name in form.fields
    }


def inline_counts(response):
    return {
        f"{formset.formset.prefix}-{part}_FORMS": 0
        for formset in response.context["inline_admin_formsets"]
        for part in ("TOTAL", "INITIAL")
    }


def test_a_change_is_journalled_and_a_status_cannot_be_typed(
    client, moderator, startup
):
    client.force_login(moderator)
    address = page("organisation_change", startup.pk)
    shown = client.get(address)
    data = {**form_of(shown), **inline_counts(shown)}
    assert "status" not in data
    assert "kind" not in data
    data |= {"name": "Vibralis SAS", "status": "refused", "kind": "agency"}
    assert client.post(address, data).status_code == 302
    startup.refresh_from_db()
    assert (startup.name, startup.status, startup.kind) == (
        "Vibralis SAS", "verified", "startup",
    )  # fmt: skip
    assert lines(startup) == [("change_organisation", "", "", moderator.email)]
    history = client.get(page("organisation_history", startup.pk))
    assert moderator.full_name in history.content.decode()


def test_staff_add_companies_to_their_own_lab_only(client, moderator):
    client.force_login(moderator)
    form = client.get(page("organisation_add")).context["adminform"].form
    kinds = {value for value, _ in form.fields["kind"].choices}
    assert kinds == {"", "startup", "industrial", "network"}
    assert [lab.slug for lab in form.fields["lab"].queryset] == ["rouen"]


def test_only_the_programme_names_operators(client, moderator):
    rouen = Lab.objects.get(slug="rouen")
    client.force_login(moderator)
    shown = client.get(page("lab_change", rouen.pk))
    assert "operator" not in shown.context["adminform"].form.fields
    client.force_login(make.programme_admin())
    shown = client.get(page("lab_change", rouen.pk))
    assert "operator" in shown.context["adminform"].form.fields


def test_another_labs_page_is_read_only(client, moderator):
    nancy = Lab.objects.get(slug="nancy")
    client.force_login(moderator)
    assert client.get(page("lab_change", nancy.pk)).status_code == 200
    assert client.post(page("lab_change", nancy.pk), {}).status_code == 403


def test_nobody_deletes(client, moderator, startup):
    client.force_login(moderator)
    assert client.post(page("organisation_delete", startup.pk)).status_code == 403
    root = make.person(is_superuser=True)
    client.force_login(root)
    assert client.post(page("organisation_delete", startup.pk)).status_code == 403


def test_invite_from_the_desk(client, moderator, startup):
    client.force_login(moderator)
    act = page("organisation_act", startup.pk, "invite_member")
    assert client.get(act).status_code == 200
    data = {"email": "zoe@x.example", "role": "lead"}
    assert client.post(act, data).status_code == 302
    assert owed() == {("member_invited", "zoe@x.example")}


@pytest.fixture
def three(rouen):
    return [
        make.membership(
            user=make.person(),
            organisation=make.organisation(lab=rouen, status="pending"),
            status="pending",
        )
        for _ in range(3)
    ]


def test_several_rows_at_once_with_a_result_per_row(client, moderator, three):
    from programmes.actions import refuse_membership

    client.force_login(moderator)
    address = page("membership_changelist")
    data = {
        "action": "confirm_membership",
        "_selected_action": [row.pk for row in three],
    }
    asked = client.post(address, data)
    assert asked.status_code == 200
    assert asked.context["results"] is None
    assert Membership.objects.to_confirm().count() == 3

    refuse_membership(three[0], by=moderator, reason="No")
    everything = f"{address}?part=toutes"
    done = client.post(everything, {**data, "bulk_confirmed": "1"})
    assert [not result.is_done for result in done.context["results"]] == [
        True, False, False,
    ]  # fmt: skip
    statuses = Membership.objects.filter(pk__in=[row.pk for row in three])
    assert sorted(statuses.values_list("status", flat=True)) == [
        "active", "active", "ended",
    ]  # fmt: skip


def test_several_rows_need_the_reason_once(client, moderator, three):
    client.force_login(moderator)
    data = {
        "action": "refuse_membership",
        "_selected_action": [row.pk for row in three],
        "bulk_confirmed": "1",
    }
    address = page("membership_changelist")
    assert client.post(address, data).context["results"] is None
    assert client.post(address, {**data, "reason": "Full"}).context["results"]
    assert Membership.objects.filter(refusal="Full").count() == 3


def test_several_rows_of_others_are_not_touched(client, moderator, rouen):
    mine = make.organisation(lab=rouen)
    make.membership(user=moderator, organisation=mine)
    request = make.membership(user=make.person(), organisation=mine, status="pending")
    client.force_login(make.fresh(moderator))
    data = {
        "action": "confirm_membership",
        "_selected_action": [request.pk],
        "bulk_confirmed": "1",
    }
    done = client.post(page("membership_changelist"), data)
    [result] = done.context["results"]
    assert result.reason
    request.refresh_from_db()
    assert request.status == "pending"


def test_the_desk_of_people_opens_and_is_taken_out(client):
    client.force_login(make.programme_admin(email="admin@programme.example"))
    assert client.get("/admin/servindus/user/").status_code == 200
    taken = client.post("/admin/servindus/user/exporter/", {"format": "csv"})
    assert taken.status_code == 200
    assert "admin@programme.example" in b"".join(taken).decode("utf-8-sig")


def _wanted(act) -> set[str]:
    """Give what the body of an act must be told; whatever has a default is not."""
    found = inspect.signature(act.body).parameters.values()
    return {
        one.name
        for one in found
        if one.kind == one.KEYWORD_ONLY and one.default is one.empty
    } | {"values" for one in found if one.kind == one.VAR_KEYWORD}


def test_each_button_of_a_desk_asks_what_its_act_takes() -> None:
    """A button without its form would call the act with too little: a failure."""
    bare = {
        f"{model.__name__}: {act.name}"
        for model, desk in admin.site._registry.items()
        if isinstance(desk, LabAdmin)
        and model._meta.app_label == "programmes"
        and type(desk).get_act_form is LabAdmin.get_act_form
        for act in acts_of(model)
        if _wanted(act) and act.name not in {*desk.hidden_acts, *desk.act_forms}
    }
    assert bare == set()
