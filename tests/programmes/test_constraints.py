"""The database refuses the wrong row, whoever writes it."""

import pytest
from django.db import IntegrityError, connection, transaction

from programmes.models import (
    ImportRun,
    Invitation,
    LabClosure,
    Membership,
    Organisation,
)
from servindus import clock
from tests.programmes import factories as make

pytestmark = pytest.mark.django_db


def refused(write, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(**fields)


def test_organisations():
    add = Organisation.objects.create
    make.organisation(siren="552032534", source="x", source_id="1")
    refused(add, kind="startup", name="A", siren="552032534")
    refused(add, kind="startup", name="A", siren="12345678")
    refused(add, kind="startup", name="A", siren="732829320", is_fictitious=True)
    refused(add, kind="startup", name="A", naf_code="62.01Z")
    refused(add, kind="startup", name="A", status="refused")
    refused(add, kind="startup", name="A", source="x", source_id="1")
    # Without an identifier there, a source names nothing twice.
    add(kind="startup", name="A", source="x")
    add(kind="startup", name="A", source="x")


def test_memberships(founder, startup, newcomer):
    add = Membership.objects.create
    now = clock.now()
    both = {"user": newcomer, "organisation": startup}
    refused(add, user=founder, organisation=startup, status="pending")
    refused(add, **both, status="active")
    refused(add, **both, status="pending", started_at=now)
    refused(add, **both, status="ended")
    refused(add, **both, status="active", started_at=now, refusal="No")
    add(**both, status="ended", ended_at=now)
    add(**both, status="ended", ended_at=now)


def test_invitations(founder, startup):
    def add(email):
        return Invitation.objects.create(
            organisation=startup,
            email=email,
            invited_by=founder,
            expires_at=clock.now(),
        )

    add("zoe@x.example")
    refused(add, email="Zoe@X.example")


def test_closures_and_imports(rouen):
    day = clock.today()
    before = day.replace(year=day.year - 1)
    add = LabClosure.objects.create
    refused(add, lab=rouen, starts_on=day, ends_on=before, reason="Bridge")
    add = ImportRun.objects.create
    refused(add, kind="startup", file_name="a.csv", status="done")
    refused(add, kind="startup", file_name="a.csv", finished_at=clock.now())
    refused(add, kind="startup", file_name="a.csv", rows_total=1, rows_read=2)


def test_labs(rouen):
    for wrong in (
        {"quiet_from": None},
        {"reveal_minutes": 1441},
        {"starts_on": "2026-02-01", "ends_on": "2026-01-01"},
    ):
        refused(type(rouen).objects.filter(pk=rouen.pk).update, **wrong)


@pytest.mark.parametrize(
    ("table", "source", "target"),
    [
        ("programmes_organisation", "verified", "pending"),
        ("programmes_membership", "active", "pending"),
    ],
)
def test_an_undeclared_step_is_refused(founder, table, source, target):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE {table} SET status = %s, started_at = NULL WHERE status = %s"
            if "membership" in table
            else f"UPDATE {table} SET status = %s WHERE status = %s",
            [target, source],
        )


def test_a_declared_step_needs_its_journal_line(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=asked.pk).update(
            status="active", started_at=clock.now()
        )
