"""Declarations of jobs, and what every act's tests ask of them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programmes import actions
from programmes.jobs.enums import JobsStatus
from programmes.models import JobsRecord, Organisation
from servindus import clock
from servindus.actors import SYSTEM
from servindus.models import User
from servindus.workflow import Act, TransitionNotAllowed
from tests.cast import Cast, fresh, make_organisation

ALL = [str(status) for status in JobsStatus]
AS_OF = date(2026, 6, 30)
# Twelve months later.
CHECK_ON = date(2027, 6, 30)
ATTESTED = {
    "attribution": "A",
    "how": "Le capteur essayé à l’atelier a ouvert une ligne de maintenance.",
    "document": "Lettre de la directrice",
    "document_on": date(2026, 7, 3),
    "document_kept": "Service du personnel",
}
PLAUSIBLE = {"attribution": "B", "how": "La mise en relation a donné une commande."}
GIVEN = {
    "kind": "created",
    "fte_before": Decimal(100),
    "fte_now": Decimal(105),
    "as_of": AS_OF,
    "fte": Decimal(3),
    "service_fte": Decimal(2),
    "higher_tertiary_fte": Decimal(1),
    **ATTESTED,
}
# The same as a browser sends it.
SENT = {
    **{name: str(value) for name, value in GIVEN.items()},
    "introduction": "",
    "blocker": "",
    "pilot": "",
    "document_url": "",
    "contracts": "",
    "months": "",
    "share": "",
}


def make_record(
    *, organisation: Organisation, by: User, status: str = "draft", **fields: Any
) -> JobsRecord:
    """Insert a declaration in a status, without its story."""
    given = {**GIVEN, "lab": organisation.lab, **fields}
    turned_down = status in ("refused", "withdrawn")
    counted = status in ("confirmed", "withdrawn")
    return JobsRecord.objects.create(
        organisation=organisation,
        declared_by=by,
        status=status,
        reason="Sans lien." if turned_down else "",
        confirmed_at=clock.now() if counted else None,
        **given,
    )


class Scene:
    """A plant of Rouen that has grown, its director, and the lab."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.plant = cast, cast.plant
        # Mails go to whoever is there.
        self.staff = {cast.moderator.email, cast.second_moderator.email}

    def declare(self, by: User | None = None, **fields: Any) -> JobsRecord:
        """The director writes a declaration down."""
        by = by or self.cast.director
        organisation = fields.pop("organisation", self.plant)
        given = {**GIVEN, "lab": self.cast.rouen, **fields}
        actions.declare_jobs(organisation, by=by, **given)
        return JobsRecord.objects.latest("pk")

    def submitted(self, **fields: Any) -> JobsRecord:
        """The same, sent to the lab."""
        record = self.declare(**fields)
        return actions.submit_jobs_record(record, by=record.declared_by)

    def counted(self, **fields: Any) -> JobsRecord:
        """The same, confirmed."""
        record = self.submitted(**fields)
        return actions.confirm_jobs_record(record, by=self.cast.moderator)

    def in_status(self, status: str) -> JobsRecord:
        """Insert one in a status, of a company of its own."""
        company = make_organisation(kind="industrial", lab=self.cast.rouen)
        return make_record(organisation=company, by=self.cast.director, status=status)


def starts_only_from(act: Act[Any], scene: Scene, sources: str, **inputs: Any) -> None:
    """Every other status is refused, and the row stays as it was."""
    assert set(act.sources) == set(sources.split())
    for status in set(ALL) - set(sources.split()):
        row = scene.in_status(status)
        with pytest.raises(TransitionNotAllowed):
            act(row, by=SYSTEM, **inputs)
        assert fresh(row).status == status
