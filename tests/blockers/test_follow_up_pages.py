"""The pages of what follows an answer, as each of their readers meets them."""

from datetime import date
from typing import Any
from unittest.mock import Mock

import pytest
from django.test import Client
from django.urls import reverse

from blockers import actions, queues, timers
from blockers.models import Contestation, Measure, Verification
from servindus.actors import LinkHolder
from tests.blockers.escalations import given
from tests.blockers.following import (
    asked,
    case_of,
    escalation_of,
    in_force,
    later,
    promised,
    published,
    said,
)
from tests.blockers.test_contestations import FACT, contested, refusal
from tests.cast import Cast, fresh
from tests.conftest import MONDAY


def window(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"blockers:{name}", args=args)


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_company_says_that_it_is_solved(cast: Cast) -> None:
    """From its case to the thanks; the case then shows what was said."""
    row = asked(cast)
    client = window(cast.director)
    case = row.report.get_absolute_url()
    url = page("answer_verification", row.report.public_id, row.public_id)
    with later(30):
        assert f'href="{url}"' in text_of(client, case)
        assert "Est-ce résolu sur votre site" in text_of(client, url)
        done = client.post(url, {"solved": "solved", "jobs": "2,5"}, follow=True)
        text = done.content.decode()
    assert "Merci\u00a0: c’est noté" in text
    assert "C’est résolu" in text
    assert f'href="{url}"' not in text
    row = fresh(row)
    assert (row.solved, str(row.jobs)) == ("solved", "2.5")


def test_what_is_not_solved_says_what_still_blocks(cast: Cast) -> None:
    """The form keeps what was typed and asks for the words."""
    row = asked(cast)
    url = page("answer_verification", row.report.public_id, row.public_id)
    answer = window(cast.director).post(url, {"solved": "partly", "months_gained": "3"})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.errors["text"] == ["Dites ce qui bloque encore."]
    assert form["months_gained"].value() == "3"
    assert fresh(row).status == "asked"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"solved": "solved", "jobs": "99999999"}, "jobs"),
        ({"solved": "solved", "months_gained": "601"}, "months_gained"),
        ({"solved": "perhaps"}, "solved"),
        ({}, "solved"),
    ],
)
def test_what_cannot_be_is_told(cast: Cast, typed: dict[str, str], name: str) -> None:
    row = asked(cast)
    url = page("answer_verification", row.report.public_id, row.public_id)
    answer = window(cast.director).post(url, typed)
    assert list(answer.context["form"].errors) == [name]


def test_the_mail_s_link_is_enough(cast: Cast) -> None:
    """Somebody without an account says it behind the link of the mail."""
    row = asked(cast)
    link = row.report.links.create(email="x@y.example", name="Lise Morel")
    url = page("link_answer_verification", link.token(), row.public_id)
    client = Client()
    assert client.get(url).status_code == 200
    answer = client.post(url, {"solved": "no_longer_relevant"})
    assert answer.status_code == 302
    assert fresh(row).solved == "no_longer_relevant"


def test_a_company_contests_and_the_lab_passes_it_on(cast: Cast) -> None:
    """From the case to the lab's list, to the second dossier."""
    row = refusal(cast)
    case = case_of(row.escalation.blocker)
    client = window(cast.director)
    url = page("contest_report", case.public_id, row.public_id)
    assert f'href="{url}"' in text_of(client, case.get_absolute_url())
    refused = client.post(url, {"text": ""})
    assert "text" in refused.context["form"].errors
    done = client.post(url, FACT, follow=True)
    assert "Vous avez contesté un refus" in done.content.decode()
    assert client.get(url).status_code == 404

    made = Contestation.objects.get()
    lab = window(cast.moderator)
    assert made.answer.ask.wording in text_of(lab, page("contestation_list"))
    detail = text_of(lab, made.get_absolute_url())
    assert "l’article 5 a changé" in detail
    assert row.public_text in detail
    yes = page("confirm_contestation", made.public_id)
    assert lab.post(yes).status_code == 302
    assert fresh(made).status == "confirmed"
    assert escalation_of(row.escalation.blocker).second_reading_of == row
    # A second click is answered like the first one.
    assert lab.post(yes).status_code == 302


def test_the_lab_says_why_not_and_the_company_reads_it(cast: Cast) -> None:
    made = contested(cast)
    lab = window(cast.moderator)
    no = page("dismiss_contestation", made.public_id)
    assert "text" in lab.post(no, {"text": ""}).context["form"].errors
    assert lab.post(no, {"text": "Déjà examiné."}).status_code == 302
    text = text_of(window(cast.director), made.report.get_absolute_url())
    assert "Déjà examiné." in text
    # Another moderator's late click: the page says that it has moved.
    late = window(cast.second_moderator).post(no, {"text": "Autre"})
    assert late.status_code == 409


