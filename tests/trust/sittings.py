"""Sittings of the world: what an authority says to itself, what labs are told."""

from datetime import timedelta
from typing import Any

from blockers import actions
from blockers.models import Escalation, Sitting, SittingItem
from blockers.versions import version_of
from servindus import clock
from servindus.models import User
from tests.cast import MONDAY
from tests.trust.escalations import Escalations
from tests.trust.people import Companies
from tests.trust.words import canary


class Sittings:
    """One planned, one held, one cancelled, and one of another authority."""

    def __init__(
        self, where: Companies, people: dict[str, User], files: Escalations
    ) -> None:
        self.where, self.people = where, people
        with clock.at(MONDAY - timedelta(days=1)):
            self._hold(files)
        self.cancelled = actions.cancel_sitting(
            self._plan([files.theirs], 20), by=people["liaison"],
            text=canary("cancelled sitting: reason"),
        )  # fmt: skip
        self.planned = self._plan([files.sent, files.asked], 7)
        self._put_off(self.planned, files.sent, "planned sitting", shared=True)
        self.elsewhere = self._plan([files.elsewhere], 7, by="liaison2")
        self._put_off(
            self.elsewhere, files.elsewhere, "sitting of the other authority",
            by="liaison2",
        )  # fmt: skip

    def _hold(self, files: Escalations) -> None:
        held = self._plan([files.sent, files.theirs], 0)
        self._put_off(held, files.sent, "held sitting", shared=True)
        self._put_off(held, files.theirs, "held sitting, Nancy")
        self.held = actions.close_sitting(
            held, by=self.people["liaison"], chair=canary("held sitting: chair"),
            attendees=canary("held sitting: present"),
            text=canary("held sitting: remarks"),
        )  # fmt: skip

    def _plan(self, rows: list[Escalation], days: int, by: str = "liaison") -> Sitting:
        mine = self.where.ministry if by == "liaison" else self.where.authority
        return actions.plan_sitting(
            mine, by=self.people[by], held_on=clock.today() + timedelta(days=days),
            agenda=[row.pk for row in rows],
        )  # fmt: skip

    def _put_off(
        self, sitting: Sitting, row: Escalation, name: str, *,
        by: str = "liaison", shared: bool = False,
    ) -> None:  # fmt: skip
        item = self._item(sitting, row)
        actions.adjourn_sitting(
            sitting, by=self.people[by], item=item.pk, seen=version_of(item),
            reason=canary(f"{name}: reason"), note=canary(f"{name}: note"),
            note_shared=shared,
        )  # fmt: skip

    def _item(self, sitting: Sitting, row: Escalation | None = None) -> SittingItem:
        rows = sitting.items.on_agenda()
        item = (rows.filter(escalation=row) if row else rows).first()
        assert item is not None
        return item

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the arguments of the addresses of sittings and of their files."""
        rows = {
            name: getattr(self, name)
            for name in ("planned", "held", "cancelled", "elsewhere")
        }
        files = {
            name: {"public_id": row.public_id, "piece": self._item(row).public_id}
            for name, row in rows.items()
        }
        files["mixed"] = {**files["planned"], "piece": files["elsewhere"]["piece"]}
        return {
            "sitting": {n: {"public_id": r.public_id} for n, r in rows.items()},
            "sitting_file": files,
        }
