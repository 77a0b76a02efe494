"""Answers kept ready: chosen without a script, edited before they are sent."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from matchmaking.models import AnswerTemplate
from tests.cast import fresh, make_membership
from tests.evidence import last_line, nothing_written
from tests.matchmaking.checks import desk, in_status

LIST = "admin:matchmaking_answertemplate_changelist"


def template(cast, **fields):
    fields = {
        "lab": cast.rouen,
        "act": "ask_info",
        "title": "La machine",
        "text_fr": "Quelle machine ?",
        "text_en": "Which machine?",
        **fields,
    }
    return AnswerTemplate.objects.create(**fields)


def change(row):
    return reverse("admin:matchmaking_answertemplate_change", args=[row.pk])


def test_it_fills_the_text_and_keeps_what_was_typed(client, cast):
    row = template(cast)
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    address = desk(introduction, "ask_info_introduction")
    with nothing_written():
        response = client.post(
            address, {"text": "Bonjour.", "template": row.pk, "fill": "1"}
        )
    form = response.context["form"]
    assert form.initial["text"] == "Bonjour.\n\nQuelle machine ?"
    assert not form.is_bound
    assert f'<option value="{row.pk}" selected>' in response.text
    # Once more changes nothing: the answer is there already.
    again = {"text": form.initial["text"], "template": row.pk, "fill": "1"}
    assert (
        client.post(address, again).context["form"].initial["text"]
        == (form.initial["text"])
    )


def test_an_address_fills_it_too(client, cast):
    row = template(cast)
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    address = desk(introduction, "ask_info_introduction")
    page = client.get(f"{address}?modele={row.pk}").text
    assert "Quelle machine ?</textarea>" in page
    for wrong in ("0", "abc", "9" * 40):
        assert client.get(f"{address}?modele={wrong}").status_code == 200


def test_it_is_edited_before_it_is_sent(client, cast):
    row = template(cast)
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    data = {"text": "Quelle machine, et où ?", "template": row.pk}
    address = desk(introduction, "ask_info_introduction")
    assert client.post(address, data).status_code == 302
    [remark] = fresh(introduction).remarks.all()
    assert remark.text == "Quelle machine, et où ?"


def test_a_refusal_brings_its_reason(client, cast):
    row = template(cast, act="reject", title="Masse", reject_code="mass_text")
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    response = client.post(
        desk(introduction, "reject_introduction"),
        {"text": "", "template": row.pk, "fill": "1"},
    )
    assert response.context["form"].initial["code"] == "mass_text"


def test_the_startups_language_is_used(client, cast):
    row = template(cast)
    introduction = in_status(cast, "submitted")
    cast.founder.language = "en"
    cast.founder.save()
    client.force_login(cast.moderator)
    address = desk(introduction, "ask_info_introduction")
    assert "Which machine?" in client.get(f"{address}?modele={row.pk}").text
    row.text_en = ""
    assert row.text_for("en") == "Quelle machine ?"


def test_other_labs_and_other_acts_are_not_offered(client, cast):
    other = template(cast, lab=cast.nancy, text_fr="De Nancy")
    reject = template(cast, act="reject", title="Refus", text_fr="Un refus")
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    address = desk(introduction, "ask_info_introduction")
    for row in (other, reject):
        page = client.get(f"{address}?modele={row.pk}")
        assert row.text_fr not in page.text
        assert "template" not in page.context["form"].fields


def test_staff_write_for_their_own_lab_alone(client, cast):
    client.force_login(cast.moderator)
    add = reverse("admin:matchmaking_answertemplate_add")
    data = {
        "lab": cast.rouen.pk,
        "act": "ask_info",
        "title": "Un cas",
        "reject_code": "",
        "text_fr": "Citez un cas.",
        "text_en": "",
    }
    assert client.post(add, {**data, "lab": cast.nancy.pk}).status_code == 200
    assert client.post(add, {**data, "text_fr": "x" * 301}).status_code == 200
    assert client.post(add, {**data, "reject_code": "tone"}).status_code == 200
    assert not AnswerTemplate.objects.exists()
    assert client.post(add, data).status_code == 302
    row = AnswerTemplate.objects.get()
    assert last_line(row).verb == "add_answer_template"
    assert client.post(change(row), {**data, "title": "Deux cas"}).status_code == 302
    assert fresh(row).title == "Deux cas"
    client.force_login(cast.colleague)
    assert client.get(change(row)).status_code == 404
    client.force_login(cast.moderator)
    delete = reverse("admin:matchmaking_answertemplate_delete", args=[row.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not AnswerTemplate.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("founder", 403), ("director", 403), ("liaison", 403), ("admin", 403)],
)
def test_nobody_else_has_the_desk(client, cast, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(reverse(LIST)).status_code == status


def test_the_list_costs_the_same_with_one_row_and_with_thirty(
    client, cast, django_assert_num_queries
):
    client.force_login(cast.moderator)
    template(cast)
    client.get(reverse(LIST))
    with django_assert_num_queries(6):
        client.get(reverse(LIST))
    for number in range(29):
        template(cast, title=f"Titre {number}")
    with django_assert_num_queries(6):
        client.get(reverse(LIST))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("answer_template_is_whole", {"text_fr": ""}),
        ("answer_template_is_whole", {"title": ""}),
        ("answer_template_reason_of_refusal", {"reject_code": "tone"}),
    ],
)
def test_the_database_refuses_half_an_answer(cast, name, fields):
    with pytest.raises(IntegrityError, match=name):
        template(cast, **fields)


def test_a_title_is_used_once_per_lab_and_act(cast):
    template(cast)
    template(cast, lab=cast.nancy)
    with (
        pytest.raises(IntegrityError, match="answer_template_title"),
        transaction.atomic(),
    ):
        template(cast)


def test_a_member_of_the_company_gets_no_text_either(client, cast):
    row = template(cast)
    introduction = in_status(cast, "submitted")
    make_membership(user=cast.second_moderator, organisation=cast.plant)
    client.force_login(cast.second_moderator)
    address = desk(introduction, "ask_info_introduction")
    assert client.get(f"{address}?modele={row.pk}").status_code == 403
