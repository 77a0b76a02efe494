"""The pages of a sitting: who reads them, what they show, what a click does once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from blockers import actions
from blockers.models import Sitting
from servindus import clock
from tests.blockers import escalations as stories
from tests.blockers.escalation_pages import EVERYBODY, faults, reads
from tests.blockers.sittings import (
    DAY,
    adjourned,
    cancelled,
    held,
    item_of,
    on_the_day,
    planned,
)
from tests.cast import MONDAY, fresh, make_membership
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import reading_writes_nothing

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


# --- Who ------------------------------------------------------------------------------


def test_who_has_sittings(client, cast):
    planned(cast)
    allowed = dict.fromkeys(EVERYBODY.split(), 403) | {"visitor": 302}
    allowed |= {"liaison": 200, "second_liaison": 200}
    assert reads(client, cast, LIST) == allowed
    assert reads(client, cast, PLAN) == allowed


@pytest.mark.parametrize("made", [planned, held, cancelled])
def test_a_sitting_is_its_authoritys_own(client, cast, made):
    sitting = made(cast, [stories.acknowledged(cast)])
    pages = every_page(sitting)
    with on_the_day():
        assert {client.get(address).status_code for address in pages} == {302}
        for who in EVERYBODY.split()[1:]:
            client.force_login(getattr(cast, who))
            found = {client.get(address).status_code for address in pages}
            assert found == {404} if who != "liaison" else found <= {200, 302}, who


def test_reading_writes_nothing(client, cast):
    sitting = planned(cast)
    client.force_login(cast.liaison)
    reading_writes_nothing(client, LIST)
    reading_writes_nothing(client, PLAN)
    with on_the_day():
        for address in every_page(sitting):
            with nothing_written():
                assert client.get(address).status_code in (200, 302)


# --- Before ---------------------------------------------------------------------------


def test_the_form_proposes_what_is_urgent_and_plans_once(client, cast):
    late, row = stories.acknowledged(cast), stories.acknowledged(cast)
    with clock.at(MONDAY + timedelta(days=62)):
        rest = stories.sent(cast)
        client.force_login(cast.liaison)
        form = client.get(PLAN).context["form"]
        assert [(line.file.pk, line.chosen.value()) for line in form.lines] == [
            (late.pk, True), (row.pk, True), (rest.pk, False),
        ]  # fmt: skip
        data = ticks(rest, late, day="2026-11-10")
        for _click in range(2):
            response = client.post(PLAN, data)
            assert response.status_code == 302
    sitting = Sitting.objects.get()
    assert response.url == sitting.get_absolute_url()
    rows = sitting.items.on_agenda().values_list("escalation", flat=True)
    assert list(rows) == [rest.pk, late.pk]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"held_on": ""}, "held_on"), ({"held_on": "2026-09-06"}, "held_on"),
        ({"held_on": "31/31/2026"}, "held_on"), ({"held_on": "9999-12-31"}, "held_on"),
        ({"on_999999": "on"}, "__all__"),
    ],
)  # fmt: skip
def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(
    client, cast, typed, fault
):
    row, other = stories.sent(cast), stories.sent(cast)
    client.force_login(cast.liaison)
    with nothing_written():
        response = client.post(PLAN, ticks(other, row) | typed)
    assert response.status_code == 200
    assert faults(response) == {fault}
    places = [line.place.value() for line in response.context["form"].lines]
    assert places == ["2", "1"]


@pytest.mark.parametrize("place", ["0", "1000", "x", "-3"])
def test_a_place_is_a_number_from_one_on(client, cast, place):
    row = stories.sent(cast)
    client.force_login(cast.liaison)
    with nothing_written():
        response = client.post(PLAN, ticks(row) | {f"place_{row.pk}": place})
    assert faults(response) == {f"place_{row.pk}"}


def test_a_day_that_is_taken_is_refused_in_words(client, cast):
    planned(cast)
    row = stories.sent(cast)
    client.force_login(cast.liaison)
    response = client.post(PLAN, ticks(row))
    assert response.status_code == 409
    assert "Une séance est déjà prévue ce jour-là" in response.text


def test_who_works_for_two_authorities_says_for_which(client, cast):
    make_membership(user=cast.liaison, organisation=cast.authority)
    row = stories.sent(cast, to=[cast.authority])
    client.force_login(cast.liaison)
    address = f"{PLAN}?autorite={cast.authority.public_id}"
    assert [line.file.pk for line in client.get(address).context["form"].lines] == [
        row.pk
    ]
    assert client.post(address, ticks(row)).status_code == 302
    assert Sitting.objects.get().authority == cast.authority
    for wrong in ("x", str(cast.plant.public_id)):
        assert client.get(f"{PLAN}?autorite={wrong}").status_code == 404


def test_the_agenda_is_changed_without_a_script(client, cast):
    one, two, three = (stories.acknowledged(cast) for _n in range(3))
    sitting = planned(cast, [one, two])
    client.force_login(cast.liaison)
    address = page(sitting, "edit_sitting")
    form = client.get(address).context["form"]
    assert [(line.file.pk, line.chosen.value()) for line in form.lines] == [
        (one.pk, True), (two.pk, True), (three.pk, False),
    ]  # fmt: skip
    seen = form["seen"].value()
    for _click in range(2):
        response = client.post(address, ticks(three, one, seen=seen))
        assert response.status_code == 302
    rows = sitting.items.on_agenda().values_list("escalation", flat=True)
    assert list(rows) == [three.pk, one.pk]
    assert [line[0] for line in journal(sitting)] == ["plan_sitting", "edit_sitting"]


def test_a_colleagues_agenda_is_not_written_over_unseen(client, cast):
    one, two = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [one])
    client.force_login(cast.liaison)
    address = page(sitting, "edit_sitting")
    seen = client.get(address).context["form"]["seen"].value()
    assert client.post(address, ticks(two, one, seen=seen)).status_code == 302
    client.get(sitting.get_absolute_url())
    with nothing_written():
        response = client.post(address, ticks(one, day="2026-09-22", seen=seen))
    assert response.status_code == 409
    form = response.context["form"]
    assert form["held_on"].value() == "2026-09-22"
    # The next click has read it.
    seen = form["seen"].value()
    data = ticks(one, day="2026-09-22", seen=seen)
    assert client.post(address, data).status_code == 302
    assert str(fresh(sitting).held_on) == "2026-09-22"


def test_the_next_sitting_stands_on_the_home_and_on_the_queue(client, cast):
    client.force_login(cast.liaison)
    assert "Prochaine séance" not in client.get(QUEUE).text
    sitting = planned(cast)
    words = "Prochaine séance\u00a0: lundi 21\u00a0septembre, 1 dossier."
    assert words in client.get(QUEUE).text
    home = client.get("/")
    assert words in home.text
    assert f'href="{sitting.get_absolute_url()}"' in home.text
    assert f'href="{LIST}"' in home.text
    with on_the_day():
        assert "Séance aujourd’hui" in client.get("/").text
    with clock.at(MONDAY + timedelta(days=15)):
        assert "procès-verbal est à clore" in client.get("/").text
    for other in (cast.second_liaison, cast.moderator, cast.director):
        client.force_login(other)
        assert "Prochaine séance" not in client.get("/").text


# --- After ----------------------------------------------------------------------------


def test_the_minutes_are_closed_once_and_what_was_answered_is_published(client, cast):
    done, left = stories.acknowledged(cast), stories.acknowledged(cast)
    outside = stories.answered(cast)
    sitting = planned(cast, [done, left])
    client.force_login(cast.liaison)
    address = page(sitting, "close_sitting")
    early = client.get(address)
    assert "le jour de la séance" in early.context["reason"]
    with on_the_day():
        done = stories.answer(done, cast)
        with nothing_written():
            assert faults(client.post(address, {})) == {"chair", "rest_reason"}
        data = {"chair": "Jeanne Aubert", "rest_reason": "Un avis manque."}
        for _click in range(2):
            assert client.post(address, data).status_code == 302
        shown = client.get(sitting.get_absolute_url())
        publish = f"{reverse('blockers:publish_escalation')}?seance={sitting.public_id}"
        assert f'href="{publish}"' in shown.text
        assert fresh(sitting).minutes_hash in shown.text
        form = client.get(publish).context["form"]
        assert form["escalations"].value() == [done.pk]
        assert list(form.fields["escalations"].queryset) == [done]
        data = {"escalations": [done.pk], "embargo_until": "2026-10-06"}
        response = client.post(publish, data)
        assert response.url == sitting.get_absolute_url()
        assert publish not in client.get(sitting.get_absolute_url()).text
    assert str(fresh(done).embargo_until) == "2026-10-06"
    assert fresh(outside).published_at is None
    verbs = [line[0] for line in journal(sitting)]
    assert verbs == ["plan_sitting", "close_sitting"]


def test_an_answer_that_is_changed_after_the_minutes_is_pointed_out(client, cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    client.force_login(cast.liaison)
    address = sitting.get_absolute_url()
    with on_the_day():
        row = stories.answer(row, cast)
        actions.close_sitting(sitting, by=cast.liaison, chair="Jeanne Aubert")
        assert client.get(address).context["changed"] == []
        stories.answer(row, cast, kind="lifted", instead_of=row.answers.get())
        shown = client.get(address)
    assert shown.context["changed"] == [row.reference]
    assert "modifiée après la clôture" in shown.text


def test_printed_pages_hold_each_file_and_the_seal(client, cast):
    rows = [stories.acknowledged(cast), stories.acknowledged(cast)]
    sitting = planned(cast, rows)
    client.force_login(cast.liaison)
    text = client.get(page(sitting, "sitting_agenda")).text
    assert all(row.reference in text for row in rows)
    assert text.count('class="sheet ') == 2
    assert "data-print" in text
    with on_the_day():
        sitting = actions.close_sitting(
            sitting, by=cast.liaison, chair="Jeanne Aubert", rest_reason="Un avis."
        )
    text = client.get(page(sitting, "sitting_minutes")).text
    assert all(row.reference in text for row in rows)
    assert sitting.minutes_hash in text
    assert "Jeanne Aubert" in text


def test_what_a_lab_is_told_on_its_file(client, cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    item = item_of(sitting)
    address = row.get_absolute_url()

    def text_for(who):
        client.force_login(who)
        return client.get(address).text

    assert "lundi 21\u00a0septembre 2026" in text_for(cast.moderator)
    assert sitting.get_absolute_url() not in text_for(cast.moderator)
    assert sitting.get_absolute_url() in text_for(cast.liaison)
    with on_the_day():
        adjourned(sitting, cast, item, note="Le secret des délibérés.")
        # Until the minutes are closed it may still be decided.
        assert "L’expert manque." not in text_for(cast.moderator)
        actions.close_sitting(sitting, by=cast.liaison, chair="Jeanne Aubert")
        text = text_for(cast.moderator)
    assert "L’expert manque. La date de la réponse demeure." in text
    assert "Le secret des délibérés." not in text
    assert "Jeanne Aubert" not in text


def test_a_note_that_is_marked_is_read_by_the_lab(client, cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    with on_the_day():
        adjourned(sitting, cast, item_of(sitting), note="Un mot.", note_shared=True)
        client.force_login(cast.moderator)
        assert "Un mot." not in client.get(row.get_absolute_url()).text
        actions.close_sitting(sitting, by=cast.liaison, chair="Jeanne Aubert")
        assert "Un mot." in client.get(row.get_absolute_url()).text


def test_a_cancelled_sitting_says_why_and_leaves_the_file(client, cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    client.force_login(cast.liaison)
    address = page(sitting, "cancel_sitting")
    with nothing_written():
        assert faults(client.post(address, {})) == {"text"}
    for _click in range(2):
        assert client.post(address, {"text": "Le quorum."}).status_code == 302
    assert "Le quorum." in client.get(sitting.get_absolute_url()).text
    assert "ordre du jour" not in client.get(row.get_absolute_url()).text


# --- What pages cost ------------------------------------------------------------------


COSTS = {
    "sitting_list": 6, "sitting_detail": 13, "edit_sitting": 10, "close_sitting": 14,
    "sitting_agenda": 12, "sitting_file": 17,
}  # fmt: skip


@pytest.mark.parametrize("name", COSTS)
def test_pages_cost_the_same_for_one_file_and_for_twelve(
    client, cast, name, django_assert_num_queries
):
    client.force_login(cast.liaison)

    def look(sitting):
        item = item_of(sitting) if name in FILE_PAGES else None
        address = LIST if name == "sitting_list" else page(sitting, name, item)
        with on_the_day():
            client.get(address)
            with django_assert_num_queries(COSTS[name]):
                assert client.get(address).status_code == 200

    look(planned(cast))
    rows = [list(stories.STORIES.values())[n % 4](cast) for n in range(12)]
    rows[0] = stories.answer(rows[0], cast) if rows[0].status == "sent" else rows[0]
    agenda = [row for row in rows if row.status != "answered"]
    look(planned(cast, agenda, DAY.replace(day=18)))


def test_who_works_for_two_authorities_reads_whose_sitting_it_is(client, cast):
    """Of one authority the line says nothing that its reader knows."""
    planned(cast)
    client.force_login(cast.liaison)
    name = cast.ministry.name
    assert name not in client.get(LIST).context["rows"][0].sub
    make_membership(user=cast.liaison, organisation=cast.authority)
    assert client.get(LIST).context["rows"][0].sub.startswith(f"{name} · ")
