"""The pages of a dossier: who reads them, what they keep, what a click does once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from blockers import actions
from blockers.models import Answer
from servindus import clock
from tests.blockers import escalations as stories
from tests.blockers.escalation_pages import (
    EVERYBODY,
    QUEUE,
    REFUSAL,
    SIGNATURE,
    answer_page,
    faults,
    page,
    reads,
    shown,
)
from tests.blockers.escalations import COMMITMENT
from tests.cast import MONDAY, fresh
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import reading_writes_nothing

# --- The queue ------------------------------------------------------------------------


def test_who_has_a_queue(client, cast):
    stories.sent(cast)
    assert reads(client, cast, QUEUE) == {
        "visitor": 302, "director": 403, "assistant": 403, "founder": 403,
        "moderator": 200, "colleague": 200, "admin": 200, "liaison": 200,
        "second_liaison": 200, "stranger": 403,
    }  # fmt: skip


def test_each_dossier_stands_in_one_group_of_the_queue(client, cast):
    late = stories.acknowledged(cast)
    soon = stories.answered(cast)
    asked = stories.asked(cast)
    with clock.at(MONDAY + timedelta(days=60)):
        new, ours = stories.sent(cast), stories.acknowledged(cast)
        gone = stories.forwarded(cast)
        done = actions.publish_escalation(stories.answered(cast), by=cast.liaison)
    # 9 November is over; the answer of the second was to be published long ago.
    with clock.at(MONDAY + timedelta(days=64)):
        groups = {
            part: shown(client, cast.liaison, part)
            for part in ("en-retard", "dix-jours", "nouveaux", "a-nous",
                         "laboratoire", "publies", "")
        }  # fmt: skip
        cards = client.get(QUEUE).context["cards"]
    urls = {row: row.get_absolute_url() for row in
            (late, soon, asked, new, ours, gone, done)}  # fmt: skip
    assert groups == {
        "en-retard": {urls[late], urls[soon]},
        "dix-jours": set(),
        "nouveaux": {urls[new]},
        "a-nous": {urls[ours]},
        "laboratoire": {urls[asked]},
        "publies": {urls[gone], urls[done]},
        "": {urls[row] for row in (late, soon, asked, new, ours)},
    }
    assert [card.count for card in cards] == [2, 0, 1, 1]
    assert [card.emphasis for card in cards] == ["late", "", "mine", ""]


def test_what_is_due_first_stands_on_top_and_what_is_late_says_so(client, cast):
    late = stories.acknowledged(cast)
    with clock.at(MONDAY + timedelta(days=60)):
        new = stories.sent(cast)
    client.force_login(cast.liaison)
    with clock.at(MONDAY + timedelta(days=65)):
        rows = client.get(QUEUE).context["rows"]
    assert [row.href for row in rows] == [
        late.get_absolute_url(), new.get_absolute_url(),
    ]  # fmt: skip
    assert [row.edge for row in rows] == ["late", "mine"]
    assert rows[0].clock.kind == "late"


def test_a_queue_shows_its_own_authority_and_its_own_lab_alone(client, cast):
    mine = stories.sent(cast)
    url = mine.get_absolute_url()
    assert shown(client, cast.liaison) == {url}
    assert shown(client, cast.moderator) == {url}
    assert shown(client, cast.admin) == {url}
    assert shown(client, cast.second_liaison) == set()
    assert shown(client, cast.colleague) == set()


@pytest.mark.parametrize("who", ["liaison", "moderator", "admin"])
def test_the_queue_costs_the_same_for_one_row_and_for_thirty(
    client, cast, who, django_assert_num_queries
):
    costs = {"liaison": 11, "moderator": 10, "admin": 8}
    stories.asked(cast)
    client.force_login(getattr(cast, who))
    client.get(QUEUE)
    with django_assert_num_queries(costs[who]):
        client.get(QUEUE)
    for number in range(29):
        list(stories.STORIES.values())[number % 5](cast)
    with django_assert_num_queries(costs[who]):
        assert client.get(QUEUE).status_code == 200


@pytest.mark.parametrize("part", ["nulle-part", "'", "9" * 400])
def test_an_unknown_group_is_the_whole_queue(client, cast, part):
    row = stories.sent(cast)
    assert shown(client, cast.liaison, part) == {row.get_absolute_url()}


def test_the_header_and_the_home_of_a_liaison_lead_to_the_queue(client, cast):
    row = stories.sent(cast)
    client.force_login(cast.liaison)
    home = client.get("/")
    assert f'href="{QUEUE}"' in home.text
    assert row.get_absolute_url() in home.text
    assert [card.count for card in home.context["cards"]] == [1, 0, 0, 0]


def test_a_question_waits_on_the_labs_home(client, cast):
    stories.asked(cast)
    client.force_login(cast.moderator)
    counts = [card.count for card in client.get("/").context["cards"]]
    assert 1 in counts
    assert f"{QUEUE}?file=laboratoire" in client.get("/").text


# --- One dossier ----------------------------------------------------------------------


def test_who_reads_a_dossier(client, cast):
    row = stories.sent(cast)
    found = reads(client, cast, row.get_absolute_url())
    assert {who for who, status in found.items() if status == 200} == {
        "moderator", "admin", "liaison",
    }  # fmt: skip
    assert {s for who, s in found.items() if who not in ("visitor",)} == {200, 404}


ACTS = {
    "acknowledge_escalation": {},
    "request_info_escalation": {"text": "Quel débit ?", "due_on": "2026-09-21"},
    "extend_escalation": {"text": "Le Conseil d’État est saisi."},
    "forward_escalation": {"text": "À la DGPR.", "authority": "?"},
    "reply_info_escalation": {"text": "Deux mètres cubes."},
    "add_addendum": {"text": "Le débit a doublé."},
}
FROM = {
    "extend_escalation": stories.acknowledged,
    "reply_info_escalation": stories.asked,
}
BY_LAB = {"reply_info_escalation", "add_addendum"}


def inputs(cast, name):
    data = dict(ACTS[name])
    if "authority" in data:
        data["authority"] = str(cast.authority.pk)
    return data


@pytest.mark.parametrize("name", ACTS)
def test_a_page_changes_nothing_when_read_and_acts_once_when_sent(client, cast, name):
    row = FROM.get(name, stories.sent)(cast)
    by = cast.moderator if name in BY_LAB else cast.liaison
    client.force_login(by)
    reading_writes_nothing(client, page(row, name))
    for _time in range(2):
        assert client.post(page(row, name), inputs(cast, name)).status_code == 302
    expected = 2 if name == "add_addendum" else 1
    assert [line[0] for line in journal(row)].count(name) == expected


@pytest.mark.parametrize("name", ACTS)
def test_whose_page_it_is(client, cast, name):
    row = FROM.get(name, stories.sent)(cast)
    mine = {"moderator"} if name in BY_LAB else {"liaison"}
    found = reads(client, cast, page(row, name))
    expected = dict.fromkeys(EVERYBODY.split(), 404) | {"visitor": 302}
    expected |= {"moderator": 403, "admin": 403, "liaison": 403}
    expected |= dict.fromkeys(mine, 200)
    assert found == expected


@pytest.mark.parametrize("name", [name for name in ACTS if ACTS[name]])
def test_an_empty_form_says_what_is_missing_and_writes_nothing(client, cast, name):
    row = FROM.get(name, stories.sent)(cast)
    client.force_login(cast.moderator if name in BY_LAB else cast.liaison)
    with nothing_written():
        response = client.post(page(row, name), {})
    assert response.status_code == 200
    assert faults(response) == set(ACTS[name])


def test_a_file_that_has_moved_keeps_what_was_typed(client, cast):
    row = stories.sent(cast)
    client.force_login(cast.liaison)
    actions.recall_blocker(row.blocker, by=cast.moderator, text="Un fait nouveau.")
    typed = {"text": "Quel débit exactement ?", "due_on": "2026-09-21"}
    response = client.post(page(row, "request_info_escalation"), typed)
    assert response.status_code == 409
    assert "Quel débit exactement ?" in response.text


def test_a_company_that_has_not_agreed_is_named_nowhere(client, cast):
    blocker = stories.qualified(cast)
    from tests.blockers.factories import make_report

    make_report(
        lab=cast.rouen, status="attached", blocker=blocker, company_name="Zinguerie",
        situation="La Zinguerie attend.", confidentiality="ministry",
    )  # fmt: skip
    make_report(
        lab=cast.rouen, status="attached", blocker=blocker, company_name="Tréfilerie",
        situation="Un secret de tréfilage.", confidentiality="labs",
    )  # fmt: skip
    row = actions.escalate_blocker(
        blocker, by=cast.moderator, authorities=[cast.ministry]
    ).escalations.get()
    client.force_login(cast.liaison)
    text = client.get(row.get_absolute_url()).text
    assert "Câblerie du Quai" in text
    for hidden in ("Zinguerie", "Tréfilerie", "Un secret"):
        assert hidden not in text


# --- The answer -----------------------------------------------------------------------


def test_a_kind_is_chosen_first_and_says_what_it_asks_for(client, cast):
    row = stories.acknowledged(cast)
    client.force_login(cast.liaison)
    reading_writes_nothing(client, answer_page(row))
    first = client.get(answer_page(row))
    assert 'name="legal_ground"' not in first.text.replace(
        'type="hidden" name="legal_ground"', ""
    )
    with nothing_written():
        nothing = client.post(answer_page(row), {"fill": "1"})
        refusal = client.post(
            answer_page(row), {"fill": "1", "kind": "explained_refusal"}
        )
    assert nothing.context["choose_first"]
    form = refusal.context["form"]
    assert not form["legal_ground"].is_hidden
    assert form["vehicle"].is_hidden


def test_another_kind_keeps_what_was_typed(client, cast):
    row = stories.acknowledged(cast)
    client.force_login(cast.liaison)
    typed = {**REFUSAL, "kind": "deferred", "fill": "1"}
    form = client.post(answer_page(row), typed).context["form"]
    assert form["public_text"].value() == REFUSAL["public_text"]
    assert form["legal_ground"].is_hidden
    assert form["legal_ground"].value() == "Article 5"
    assert not form["vehicle"].is_hidden


def test_an_answer_is_recorded_once_and_settles(client, cast):
    row = stories.acknowledged(cast)
    client.force_login(cast.liaison)
    for _time in range(2):
        assert client.post(answer_page(row), REFUSAL).status_code == 302
    assert Answer.objects.count() == 1
    assert fresh(row).status == "answered"
    text = client.get(row.get_absolute_url()).text
    assert "Non, l’eau reste soumise à autorisation." in text


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"legal_ground": ""}, {"legal_ground"}),
        ({"public_interest": ""}, {"public_interest"}),
        ({"alternative": ""}, {"alternative"}),
        ({"public_text": ""}, {"public_text"}),
        ({"public_text": "x" * 2001}, {"public_text"}),
        ({"signed_by": ""}, {"signed_by"}),
        ({"decided_on": "2026-09-08"}, {"decided_on"}),
        ({"decided_on": "hier"}, {"decided_on"}),
        ({"kind": "rien"}, {"kind"}),
        ({"alternative": "", "review_on": "2026-09-07"}, {"review_on"}),
        ({"kind": "deferred"}, {"vehicle", "review_on"}),
        (
            {"kind": "deferred", "vehicle": "Décret", "review_on": "2027-09-08"},
            {"review_on"},
        ),
        ({"kind": "lifted"}, {"act_reference"}),
        (
            {"kind": "lifted", "act_reference": "X", "commitment_what": "Agir"},
            {"commitment_who", "commitment_due_on"},
        ),
        ({"kind": "feasible_as_is", "legal_ground": ""}, {"legal_ground"}),
        ({"kind": "practice_corrected"}, {"instruction", "in_force_on"}),
        ({"kind": "redirected"}, {"competent_authority"}),
        ({"kind": "redirected", "competent_authority": "1" * 30},
         {"competent_authority"}),
        (
            {
                "kind": "derogation",
                **COMMITMENT,
                "territory": "Rouen",
                "ends_on": "2026-09-07",
            },
            {"ends_on"},
        ),
        ({"kind": "derogation"}, {"territory", "ends_on", *COMMITMENT}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(
    client, cast, wrong, where
):
    row = stories.acknowledged(cast)
    client.force_login(cast.liaison)
    with nothing_written():
        response = client.post(answer_page(row), {**REFUSAL, **wrong})
    assert response.status_code == 200
    assert faults(response) == where
    form = response.context["form"]
    kept = {**REFUSAL, **wrong}["legal_ground"]
    assert (form["legal_ground"].value() or "") == kept


def test_each_kind_is_recorded_from_its_form(client, cast):
    cast.second_liaison  # noqa: B018
    client.force_login(cast.liaison)
    for kind, fields in stories.KINDS.items():
        row = stories.acknowledged(cast)
        data = {"kind": kind, "public_text": "Voici.", **SIGNATURE, **fields}
        assert client.post(answer_page(row), data).status_code == 302, kind
        assert row.answers.get().kind == kind
    row = stories.acknowledged(cast)
    data = {
        "kind": "redirected", "public_text": "À la DGPR.", **SIGNATURE,
        "competent_authority": str(cast.authority.pk),
    }  # fmt: skip
    assert client.post(answer_page(row), data).status_code == 302
    assert row.answers.get().redirected_to.authority == cast.authority


def test_a_page_older_than_the_newest_answer_writes_over_nothing(client, cast):
    row = stories.acknowledged(cast)
    client.force_login(cast.liaison)
    client.post(answer_page(row), REFUSAL)
    first = row.answers.get()
    client.get(QUEUE)
    stale = {**REFUSAL, "public_text": "Oui, sous conditions."}
    with nothing_written():
        response = client.post(answer_page(row), stale)
    assert response.status_code == 200
    assert "Oui, sous conditions." in response.text
    seen = {**stale, "seen": str(first.pk)}
    assert client.post(answer_page(row), seen).status_code == 302
    assert row.answers.current().get().public_text == "Oui, sous conditions."
    assert row.answers.count() == 2


def test_the_form_begins_with_the_answer_that_stands(client, cast):
    row = stories.answered(cast)
    client.force_login(cast.liaison)
    form = client.get(answer_page(row)).context["form"]
    assert form["kind"].value() == "explained_refusal"
    assert form["legal_ground"].value() == "Article 5"
    assert form["seen"].value() == str(row.answers.get().pk)


def test_nul_and_foreign_asks_open_nothing(client, cast):
    row = stories.acknowledged(cast)
    other = stories.acknowledged(cast)
    client.force_login(cast.liaison)
    for ask in (other.ask_ids[0], uuid4()):
        assert client.get(page(row, "answer_escalation", ask)).status_code == 404
    sent = client.post(answer_page(row), {**REFUSAL, "public_text": "a\0b"})
    assert sent.status_code == 400


def test_whose_answer_it_is(client, cast):
    row = stories.acknowledged(cast)
    found = reads(client, cast, answer_page(row))
    expected = dict.fromkeys(EVERYBODY.split(), 404) | {"visitor": 302}
    expected |= {"moderator": 403, "admin": 403, "liaison": 200}
    assert found == expected
    for who, status in expected.items():
        if status in (403, 404):
            client.force_login(getattr(cast, who))
            with nothing_written():
                assert client.post(answer_page(row), REFUSAL).status_code == status
