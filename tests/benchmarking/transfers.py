"""A practice of Nancy on its way to Rouen, by the acts; Amiens is the third lab."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from benchmarking import actions
from benchmarking.models import Transfer
from programmes.models import Lab
from servindus import clock
from servindus.models import User
from tests.benchmarking.practices import Reading
from tests.cast import Cast, make_lab, make_member
from tests.matchmaking.days import moment

WHY = "Trois usines de Rouen hésitent devant le prix d’un essai."
SEEN = "Le technicien passe le mardi ; tout tient à un classeur."
HEARD = "Nous gardons le jour fixe, pas le prix."
TEXT = "Le deuxième atelier n’a pas suivi."


def portal(transfer: Transfer, name: str) -> str:
    """Give the address of an act on a transfer."""
    return reverse(f"benchmarking:{name}_transfer", args=[transfer.public_id])


class Moving(Reading):
    """Nancy gives, Rouen takes over, Amiens looks a year later."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        assert cast.moderator
        self.taker: User = cast.moderator
        self.rouen_lab, self.nancy_lab = make_lab(), cast.nancy

    def proposed(self, by: User | None = None, **fields: Any) -> Transfer:
        """Rouen asks Nancy for its practice."""
        lab: Lab = fields.pop("lab", self.rouen_lab)
        given: dict[str, Any] = {"receiver": self.rouen_lab, "why": WHY, **fields}
        if "version" not in given:
            given["version"] = self.published()
        return actions.propose_transfer(lab, by=by or self.taker, **given)

    def seen(self, transfer: Transfer | None = None) -> Transfer:
        """Nancy notes the visit."""
        return actions.log_contact_transfer(
            transfer or self.proposed(), by=self.writer, contact_kind="visit",
            contact_on=clock.today(), text=SEEN,
        )  # fmt: skip

    def understood(self, transfer: Transfer | None = None) -> Transfer:
        """Rouen says what it keeps of it."""
        row = self.seen(transfer)
        return actions.understand_transfer(row, by=self.taker, text=HEARD)

    def plan(self, **fields: Any) -> dict[str, Any]:
        """Give the plan's fields."""
        return {
            "plan": "1. Deux usines disent oui.\n2. Un premier jour en mars.",
            "sponsor": self.taker,
            "owner": self.taker,
            "indicator": "pièces d’essai commandées par trimestre",
            "baseline": Decimal(2),
            "target": Decimal(12),
            "target_on": clock.today() + timedelta(days=90),
            "kept": "Le jour fixe : il rassure.",
            "adapted": "",
            "dropped": "Le mois gratuit.",
            "legal_state": "not_needed",
            "legal_text": "",
            **fields,
        }

    def planned(self, transfer: Transfer | None = None, **fields: Any) -> Transfer:
        """Rouen writes its plan."""
        row = self.understood(transfer)
        return actions.plan_transfer(row, by=self.taker, **self.plan(**fields))

    def adapting(self, transfer: Transfer | None = None) -> Transfer:
        """Rouen begins."""
        return actions.adapt_transfer(self.planned(transfer), by=self.taker)

    def in_use(self, transfer: Transfer | None = None) -> Transfer:
        """Rouen shows that it is in use."""
        return actions.use_transfer(
            self.adapting(transfer), by=self.taker, used_on=clock.today(),
            text="Sept pièces en un mois.", source="Carnet", value=Decimal(7),
        )  # fmt: skip

    def sustained(self, transfer: Transfer | None = None) -> Transfer:
        """A year later Amiens has looked."""
        row = self.in_use(transfer)
        with clock.at(moment(date(2027, 9, 8))):
            return actions.sustain_transfer(
                row, by=self.amiens, text="Toujours un mardi sur deux."
            )

    def carried(self, transfer: Transfer) -> Transfer:
        """Carry one of Nancy's to another receiver, up to its use there."""
        lab = transfer.receiver
        assert lab.operator is not None
        by = make_member(organisation=lab.operator, email=f"qui@{lab.slug}.example")
        step: dict[str, Any] = {"by": by}
        actions.log_contact_transfer(
            transfer, by=self.writer, contact_kind="call", contact_on=clock.today(),
            text=SEEN,
        )  # fmt: skip
        actions.understand_transfer(transfer, text=HEARD, **step)
        actions.plan_transfer(transfer, **step, **self.plan(sponsor=by, owner=by))
        actions.adapt_transfer(transfer, **step)
        return actions.use_transfer(
            transfer, used_on=clock.today(), text="Cela sert.", source="Carnet", **step
        )

    def declined(self) -> Transfer:
        """Nancy says no."""
        return actions.decline_transfer(
            self.proposed(), by=self.writer, code="no_means", text=TEXT
        )

    def stopped(self) -> Transfer:
        """Rouen goes no further."""
        return actions.stop_transfer(
            self.adapting(), by=self.taker, code="no_effect", text=TEXT
        )

    def standing(self, status: str) -> Transfer:
        """Give a transfer that stands there, through the acts."""
        makers = {
            "proposed": self.proposed,
            "understanding": self.understood,
            "planned": self.planned,
            "adapting": self.adapting,
            "in_use": self.in_use,
            "sustained": self.sustained,
            "declined": self.declined,
            "stopped": self.stopped,
        }
        return makers[status]()  # type: ignore[operator]


def copied(transfer: Transfer, **fields: Any) -> Transfer:
    """Insert the row once more behind the acts' back, with some columns changed."""
    own = {"id", "public_id"}
    names = [one.name for one in Transfer._meta.concrete_fields if one.name not in own]
    given = {name: getattr(transfer, name) for name in names}
    return Transfer.objects.create(**{**given, **fields})
