"""Each mail about a dossier, in both languages: its words, its reader, its end."""

import pytest
from django.utils import translation

from blockers import actions
from blockers.models import Escalation
from servindus import letters
from servindus.models import OutboxEmail
from tests.blockers import escalations as stories
from tests.blockers.factories import make_report
from tests.cast import fresh

LIVED = {
    "escalation_received": stories.sent,
    "escalation_acknowledged": stories.acknowledged,
    "escalation_asked": stories.asked,
    "escalation_replied": stories.in_review,
    "escalation_answered": stories.answered,
    "escalation_forwarded": stories.forwarded,
    "escalation_recalled": stories.recalled,
    "escalation_completed": lambda cast: actions.add_addendum(
        stories.sent(cast), by=cast.moderator, text="Le débit a doublé."
    ),
    "escalation_extended": lambda cast: actions.extend_escalation(
        stories.acknowledged(cast), by=cast.liaison, text="Complexe."
    ),
    "escalation_published": lambda cast: actions.publish_escalation(
        stories.answered(cast), by=cast.liaison
    ),
    "report_escalated": stories.sent,
    "report_answered": lambda cast: actions.publish_escalation(
        stories.answered(cast), by=cast.liaison
    ),
}


def letter(kind, language="fr"):
    row = OutboxEmail.objects.filter(kind=kind).order_by("pk").last()
    row.language = language
    row.save()
    return letters.compose(row)


@pytest.mark.parametrize("kind", LIVED)
def test_it_is_written_in_both_languages_and_leads_to_the_file(cast, kind):
    row = LIVED[kind](cast)
    said = {language: letter(kind, language) for language in ("fr", "en")}
    assert said["fr"].subject != said["en"].subject
    assert said["fr"].body != said["en"].body
    target = row.blocker.reports.get() if kind.startswith("report") else row
    for message in said.values():
        html = message.alternatives[0][0]
        assert target.get_absolute_url() in message.body
        assert target.get_absolute_url() in html
        assert "Câblerie" not in message.body + html


def test_no_letter_names_a_company_that_has_not_agreed(cast):
    blocker = stories.qualified(cast)
    make_report(
        lab=cast.rouen, status="attached", blocker=blocker, company_name="Zinguerie",
        reporter=cast.founder, confidentiality="labs", title="Un secret",
    )  # fmt: skip
    cast.liaison  # noqa: B018
    actions.escalate_blocker(blocker, by=cast.moderator, authorities=[cast.ministry])
    message = letter("escalation_received")
    assert "Zinguerie" not in message.body
    assert "Un secret" not in message.body
    kinds = OutboxEmail.objects.values_list("kind", "recipient")
    assert set(kinds.filter(kind="report_escalated")) == {
        ("report_escalated", "directrice@usine.example"),
        ("report_escalated", "fondatrice@startup.example"),
    }


def test_a_letter_dies_with_what_it_asks_for(cast):
    row = stories.sent(cast)
    actions.acknowledge_escalation(row, by=cast.liaison)
    assert letter("escalation_received") is None
    asked = stories.asked(cast)
    actions.reply_info_escalation(asked, by=cast.moderator, text="Deux.")
    assert letter("escalation_asked") is None


def test_whoever_has_left_the_authority_gets_no_letter(cast):
    stories.sent(cast)
    user = fresh(cast.liaison)
    user.memberships.all().delete()
    assert letter("escalation_received") is None


def test_every_liaison_of_the_authority_is_written_to_and_no_other(cast):
    cast.second_liaison  # noqa: B018
    stories.sent(cast)
    rows = OutboxEmail.objects.filter(kind="escalation_received")
    assert list(rows.values_list("recipient", flat=True)) == ["liaison@bercy.example"]


def test_two_cases_of_one_person_are_one_letter(cast):
    blocker = stories.qualified(cast)
    make_report(
        lab=cast.rouen, status="attached", blocker=blocker, reporter=cast.director,
        organisation=cast.plant, confidentiality="ministry",
    )  # fmt: skip
    actions.escalate_blocker(blocker, by=cast.moderator, authorities=[cast.ministry])
    assert OutboxEmail.objects.filter(kind="report_escalated").count() == 1


def test_a_title_with_signs_is_written_as_it_is(cast):
    row = stories.sent(cast, title="Cuve <7> & « bain »")
    with translation.override("fr"):
        message = letter("escalation_received")
    assert "Cuve <7> & « bain »" in message.subject
    assert "<7>" not in message.alternatives[0][0]
    assert Escalation.objects.get(pk=row.pk).title == "Cuve <7> & « bain »"
