"""Facilities and requests for access, and what every act's tests ask of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from programmes import actions
from programmes.facilities.enums import AccessStatus
from programmes.models import AccessRequest, Commune, Facility, Organisation
from servindus.actors import SYSTEM
from servindus.models import User
from servindus.workflow import Act, TransitionNotAllowed
from tests.cast import Cast, fresh, make_member, make_organisation

TODAY = date(2026, 9, 7)
ALL = [str(status) for status in AccessStatus]


def day(number: int) -> date:
    """So many days after that Monday."""
    return TODAY + timedelta(days=number)


def make_facility(*, owner: Organisation, **fields: Any) -> Facility:
    """Put something into the catalogue."""
    given = {
        "lab": owner.lab,
        "kind": "workshop",
        "name": "Atelier de prototypage",
        "summary": "Du croquis à la pièce d’essai.",
        "description": "Découpe laser, fraisage, impression métal.",
        "price_kind": "quote",
        "commune": Commune.objects.get(code="76540"),
        "contact_name": "Julien Prieur",
        "contact_phone": "02 00 00 00 12",
        "status": "open",
        **fields,
    }
    return Facility.objects.create(owner=owner, **given)


class Scene:
    """A workshop of a startup, its founder, and a plant that asks for it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.owner = make_organisation(lab=cast.rouen, name="Maquetto")
        self.keeper = make_member(
            organisation=self.owner, email="atelier@maquetto.example"
        )
        self.facility = make_facility(owner=self.owner)

    def ask(self, by: User | None = None, **fields: Any) -> AccessRequest:
        """The plant's director asks for two days in a week."""
        by = by or self.cast.director
        given = {
            "organisation": self.cast.plant,
            "purpose": "Essayer deux formes de roue.",
            "people": 2,
            "wanted_from": day(7),
            "wanted_until": day(8),
            **fields,
        }
        facility = given.pop("facility", self.facility)
        actions.ask_facility(facility, by=by, **given)
        return AccessRequest.objects.latest("pk")

    def agreed(self, **dates: Any) -> AccessRequest:
        """The same, with its days."""
        given = {
            "starts_on": day(7),
            "ends_on": day(8),
            "text": "Par la cour.",
            **dates,
        }
        return actions.accept_access_request(self.ask(), by=self.keeper, **given)

    def in_status(self, status: str) -> AccessRequest:
        """Insert a request in a status, of a company of its own; no journal."""
        dated = status in ("accepted", "used", "untold")
        return AccessRequest.objects.create(
            facility=self.facility,
            organisation=make_organisation(kind="industrial", lab=self.cast.rouen),
            requested_by=self.cast.director,
            status=status,
            purpose="Essayer.",
            wanted_from=TODAY,
            wanted_until=TODAY,
            answer_by=day(7),
            starts_on=day(-3) if dated else None,
            ends_on=day(-2) if dated else None,
            used_on=day(-3) if status == "used" else None,
            answer="Non." if status == "declined" else "",
            decline_code="full" if status == "declined" else "",
            cancel_reason="Plus besoin." if status == "cancelled" else "",
        )


def starts_only_from(act: Act[Any], scene: Scene, sources: str, **inputs: Any) -> None:
    """Every other status is refused, and the row stays as it was."""
    assert set(act.sources) == set(sources.split())
    for status in set(ALL) - set(sources.split()):
        row = scene.in_status(status)
        with pytest.raises(TransitionNotAllowed):
            act(row, by=SYSTEM, **inputs)
        assert fresh(row).status == status


def portal(row: Any, name: str) -> str:
    """Give an act's address."""
    return reverse(f"programmes:{name}", args=[row.public_id])


def desk(row: Any, name: str) -> str:
    """Give an act's address in the administration."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_act", args=[row.pk, name])
