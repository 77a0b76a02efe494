"""The pages of a sitting while it is held: one file at a time, nothing lost."""

import pytest
from django.urls import reverse

from blockers import actions
from blockers.models import Escalation
from tests.blockers import escalations as stories
from tests.blockers.escalation_pages import REFUSAL, faults
from tests.blockers.sittings import (
    item_of,
    on_the_day,
    planned,
)
from tests.cast import fresh
from tests.evidence import journal, nothing_written

LIST = reverse("blockers:sitting_list")
PLAN = reverse("blockers:plan_sitting")
QUEUE = reverse("blockers:escalation_list")
PAGES = (
    "sitting_detail", "edit_sitting", "cancel_sitting", "close_sitting",
    "sitting_agenda", "sitting_minutes",
)  # fmt: skip
FILE_PAGES = ("sitting_file", "adjourn_sitting", "note_sitting")


def page(sitting, name, item=None):
    args = [sitting.public_id, *([item.public_id] if item else [])]
    return reverse(f"blockers:{name}", args=args)


def every_page(sitting):
    item = item_of(sitting)
    return [
        *(page(sitting, name) for name in PAGES),
        *(page(sitting, name, item) for name in FILE_PAGES),
    ]


def ticks(*rows, day="2026-09-21", **more):
    """Give what the form of an agenda sends: these files, in this order."""
    data = {"held_on": day, **more}
    for place, row in enumerate(rows, start=1):
        data |= {f"on_{row.pk}": "on", f"place_{row.pk}": str(place)}
    return data


# --- During ---------------------------------------------------------------------------


def test_one_file_at_a_time_with_the_way_back_and_on(client, cast):
    rows = [stories.acknowledged(cast) for _n in range(3)]
    sitting = planned(cast, rows)
    first, second, third = sitting.items.on_agenda().select_related("sitting")
    client.force_login(cast.liaison)
    with on_the_day():
        response = client.get(second.get_absolute_url())
    assert "Dossier 2 sur 3" in response.text
    assert response.context["previous"].pk == first.pk
    assert response.context["next"].pk == third.pk
    assert "Câblerie du Quai" in response.text
    for name in ("adjourn_sitting", "note_sitting"):
        assert page(sitting, name, second) in response.text
    back = f"?seance={second.public_id}"
    for name in ("request_info_escalation", "forward_escalation"):
        address = reverse(f"blockers:{name}", args=[rows[1].public_id])
        assert f'href="{address}{back}"' in response.text