def test_the_authority_confirms_what_it_promised(cast: Cast) -> None:
    """On the page of its dossier, with what the answer said filled in."""
    row = promised(cast, "derogation")
    client = window(cast.liaison)
    url = page("confirm_commitment", row.public_id)
    assert f'href="{url}"' in text_of(client, row.get_absolute_url())
    form = client.get(url).context["form"]
    assert form["territory"].value() == "Seine-Maritime"
    assert form["in_force_to"].value() == date(2027, 9, 7)
    typed = {
        "in_force_from": "2026-09-07", "in_force_to": "2026-09-01",
        "evidence": "Arrêté signé", "territory": "Seine-Maritime",
    }  # fmt: skip
    refused = client.post(url, typed).context["form"]
    assert refused.errors["in_force_to"] == ["La fin vient après le début."]
    assert client.post(url, typed | {"in_force_to": "2027-09-07"}).status_code == 302
    assert Measure.objects.get().in_force_to == date(2027, 9, 7)
    text = text_of(client, row.get_absolute_url())
    assert "Arrêté signé" in text
    assert page("end_measure", Measure.objects.get().public_id) in text


def test_the_authority_gives_a_promise_up(cast: Cast) -> None:
    """A refusal takes its place, whole or not at all."""
    row = promised(cast)
    client = window(cast.liaison)
    url = page("drop_commitment", row.public_id)
    typed = {
        name: value
        for name, value in given("explained_refusal").items()
        if isinstance(value, str)
    }
    typed |= {"reason": "Le Conseil d’État s’y oppose."}
    refused = client.post(url, {**typed, "legal_ground": ""}).context["form"]
    assert "legal_ground" in refused.errors
    assert refused["reason"].value() == "Le Conseil d’État s’y oppose."
    assert client.post(url, typed).status_code == 302
    assert fresh(row).status == "dropped"
    text = text_of(window(cast.director), case_of(row.blocker).get_absolute_url())
    assert "Vous pouvez contester ce refus" in text


def test_the_authority_commits_again(cast: Cast) -> None:
    row = asked(cast)
    with later(30):
        blocker = said(row, cast, "not_solved")
        sent = escalation_of(blocker)
        client = window(cast.liaison)
        url = page("recommit_escalation", sent.public_id)
        assert f'href="{url}"' in text_of(client, sent.get_absolute_url())
        answer = sent.answers.get()
        typed = {"answer": answer.pk, "what": "Note", "who": "DGPR"}
        refused = client.post(url, typed | {"due_on": "2026-10-07"}).context["form"]
        assert refused.errors["due_on"] == ["Indiquez un jour à venir."]
        done = client.post(url, typed | {"due_on": "2026-12-01"})
    assert done.status_code == 302
    assert blocker.commitments.open().get().due_on == date(2026, 12, 1)


def test_the_end_of_a_derogation_is_decided_on_a_page(cast: Cast) -> None:
    in_force(cast, "derogation")
    row = Measure.objects.get()
    client = window(cast.liaison)
    url = page("end_measure", row.public_id)
    refused = client.post(url, {"decision": "extend", "reason": "x"}).context["form"]
    assert refused.errors["in_force_to"] == ["Indiquez un dernier jour plus tardif."]
    assert (
        client.post(url, {"decision": "stop", "reason": "Inutile"}).status_code == 302
    )
    assert fresh(row).end_decision == "stop"
    assert "Aucune dérogation" in text_of(client, page("derogation_list"))


@pytest.mark.parametrize(("late", "words"), [(99, "99 eng"), (100, "99+ eng")])
def test_what_was_not_counted_to_its_end_is_said_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, late: int, words: str
) -> None:
    counting = Mock(return_value=[late])
    monkeypatch.setattr("blockers.views.follow_up.capped_counts", counting)
    text = text_of(window(cast.liaison), page("commitment_list"))
    assert f"{words}agements sont en retard" in text
    assert counting.call_args.kwargs == {"cap": 100}
    found = dict.fromkeys(queues.GROUPS, 0) | {"en-retard": late}
    monkeypatch.setattr(queues, "counts", lambda *_asked: found)
    text = text_of(window(cast.liaison), page("escalation_list"))
    assert f"{words.split()[0]} dossiers sont en retard" in text


def test_the_boards_go_by_date_and_say_what_is_late(cast: Cast) -> None:
    """The authority's own and the labs'; nobody else's."""
    published(cast, "lifted", "practice_corrected")
    for user in (cast.liaison, cast.moderator, cast.colleague, cast.admin):
        text = text_of(window(user), page("commitment_list"))
        first, second = text.index("Note du 3 septembre"), text.index("TREP2612345A")
        assert first < second
        assert "Un engagement est en retard" in text
    other = text_of(window(cast.second_liaison), page("commitment_list"))
    assert "Note du 3 septembre" not in other
    for name in ("commitment_list", "derogation_list", "contestation_list"):
        for user in (cast.director, cast.founder, cast.stranger):
            assert window(user).get(page(name)).status_code == 403
    assert window(cast.liaison).get(page("contestation_list")).status_code == 403


