"""A practice of Nancy that Rouen ties to a blocker of its own; Amiens judges."""

from typing import Any

from django.urls import reverse

from benchmarking import actions
from benchmarking.models import PracticeBlockerLink, PracticeVersion
from blockers.models import Blocker, Verification
from programmes.models import Lab
from servindus.models import User
from tests.benchmarking.practices import Reading
from tests.blockers.escalations import qualified
from tests.blockers.following import asked, later, said
from tests.cast import Cast, make_lab

TEXT = "Le jour fixe a suffi : l’inspection a vu l’essai sur place."
NUMBER = "LEGIARTI000022959325"
LIST = "/bonnes-pratiques/liens/"


def portal(link: PracticeBlockerLink, name: str) -> str:
    """Give the address of an act on a link."""
    return reverse(f"benchmarking:{name}_practice_blocker_link", args=[link.public_id])


class Tying(Reading):
    """Nancy's practice, Rouen's blocker and word, Amiens's judgement."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        assert cast.moderator
        self.claimer: User = cast.moderator
        self.rouen_lab: Lab = make_lab()

    def blocker(self) -> Blocker:
        """A blocker of Rouen that cites a text."""
        return Blocker.objects.first() or qualified(self.cast)

    def verified(self) -> Blocker:
        """A company of Rouen has said on its site that it is solved."""
        row: Verification = asked(self.cast)
        with later(28):
            return said(row, self.cast, "solved")

    def version(self) -> PracticeVersion:
        """Nancy's practice in the library."""
        return PracticeVersion.objects.listed().first() or self.published()

    def claimed(self, by: User | None = None, **fields: Any) -> PracticeBlockerLink:
        """Rouen says what came of it."""
        lab: Lab = fields.pop("lab", self.rouen_lab)
        given = {"relation": "lifts", "text": TEXT, **fields}
        given.setdefault("blocker", self.blocker())
        if "what" not in given:
            given["what"] = self.version().practice
        return actions.claim_practice_blocker_link(lab, by=by or self.claimer, **given)

    def confirmed(self, **fields: Any) -> PracticeBlockerLink:
        """Amiens says that it is so; a lift is verified before."""
        if fields.get("relation", "lifts") == "lifts" and "blocker" not in fields:
            fields["blocker"] = self.verified()
        return actions.confirm_practice_blocker_link(
            self.claimed(**fields), by=self.amiens
        )

    def refuted(self, **fields: Any) -> PracticeBlockerLink:
        """Amiens says that it is not so."""
        return actions.refute_practice_blocker_link(
            self.claimed(**fields), by=self.amiens, text="La cuve avait changé."
        )


def copied(link: PracticeBlockerLink, **fields: Any) -> PracticeBlockerLink:
    """Insert the row once more behind the acts' back, with some columns changed."""
    own = {"id", "public_id"}
    kept = [one.name for one in link._meta.concrete_fields if one.name not in own]
    given = {name: getattr(link, name) for name in kept}
    return PracticeBlockerLink.objects.create(**{**given, **fields})
