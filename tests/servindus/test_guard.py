"""The database's own guard: declared steps, a line for each, a journal for ever."""

import pytest
from django.db import DatabaseError, connection, transaction

from matchmaking.models import DecisionMaker, Introduction
from programmes.models import Organisation
from servindus import guard, workflow
from servindus.actors import SYSTEM
from servindus.models import JournalEntry
from servindus.workflow import write_journal
from tests.cast import MONDAY, make_introduction


@pytest.fixture
def introduction(cast, monday):
    return make_introduction(
        startup=cast.startup, decision_maker=cast.manager, requested_by=cast.founder
    )


def refused(message):
    return pytest.raises(DatabaseError, match=message)


def test_an_undeclared_jump_is_refused_by_update(introduction):
    with refused("undeclared step"), transaction.atomic():
        Introduction.objects.filter(pk=introduction.pk).update(status="draft")


def test_an_undeclared_jump_is_refused_in_raw_sql(introduction):
    with refused("undeclared step"), transaction.atomic(), connection.cursor() as sql:
        sql.execute(
            "UPDATE matchmaking_introduction SET status = 'closed' WHERE id = %s",
            [introduction.pk],
        )


def test_an_undeclared_jump_is_refused_even_with_a_line(introduction):
    with refused("undeclared step"), transaction.atomic():
        line(introduction, "sent", "draft")
        Introduction.objects.filter(pk=introduction.pk).update(status="draft")


def test_a_declared_jump_without_a_line_is_refused(introduction):
    with refused("without a journal line"), transaction.atomic():
        Introduction.objects.filter(pk=introduction.pk).update(status="withdrawn")


def line(obj, source, target):
    write_journal("test", obj, by=SYSTEM, now=MONDAY, source=source, target=target)


def test_a_line_about_another_row_or_step_is_no_excuse(introduction, cast):
    other = make_introduction(
        startup=cast.other_startup,
        decision_maker=cast.manager,
        requested_by=cast.other_founder,
    )
    with refused("without a journal line"), transaction.atomic():
        line(other, "sent", "withdrawn")
        line(introduction, "sent", "expired")
        line(cast.manager, "sent", "withdrawn")
        Introduction.objects.filter(pk=introduction.pk).update(status="withdrawn")


@pytest.mark.django_db(transaction=True)
def test_a_line_of_an_earlier_transaction_is_no_excuse(introduction):
    line(introduction, "sent", "withdrawn")
    with refused("without a journal line"):
        Introduction.objects.filter(pk=introduction.pk).update(status="withdrawn")


def test_a_declared_jump_with_its_line_passes(introduction):
    with transaction.atomic():
        line(introduction, "sent", "withdrawn")
        Introduction.objects.filter(pk=introduction.pk).update(status="withdrawn")
    assert Introduction.objects.get(pk=introduction.pk).status == "withdrawn"


@pytest.mark.parametrize(
    ("model", "status"), [(DecisionMaker, "left"), (Organisation, "pending")]
)
def test_other_statuses_are_guarded_too(introduction, model, status):
    row = model.objects.filter(
        pk__in=[introduction.decision_maker_id, introduction.startup_id]
    )
    with refused("undeclared step"), transaction.atomic():
        row.update(status=status)


def test_every_model_with_declared_steps_has_the_trigger(db):
    with connection.cursor() as sql:
        sql.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgfoid = 'servindus_guard_status'::regproc"
        )
        guarded = {name for (name,) in sql.fetchall()}
    assert {table for table, _source, _target in workflow.declared_pairs()} <= guarded


def transitions():
    with connection.cursor() as sql:
        sql.execute("SELECT model, source, target FROM servindus_transition")
        return set(sql.fetchall())


def test_the_database_knows_exactly_the_declared_steps(db):
    assert transitions() == workflow.declared_pairs()


def test_a_step_that_is_no_longer_declared_is_taken_out(db):
    with connection.cursor() as sql:
        sql.execute("INSERT INTO servindus_transition VALUES ('x', 'a', 'b')")
        sql.execute("DELETE FROM servindus_transition WHERE target = 'accepted'")
    guard.declare_transitions()
    assert transitions() == workflow.declared_pairs()


def test_the_journal_cannot_be_changed(introduction):
    line(introduction, "", "sent")
    with refused("append-only: UPDATE"), transaction.atomic():
        JournalEntry.objects.update(verb="other")


def test_the_journal_cannot_be_deleted(introduction):
    line(introduction, "", "sent")
    with (
        refused("append-only: DELETE"),
        transaction.atomic(),
        connection.cursor() as sql,
    ):
        sql.execute("DELETE FROM servindus_journalentry")


def test_the_journal_cannot_be_emptied(introduction):
    with (
        refused("append-only: TRUNCATE"),
        transaction.atomic(),
        connection.cursor() as s,
    ):
        s.execute("SET LOCAL servindus.may_truncate = 'no'")
        s.execute("TRUNCATE servindus_journalentry CASCADE")


def test_the_journal_cannot_be_emptied_without_the_option(introduction):
    with (
        refused("append-only: TRUNCATE"),
        transaction.atomic(),
        connection.cursor() as s,
    ):
        s.execute("SET LOCAL servindus.may_truncate = ''")
        s.execute("TRUNCATE servindus_journalentry CASCADE")
