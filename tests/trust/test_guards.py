"""With a guard taken away somebody sees a confidence: the crawl is not blind.

Each test makes one rule lax and reads the pages that it kept shut.
"""

import logging
from contextlib import contextmanager

import pytest
import rules

from blockers import dossier
from blockers.models import Escalation
from blockers.models.escalation import EscalationQuerySet
from blockers.models.report import ReportQuerySet
from matchmaking.models import AnswerLink, DecisionMaker, Introduction
from matchmaking.models.meeting import MeetingQuerySet
from matchmaking.models.people import StartupProfileQuerySet
from matchmaking.models.rows import IntroductionQuerySet
from programmes.models.imports import ImportRunQuerySet
from servindus.models.outbox import OutboxQuerySet
from tests.trust.crawler import links_of, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@contextmanager
def everybody_may(permission):
    kept = rules.permissions.permissions[permission]
    rules.set_perm(permission, rules.always_true)
    yield
    rules.set_perm(permission, kept)


def all_rows(rows, _user):
    return rows


def sees(visits, who, *pages):
    return set(read(visits, who, list(pages), follow=False))


def file_of(introduction):
    return f"/mises-en-relation/{introduction.public_id}/"


def test_rows_of_others(visits, monkeypatch):
    page = file_of(visits.world.files.theirs)
    assert sees(visits, "founder", page) == set()
    monkeypatch.setattr(IntroductionQuerySet, "visible_to", all_rows)
    with everybody_may("matchmaking.read_introduction"):
        assert {"theirs: subject", "theirs: why"} <= sees(visits, "founder", page)


def test_texts_of_a_request_that_another_lab_moderates(visits):
    page = file_of(visits.world.files.theirs)
    assert sees(visits, "nancy", page) == set()
    with everybody_may("matchmaking.read_introduction"):
        assert "theirs: subject" in sees(visits, "nancy", page)


def test_words_for_the_lab_alone(visits):
    page = file_of(visits.world.files.declined)
    note = "declined: call note"
    assert note not in sees(visits, "founder", page)
    with everybody_may("matchmaking.read_notes_of_introduction"):
        assert note in sees(visits, "founder", page)


def test_contact_details_before_a_yes(visits, monkeypatch):
    page = file_of(visits.world.files.asked)
    details = {"director: e-mail", "director: phone"}
    assert not details & sees(visits, "founder", page)
    monkeypatch.setattr(Introduction, "is_revealed", lambda *_now: True)
    assert details <= sees(visits, "founder", page)


def test_a_link_that_has_run_out(visits, monkeypatch):
    pages = list(links_of(visits, "expired"))
    assert sees(visits, "visitor", *pages) == set()
    monkeypatch.setattr(AnswerLink, "is_open", True)
    assert "founder: e-mail" in sees(visits, "visitor", *pages)


def test_a_name_that_is_not_public(visits, monkeypatch):
    card = visits.world.files.manager
    name = "card before a yes: name"
    assert name not in sees(visits, "rival", card.get_absolute_url())
    monkeypatch.setattr(DecisionMaker, "public_name", DecisionMaker.full_name)
    assert name in sees(visits, "rival", card.get_absolute_url())


def test_letters_of_another_lab(visits, monkeypatch):
    pages = [f"/admin/servindus/outboxemail/?p={number}" for number in range(1, 9)]
    address = "card before a yes: e-mail"
    assert address not in sees(visits, "amiens", *pages)
    monkeypatch.setattr(OutboxQuerySet, "visible_to", all_rows)
    assert address in sees(visits, "amiens", *pages)


def test_meetings_of_another_lab(visits, monkeypatch):
    page = "/admin/matchmaking/meeting/"
    assert "booked: subject" not in sees(visits, "nancy", page)
    monkeypatch.setattr(MeetingQuerySet, "visible_to", all_rows)
    assert "booked: subject" in sees(visits, "nancy", page)


def test_a_profile_that_is_not_published(visits, monkeypatch):
    profile = visits.world.files.their_profile
    page = f"/admin/matchmaking/startupprofile/{profile.pk}/change/"
    word = "unpublished profile: pitch"
    assert word not in sees(visits, "moderator", page)
    monkeypatch.setattr(StartupProfileQuerySet, "visible_to", all_rows)
    with everybody_may("matchmaking.view_startup_profile"):
        assert word in sees(visits, "moderator", page)


def test_imports_of_another_lab(visits, monkeypatch):
    page = f"/admin/programmes/importrun/{visits.world.run.pk}/change/"
    assert "import: a row" not in sees(visits, "nancy", page)
    monkeypatch.setattr(ImportRunQuerySet, "visible_to", all_rows)
    assert "import: a row" in sees(visits, "nancy", page)


def test_a_file_of_a_profile(visits):
    page = f"/profil/pieces/{visits.world.files.hidden_document.public_id}/"
    word = "unpublished profile: content of the file"
    assert sees(visits, "founder", page) == set()
    with everybody_may("matchmaking.view_startup_profile"):
        assert word in sees(visits, "founder", page)


def test_a_case_of_another_lab(visits, monkeypatch):
    page = visits.world.reports.submitted.get_absolute_url()
    assert sees(visits, "nancy", page) == set()
    monkeypatch.setattr(ReportQuerySet, "visible_to", all_rows)
    assert {"new case: title", "new case: situation"} <= sees(visits, "nancy", page)


def test_what_the_lab_says_of_a_case(visits):
    page = visits.world.reports.submitted.get_absolute_url()
    assert "new case: remark for the lab" not in sees(visits, "founder", page)
    with everybody_may("blockers.read_notes_of_report"):
        assert "new case: remark for the lab" in sees(visits, "founder", page)


def test_a_dossier_of_another_authority(visits, monkeypatch):
    page = visits.world.escalations.elsewhere.get_absolute_url()
    assert sees(visits, "liaison", page) == set()
    monkeypatch.setattr(EscalationQuerySet, "visible_to", all_rows)
    name = "dossier of the other authority"
    assert {f"{name}: summary", f"{name}: ask"} <= sees(visits, "liaison", page)


def test_the_name_of_a_company_that_has_not_agreed(visits, monkeypatch):
    sent = visits.world.escalations.sent
    name = "dossier: unnamed company"
    assert name not in sees(visits, "liaison", sent.get_absolute_url())
    monkeypatch.setattr(dossier, "is_named", lambda _report: True)
    monkeypatch.setattr(
        Escalation,
        "dossier",
        property(lambda row: dossier.build(row.blocker), lambda *_kept: None),
    )
    assert name in sees(visits, "liaison", sent.get_absolute_url())
