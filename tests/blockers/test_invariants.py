"""`check_invariants` finds what is broken by hand, and nothing in lived dossiers."""

from datetime import date

from blockers.models import Ask, Clock
from servindus.invariants import broken
from tests.blockers import escalations as stories


def test_lived_dossiers_break_nothing(cast):
    for story in stories.STORIES.values():
        story(cast)
    assert broken() == {}


def test_a_clock_that_was_stopped_by_hand_is_found(cast):
    for row in (stories.acknowledged(cast), stories.answered(cast)):
        Clock.objects.filter(escalation=row, stopped_on=None).update(
            stopped_on=date(2026, 9, 7)
        )
    assert [len(rows) for rows in broken().values()] == [2]
    assert list(broken()) == ["B1 every dossier that is owed something has its clock"]


def test_a_clock_of_another_lab_is_found(cast):
    row = stories.acknowledged(cast)
    of_dossier = row.clocks.filter(stopped_on=None).get()
    of_case = Clock.objects.create(
        report=row.blocker.reports.get(), lab=cast.rouen, code="C1", version=1,
        owed_by="lab", amount=5, unit="working_days", started_on=date(2026, 9, 7),
        due_on=date(2026, 9, 14),
    )  # fmt: skip
    assert broken() == {}
    for found in (of_dossier, of_case):
        Clock.objects.filter(pk=found.pk).update(lab=cast.nancy)
    assert [len(rows) for rows in broken().values()] == [2]
    assert list(broken()) == ["a clock is of its case's lab"]


def test_an_answered_dossier_with_an_ask_left_is_found(cast, monkeypatch):
    row = stories.answered(cast)
    asks = [*row.dossier["asks"], {"id": "x"}]
    monkeypatch.setattr(
        type(row), "ask_ids", property(lambda _row: [ask["id"] for ask in asks])
    )
    assert list(broken()) == ["B5 answered means every ask is answered"]
    assert Ask.objects.count() == 1


def test_a_start_that_moved_is_found(cast):
    row = stories.forwarded(cast).forwarded_to.get()
    Clock.objects.filter(escalation=row, code="C4").update(started_on=date(2026, 9, 8))
    assert list(broken()) == ["B7 forwarding keeps the first day"]