def test_the_calendar_of_ends_warns(cast: Cast) -> None:
    """180, 90 and 30 days ahead, and once it is over."""
    in_force(cast, "derogation", in_force_to=date(2027, 9, 7))
    client = window(cast.liaison)
    for day, words in (
        (date(2027, 3, 10), "En vigueur"),
        (date(2027, 3, 11), "moins de 180 jours"),
        (date(2027, 6, 9), "moins de 90 jours"),
        (date(2027, 8, 8), "moins de 30 jours"),
        (date(2027, 9, 7), "moins de 30 jours"),
        (date(2027, 9, 8), "Finie, rien de décidé"),
    ):
        with later((day - MONDAY.date()).days):
            assert words in text_of(client, page("derogation_list"))


def test_other_people_s_pages_are_not_found(cast: Cast) -> None:
    """Another authority, another lab, another company: 404, never a hint."""
    row = promised(cast)
    made_pages = [
        page("confirm_commitment", row.public_id),
        page("drop_commitment", row.public_id),
        page("recommit_escalation", row.answer.escalation.public_id),
    ]
    for url in made_pages:
        assert window(cast.second_liaison).get(url).status_code == 404
        assert window(cast.founder).get(url).status_code == 404
    assert window(cast.colleague).get(made_pages[0]).status_code == 403


def test_a_lab_s_contestations_are_its_own(cast: Cast) -> None:
    made = contested(cast)
    for user in (cast.colleague, cast.liaison, cast.founder, cast.admin):
        assert window(user).get(made.get_absolute_url()).status_code == 404
    for name in ("confirm_contestation", "dismiss_contestation"):
        url = page(name, made.public_id)
        assert window(cast.colleague).post(url, {"text": "x"}).status_code == 404


def test_the_turn_of_a_case_follows_the_answer(cast: Cast) -> None:
    """Exactly one next actor with a date, after the answer too (B1)."""
    from blockers.turns import turn

    row = promised(cast)
    case = case_of(row.blocker)

    def told(days: int) -> tuple[str, Any, bool]:
        with later(days):
            found = turn(fresh(case), cast.director, MONDAY)
        assert found is not None
        return str(found.person.name), found.due, found.mine

    assert told(0) == (cast.ministry.name, date(2026, 9, 7), False)
    actions.confirm_commitment(
        row, by=cast.liaison, evidence="x", in_force_from=MONDAY.date()
    )
    assert told(0)[1:] == (None, False)
    from blockers import timers

    with later(28):
        timers.sweep()
    assert told(28) == (case.company, Verification.objects.get().due_on, True)
    with later(30):
        said(Verification.objects.get(), cast, "not_solved")
    assert told(30) == ("Le ministère", date(2026, 11, 6), False)


def test_a_link_of_another_case_opens_nothing(cast: Cast) -> None:
    """A visitor's link is for its own case, whatever the piece in the address."""
    from tests.blockers.factories import make_report

    row = asked(cast)
    other = make_report(lab=cast.rouen)
    link = other.links.create(email="z@y.example", name="Z")
    url = page("link_answer_verification", link.token(), row.public_id)
    assert Client().get(url).status_code == 404
    assert LinkHolder(link, "Z").link == link


def test_the_lab_s_home_says_what_is_contested(cast: Cast) -> None:
    """A card while something waits, gone once it is dealt with."""
    made = contested(cast)
    client = window(cast.moderator)
    words = "Une entreprise apporte un fait nouveau contre un refus."
    assert words in text_of(client, "/")
    actions.dismiss_contestation(made, by=cast.moderator, text="Déjà dit.")
    assert words not in text_of(client, "/")
    assert words not in text_of(window(cast.colleague), "/")


def test_the_desk_shows_what_sites_say_and_what_has_come_back(cast: Cast) -> None:
    """The note stands from the word on, until the blocker is opened again."""
    row = asked(cast)
    desk = reverse("admin:blockers_blocker_change", args=[case_of_pk(row)])
    with later(30):
        said(row, cast, "solved")
        text = text_of(window(cast.moderator), desk)
        assert "Ce que disent les sites" in text
        assert "C’est résolu" in text
        assert "Le blocage est revenu." not in text
    with later(182):
        timers.sweep()
        said(Verification.objects.get(status="asked"), cast, "not_solved")
        text = text_of(window(cast.moderator), desk)
        assert "Le blocage est revenu." in text
        assert "Le contrôle a lieu comme avant." in text
        # Another lab reads neither.
        other = text_of(window(cast.colleague), desk)
        assert "Le contrôle a lieu comme avant." not in other
        actions.reopen_blocker(
            fresh(row.report).blocker, by=cast.moderator, text="Revenu"
        )
        assert "Le blocage est revenu." not in text_of(window(cast.moderator), desk)


def case_of_pk(row: Verification) -> int:
    assert row.report.blocker_id is not None
    return row.report.blocker_id
