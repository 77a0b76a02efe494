"""A practice of Nancy that Rouen and Amiens read, and what every act's tests ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from benchmarking import actions
from benchmarking.models import PracticeVersion, Tool
from benchmarking.practices.enums import POINTS, VersionStatus
from programmes.models import Topic, Workstream
from servindus.models import User
from servindus.workflow import TransitionNotAllowed
from tests.cast import Cast, fresh, make_lab, make_member
from tests.programmes.facilities import TODAY, day

ALL = [str(status) for status in VersionStatus]
NEED = "Essayer une pièce coûte trop cher"
TEXTS: dict[str, Any] = {
    "problem": "Une PME hésite à payer pour savoir.",
    "solution": "1. Un jour fixe.\n2. Un prix fixe.",
    "conditions": "Un atelier qui bloque un jour.",
    "person_days": Decimal(12),
    "euros": Decimal(1800),
    "skills": "Un technicien d’impression.",
    "difficulties": "Les pièces arrivent sans plan.",
    "failures": "Le premier mois gratuit : personne ne venait.",
    "started_on": TODAY - timedelta(days=300),
}
PIECE: dict[str, Any] = {
    "claim": "Une pièce sur deux est commandée",
    "indicator": "pièces commandées",
    "numerator": Decimal(11),
    "denominator": Decimal(23),
    "starts_on": TODAY - timedelta(days=280),
    "ends_on": TODAY - timedelta(days=20),
    "source": "Cahier de l’atelier",
}
MARKS = dict.fromkeys(POINTS, 3)


def portal(version: PracticeVersion, name: str) -> str:
    """Give the address of an act on a version."""
    return reverse(f"benchmarking:{name}", args=[version.public_id])


class Reading:
    """Nancy's colleague writes; Rouen and Amiens read."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.writer = cast.colleague
        self.rouen = cast.moderator
        amiens = make_lab("amiens")
        assert amiens.operator is not None
        self.amiens = make_member(
            organisation=amiens.operator, email="referent@amiens.example"
        )

    def draft(self, by: User | None = None, **fields: Any) -> PracticeVersion:
        """Begin a practice of Nancy."""
        given = {
            "workstream": Workstream.objects.get(number=2),
            "topics": Topic.objects.filter(slug="prototyping"),
            "need": NEED,
            "title": "Un jour d’atelier à prix fixe",
            **fields,
        }
        lab = given.pop("lab", self.cast.nancy)
        return actions.draft_practice(lab, by=by or self.writer, **given)

    def whole(self, **fields: Any) -> PracticeVersion:
        """Write it to the end, with a piece of evidence."""
        version = self.draft()
        actions.edit_practice_version(version, by=self.writer, **{**TEXTS, **fields})
        return actions.add_evidence_practice_version(version, by=self.writer, **PIECE)

    def submitted(self, **fields: Any) -> PracticeVersion:
        """Hand it in."""
        return actions.submit_practice_version(self.whole(**fields), by=self.writer)

    def read(self, **fields: Any) -> PracticeVersion:
        """Rouen lets the labs read it."""
        return actions.admit_practice_version(self.submitted(**fields), by=self.rouen)

    def judge(self, version: PracticeVersion, by: User, **more: Any) -> None:
        """Another lab writes its opinion."""
        given = {**MARKS, "opinion": "Clair, et le coût est dit.", **more}
        actions.review_practice_version(version, by=by, **given)

    def published(self, *judges: User, **fields: Any) -> PracticeVersion:
        """Rouen has judged it, and others if they are named; Nancy publishes it."""
        version = self.read(**fields)
        for one in judges or (self.rouen,):
            self.judge(version, one)
        return actions.publish_practice_version(
            version, by=self.writer, review_on=day(365)
        )

    def labelled(self) -> PracticeVersion:
        """Two other labs have judged it."""
        version = self.published(self.rouen, self.amiens)
        return actions.label_practice_version(version, by=self.rouen)

    def retired(self) -> PracticeVersion:
        """It has left the library."""
        return actions.retire_practice_version(
            self.published(), by=self.writer, code="outdated", text="Prix d’hier."
        )

    def in_status(self, status: str) -> PracticeVersion:
        """Give a version that stands there, through the acts."""
        makers = {
            "draft": self.whole,
            "submitted": self.submitted,
            "peer_review": self.read,
            "published": self.published,
            "labelled": self.labelled,
            "retired": self.retired,
        }
        return makers[status]()

    def tool(self, **fields: Any) -> Tool:
        """Describe a tool of Nancy."""
        given = {
            "kind": "guide",
            "name": "Fiche de relais",
            "description": "Une page par jour passé dans une usine.",
            "release": "1",
            "licence": "etalab-2.0",
            "website": "https://exemple.fr/fiche",
            **fields,
        }
        return actions.draft_tool(self.cast.nancy, by=self.writer, **given)


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """Expect the database to refuse, by the constraint of this name."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    assert error.value.__cause__.diag.constraint_name == constraint


def refused_elsewhere(reading: Reading, act: Any, by: User, **inputs: Any) -> None:
    """An act starts from its statuses alone, whoever asks and through the code too."""
    for status in ALL:
        if status in act.sources:
            continue
        version = reading.in_status(status)
        with pytest.raises(TransitionNotAllowed):
            act(version, by=by, **inputs)
        assert fresh(version).status == status
