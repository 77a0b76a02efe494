"""Transfers: asked for, seen, planned, used, kept; offered, declined, retired."""

from collections.abc import Iterator
from datetime import date

from benchmarking import actions
from servindus import clock, timers
from tests.benchmarking.transfers import HEARD, SEEN, TEXT, Moving
from tests.cast import Cast, make_lab
from tests.matchmaking.days import moment
from tests.programmes.facilities import day

Told = Iterator[str]


def transfer_that_is_kept(cast: Cast) -> Told:
    """Rouen asks, Nancy shows it, Rouen plans and uses it; Amiens looks in a year."""
    moving = Moving(cast)
    transfer = moving.proposed()
    yield "transfer_proposed"
    with clock.at(moment(day(14))):
        timers.run("benchmarking.remind_transfers")
        yield "transfer_reminder"
    transfer = actions.log_contact_transfer(
        transfer, by=moving.taker, contact_kind="visit", contact_on=day(0), text=SEEN
    )
    yield "transfer_contact_logged"
    transfer = actions.understand_transfer(transfer, by=moving.writer, text=HEARD)
    yield "transfer_understood"
    actions.plan_transfer(transfer, by=moving.taker, **moving.plan())
    yield "transfer_planned"
    actions.adapt_transfer(transfer, by=moving.taker)
    actions.use_transfer(
        transfer, by=moving.taker, used_on=day(0), text="Sept pièces en un mois.",
        source="Carnet",
    )  # fmt: skip
    yield "transfer_used"
    with clock.at(moment(date(2027, 9, 8))):
        actions.sustain_transfer(
            transfer, by=moving.amiens, text="Toujours un mardi sur deux."
        )
        yield "transfer_sustained"
    actions.retire_practice_version(
        transfer.version, by=moving.writer, code="outdated", text="Prix d’hier."
    )
    yield "transfer_practice_retired"


def transfer_that_is_declined(cast: Cast) -> Told:
    """Nancy offers its practice to Amiens, which says no."""
    moving = Moving(cast)
    version = moving.published()
    transfer = moving.proposed(
        version=version, lab=moving.nancy_lab, by=moving.writer,
        receiver=make_lab("amiens"),
    )  # fmt: skip
    actions.decline_transfer(transfer, by=moving.amiens, code="no_need", text=TEXT)
    yield "transfer_ended"


STORIES = (transfer_that_is_kept, transfer_that_is_declined)
