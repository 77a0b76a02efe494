"""Witness companies, and what every act's tests ask of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Model

from programmes import actions
from programmes.models import (
    BurdenRow,
    Observation,
    Organisation,
    Wave,
    WitnessEngagement,
)
from servindus import clock
from servindus.models import User
from tests.cast import Cast, fresh

D = Decimal
# The Monday of the tests; the waves that follow a start on it.
START = date(2026, 9, 7)
T0_ON = date(2026, 10, 7)
SEEN: dict[str, Any] = {
    "kind": "call",
    "happened_on": START,
    "flow": "retours client",
    "text": "Deux retours sur trois attendent une signature.",
}
QUOTED = {"quote": "On a gagné les allers-retours.", "quote_audience": "public"}
WEIGHS: dict[str, Any] = {
    "obligation": "Vérification des balances de dosage",
    "hours_per_year": D(22),
    "euros_per_year": D(31000),
    "workability": 4,
    "reasons": "La norme suppose un poste fixe.",
    "irritations": ["inflexible"],
}
ALL = {
    "share_indicators": True,
    "share_quotes": True,
    "share_photos": True,
    "share_name": True,
}
NONE = dict.fromkeys(ALL, False)


def make_engagement(
    *,
    organisation: Organisation,
    referent: User,
    status: str = "running",
    **fields: Any,
) -> WitnessEngagement:
    """Insert an engagement in a status, without its story."""
    signed = status != "prepared"
    given = {
        "charter_signed_on": START if signed else None,
        "starts_on": START if signed else None,
        "planned_end_on": date(2028, 9, 7) if signed else None,
        "ended_on": START if status == "ended" else None,
        "end_reason": "Fermeture de l’atelier." if status == "ended" else "",
        "lab": organisation.lab,
        **fields,
    }
    return WitnessEngagement.objects.create(
        organisation=organisation, referent=referent, status=status, **given
    )


def make_wave(
    *, engagement: WitnessEngagement, status: str = "open", **fields: Any
) -> Wave:
    """Insert a wave in a status, without its story."""
    given = {
        "kind": "t0",
        "due_on": T0_ON,
        "entered_on": START if status in ("entered", "approved") else None,
        "approved_on": START if status == "approved" else None,
        **fields,
    }
    return Wave.objects.create(engagement=engagement, status=status, **given)


@contextmanager
def _at_any_time(model: type[Model]) -> Iterator[None]:
    """Do without the trigger that lets nothing into a wave that was handed in."""
    table = model._meta.db_table
    # A table does not change while foreign keys of its rows wait to be looked at.
    now = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{now} ALTER TABLE {table} DISABLE TRIGGER written_in_time")
        yield
        cursor.execute(f"{now} ALTER TABLE {table} ENABLE TRIGGER written_in_time")


def make_burden(*, wave: Wave, number: int = 1, **fields: Any) -> BurdenRow:
    """Insert a line, whatever its wave's status is."""
    given = {**WEIGHS, **fields}
    with _at_any_time(BurdenRow):
        return BurdenRow.objects.create(wave=wave, number=number, **given)


def make_observation(*, wave: Wave, author: User, **fields: Any) -> Observation:
    """Insert what somebody has seen, whatever the wave's status is."""
    given = {**SEEN, **fields}
    with _at_any_time(Observation):
        return Observation.objects.create(wave=wave, author=author, **given)


class Scene:
    """A plant of Rouen that lets its lab look."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.plant = cast, cast.plant
        # Mails go to whoever is there.
        self.me, self.lab = cast.director.email, cast.moderator.email
        self.second = cast.second_moderator.email

    def prepared(self, **fields: Any) -> WitnessEngagement:
        """The lab proposes it."""
        given = {"referent": self.cast.moderator, **fields}
        organisation = given.pop("organisation", self.plant)
        actions.prepare_witness_engagement(
            organisation, by=self.cast.moderator, **given
        )
        return WitnessEngagement.objects.latest("pk")

    def running(self, **scopes: bool) -> WitnessEngagement:
        """The company signs."""
        return actions.sign_witness_engagement(
            self.prepared(),
            by=self.cast.director,
            signed_on=clock.today(),
            **{**NONE, **scopes},
        )

    def wave(self, **scopes: bool) -> Wave:
        """The baseline of a running engagement."""
        return self.running(**scopes).waves.in_order().first()  # type: ignore[return-value]

    def seen(self, wave: Wave, by: User | None = None, **fields: Any) -> Observation:
        """Somebody writes an observation."""
        mark = uuid4()
        actions.record_observation(
            wave,
            by=by or self.cast.director,
            public_id=mark,
            **{"quote": "", "quote_audience": "lab", **SEEN, **fields},
        )
        return Observation.objects.get(public_id=mark)

    def burden(self, wave: Wave, by: User | None = None, **fields: Any) -> BurdenRow:
        """Somebody writes a line."""
        mark = uuid4()
        actions.add_burden_row(
            wave,
            by=by or self.cast.director,
            public_id=mark,
            **{**WEIGHS, **fields},
        )
        return BurdenRow.objects.get(public_id=mark)

    def entered(self, **scopes: bool) -> Wave:
        """A baseline with a line, handed to the lab."""
        wave = self.wave(**scopes)
        self.burden(wave)
        return actions.enter_wave(fresh(wave), by=self.cast.director)

    def approved(self, **scopes: bool) -> Wave:
        """The same, approved."""
        return actions.approve_wave(self.entered(**scopes), by=self.cast.moderator)