def test_an_answer_leads_back_to_the_sitting(client, cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    item = item_of(sitting)
    client.force_login(cast.liaison)
    with on_the_day():
        [ask] = client.get(item.get_absolute_url()).context["asks"]
        page_of_answer = client.get(ask.href)
        assert page_of_answer.context["page"].back == item.get_absolute_url()
        response = client.post(ask.href, REFUSAL)
        assert (response.status_code, response.url) == (302, item.get_absolute_url())
        shown = client.get(item.get_absolute_url())
    assert shown.context["outcome"].label == "Décidé"
    assert shown.context["acts"] == []


@pytest.mark.parametrize("seance", ["", "x", "9" * 400])
def test_a_way_back_that_is_none_leads_to_the_file(client, cast, seance):
    row = stories.acknowledged(cast)
    client.force_login(cast.liaison)
    address = reverse("blockers:request_info_escalation", args=[row.public_id])
    response = client.get(address, {"seance": seance})
    assert response.status_code == 200
    assert response.context["page"].back == row.get_absolute_url()


def test_another_authoritys_sitting_is_no_way_back(client, cast):
    row = stories.acknowledged(cast)
    item = item_of(planned(cast, [row]))
    row = actions.forward_escalation(
        row, by=cast.liaison, authority=cast.authority, text="À eux."
    )
    theirs = Escalation.objects.get(forwarded_from=row)
    client.force_login(cast.second_liaison)
    address = reverse("blockers:acknowledge_escalation", args=[theirs.public_id])
    response = client.get(address, {"seance": str(item.public_id)})
    assert response.context["page"].back == theirs.get_absolute_url()


def test_a_file_is_adjourned_once_and_a_note_kept(client, cast):
    sitting = planned(cast)
    item = item_of(sitting)
    client.force_login(cast.liaison)
    with on_the_day():
        address = page(sitting, "adjourn_sitting", item)
        seen = client.get(address).context["form"]["seen"].value()
        with nothing_written():
            assert faults(client.post(address, {"seen": seen})) == {"reason"}
        data = {"seen": seen, "reason": "L’expert manque.", "note": "Trois avis."}
        for _click in range(2):
            response = client.post(address, data)
            assert (response.status_code, response.url) == (
                302, item.get_absolute_url(),
            )  # fmt: skip
        shown = client.get(item.get_absolute_url())
        note = page(sitting, "note_sitting", item)
        form = shown.context["note_form"]
        assert form["note"].value() == "Trois avis."
        data = {"seen": form["seen"].value(), "note": "Deux.", "note_shared": "on"}
        assert client.post(note, data).status_code == 302
    item = fresh(item)
    assert (item.outcome, item.reason) == ("adjourned", "L’expert manque.")
    assert (item.note, item.note_shared) == ("Deux.", True)
    verbs = [line[0] for line in journal(sitting)]
    assert verbs == ["plan_sitting", "adjourn_sitting", "note_sitting"]


def test_a_colleagues_note_is_shown_before_it_is_written_over(client, cast):
    sitting = planned(cast)
    item = item_of(sitting)
    client.force_login(cast.liaison)
    address = page(sitting, "note_sitting", item)
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, {"seen": seen, "note": "Le mot de la collègue."})
    client.get(item.get_absolute_url())
    with nothing_written():
        response = client.post(address, {"seen": seen, "note": "Le mien."})
    assert response.status_code == 409
    assert "Le mot de la collègue." in response.text
    form = response.context["form"]
    assert form["note"].value() == "Le mien."
    data = {"seen": form["seen"].value(), "note": "Le mien."}
    assert client.post(address, data).status_code == 302
    assert fresh(item).note == "Le mien."


def test_pages_that_have_aged_say_so(client, cast):
    """Recalled meanwhile, taken off meanwhile, closed meanwhile: nothing is lost."""
    row, other = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [row, other])
    item, second = sitting.items.on_agenda().select_related("sitting")
    client.force_login(cast.liaison)
    address = page(sitting, "adjourn_sitting", item)
    seen = client.get(address).context["form"]["seen"].value()
    typed = {"seen": seen, "reason": "Un motif tapé."}
    actions.recall_blocker(row.blocker, by=cast.moderator, text="Un fait nouveau.")
    with on_the_day():
        with nothing_written():
            response = client.post(address, typed)
        assert response.status_code == 409
        assert "Un motif tapé." in response.text
        shown = client.get(item.get_absolute_url())
        assert shown.context["outcome"].label == "Retiré par le laboratoire"
        assert "Un fait nouveau." in shown.text
        # Taken off the agenda: the page leads to what is left.
        edit = page(sitting, "edit_sitting")
        version = client.get(edit).context["form"]["seen"].value()
        assert client.post(edit, ticks(other, seen=version)).status_code == 302
        assert client.get(item.get_absolute_url()).url == sitting.get_absolute_url()
        client.get(sitting.get_absolute_url())
        with nothing_written():
            assert client.post(address, typed).status_code == 409
        actions.close_sitting(sitting, by=cast.liaison, chair="A", rest_reason="B.")
        assert client.get(second.get_absolute_url()).url == sitting.get_absolute_url()
        late = page(sitting, "adjourn_sitting", second)
        with nothing_written():
            assert client.post(late, {"reason": "Trop tard."}).status_code == 409
