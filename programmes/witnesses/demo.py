"""The demonstration's witness company: a baseline approved, a quarter being entered."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from programmes import actions
from programmes.models import BurdenRow, Wave, WitnessEngagement
from servindus import clock
from servindus.demo import World

FILE = Path(__file__).with_name("demo.json")
COMPANY, WITNESS = "cailly", "temoin@usine.example"
LAB, SECOND = "moderatrice@rouen.example", "moderateur2@rouen.example"
SHARED: dict[str, Any] = {
    "share_indicators": True,
    "share_quotes": True,
    "share_photos": False,
    "share_name": True,
}


def tell(world: World) -> None:
    """Tell how a plant became a witness, and what its two first waves say."""
    if not world.is_new:
        return
    said = json.loads(FILE.read_text("utf-8"))
    world.tell(world.worked(64, "09:40"), lambda: _prepare(world))
    world.tell(world.worked(62, "11:20"), lambda: _sign(world))
    world.tell(world.worked(52, "14:10"), lambda: _see(world, said["visit"], LAB))
    world.tell(world.worked(50, "10:30"), lambda: _weigh(world, said["baseline"]))
    world.tell(world.worked(49, "09:15"), lambda: _enter(world))
    world.tell(world.worked(46, "16:00"), lambda: _approve(world))
    world.tell(world.worked(44, "10:05"), lambda: _report(world))
    world.tell(world.worked(6, "15:20"), lambda: _carry(world, said["changed"]))
    world.tell(world.worked(4, "11:45"), lambda: _see(world, said["call"], WITNESS))


def _engagement(world: World) -> WitnessEngagement:
    return WitnessEngagement.objects.get(organisation=world.organisation(COMPANY))


def _wave(world: World) -> Wave:
    """Give the first wave that is not handed in."""
    rows = _engagement(world).waves.filter(status__in=["planned", "open"])
    return rows.order_by("due_on", "pk")[0]


def _prepare(world: World) -> None:
    company = world.organisation(COMPANY)
    actions.prepare_witness_engagement(
        company,
        by=world.person(LAB),
        referent=world.person(LAB),
        second_referent=world.person(SECOND),
    )
    world.sample("witness_engagement", _engagement(world))


def _sign(world: World) -> None:
    actions.sign_witness_engagement(
        _engagement(world),
        by=world.person(WITNESS),
        signed_on=clock.today(),
        **SHARED,
    )


def _see(world: World, told: dict[str, Any], who: str) -> None:
    second = told.pop("second", None)
    actions.record_observation(
        _wave(world),
        by=world.person(who),
        public_id=uuid4(),
        happened_on=clock.today(),
        second_author=world.person(second) if second else None,
        **told,
    )


def _weigh(world: World, lines: list[dict[str, Any]]) -> None:
    """Write the lines of the baseline, and what an hour costs the company."""
    wave, me = _wave(world), world.person(WITNESS)
    actions.price_wave(wave, by=me, hourly_cost=Decimal("41.00"))
    for line in lines:
        actions.add_burden_row(_wave(world), by=me, **_given(line))
    world.sample("wave", wave)


def _given(line: dict[str, Any]) -> dict[str, Any]:
    numbers = ("hours_per_year", "euros_per_year")
    given = {name: Decimal(line[name]) for name in numbers if name in line}
    return {"reasons": "", "irritations": [], **line, **given}


def _enter(world: World) -> None:
    actions.enter_wave(_wave(world), by=world.person(WITNESS))


def _approve(world: World) -> None:
    wave = _engagement(world).waves.get(status="entered")
    actions.approve_wave(wave, by=world.person(LAB))


def _report(world: World) -> None:
    """One line that is not workable becomes a draft of a report."""
    row = BurdenRow.objects.get(
        wave__engagement=_engagement(world), wave__kind="t0", number=3
    )
    actions.report_burden_row(row, by=world.person(WITNESS))


def _carry(world: World, changes: dict[str, dict[str, Any]]) -> None:
    """Start the quarter from the baseline, and say what has changed."""
    me = world.person(WITNESS)
    wave = actions.carry_burden_rows(_wave(world), by=me)
    for row in wave.burdens.order_by("number"):
        if str(row.number) in changes:
            kept = ("obligation", "workability", "reasons", "irritations")
            before = {name: getattr(row, name) for name in kept}
            before["hours_per_year"] = str(row.hours_per_year)
            before["euros_per_year"] = str(row.euros_per_year)
            line = _given({**before, **changes[str(row.number)]})
            actions.edit_burden_row(row, by=me, **line)
