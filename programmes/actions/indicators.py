"""What is measured and aimed at."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.models import (
    Indicator,
    Lab,
    Period,
    Programme,
    Target,
)
from programmes.models.indicators import faults_of
from servindus.workflow import ActRefused, Step, act, write_journal

ANY = [""]
# What readings are read by.
FIXED = ("measure", "rhythm", "is_computed", "is_cumulative")
DEFINED = (
    *("name_fr", "name_en", "definition_fr", "definition_en", "unit_fr", "unit_en"),
    *("numerator_fr", "numerator_en", "denominator_fr", "denominator_en"),
    *("level", "direction", "measure", "rhythm", "source"),
    *("is_cumulative", "is_computed", "parent"),
)


@act(
    Programme,
    sources=ANY,
    label=_("Define an indicator"),
    icon="plus-circle",
    keeps_row=True,
)
def define_indicator(programme: Programme, step: Step, **values: Any) -> None:
    """Add an indicator to the dictionary."""
    if Indicator.objects.filter(code=values["code"]).exists():
        raise ActRefused(_("Another indicator has this code."))
    indicator = Indicator(**values)
    _refuse_faults(indicator)
    _refuse_new_parts(indicator.parent)
    indicator.save()
    step.begin(indicator)


def _refuse_faults(indicator: Indicator) -> None:
    for words in faults_of(indicator).values():
        raise ActRefused(words)


@act(
    Indicator,
    sources=ANY,
    label=_("Change the definition"),
    icon="pencil-square",
    # Public texts: what figures meant on a day is read from the journal.
    records=DEFINED,
)
def edit_indicator(indicator: Indicator, step: Step, **values: Any) -> None:
    """Say it better; what figures are made of stays once it was read."""
    changes = [
        name for name, value in values.items() if getattr(indicator, name) != value
    ]
    _refuse_moved(indicator, set(changes))
    if "parent" in changes:
        _refuse_new_parts(indicator.parent, values["parent"])
        _refuse_past(indicator, values["parent"])
    for name in changes:
        setattr(indicator, name, values[name])
    _refuse_faults(indicator)
    # Parts are measured like their whole.
    for part in indicator.parts.all():
        part.parent = indicator
        _refuse_faults(part)


def _refuse_moved(indicator: Indicator, changes: set[str]) -> None:
    """Refuse another measure under readings, or under targets."""
    if changes & set(FIXED) and indicator.is_read:
        raise ActRefused(
            _(
                "It has been read: how it is measured and how often stay. Define"
                " another indicator."
            )
        )
    if changes & {"measure", "rhythm"} and indicator.targets.exists():
        raise ActRefused(
            _("Targets are set for it: remove them before it is measured otherwise.")
        )


def _refuse_new_parts(*wholes: Indicator | None) -> None:
    """Refuse a part more or less of a sum that was read: its past would change."""
    for whole in wholes:
        if whole is not None and whole.is_computed and whole.is_read:
            raise ActRefused(
                _("“%(name)s” is the sum of its parts and has been read: they stay.")
                % {"name": whole.name}
            )


def _refuse_past(part: Indicator, whole: Indicator | None) -> None:
    """Refuse what was read as a part of a sum: no second one could join it."""
    if whole is not None and whole.is_computed and part.is_read:
        raise ActRefused(
            _(
                "This indicator has been read: gather all parts of “%(name)s” first,"
                " and say then that it is their sum."
            )
            % {"name": whole.name}
        )


@act(
    Indicator,
    sources=ANY,
    label=_("Set a target"),
    icon="flag",
    keeps_row=True,
    records=("lab", "period", "value", "baseline"),
)
def set_target(
    indicator: Indicator,
    step: Step,
    *,
    lab: Lab | None,
    period: Period,
    value: Decimal,
    baseline: Decimal,
) -> None:
    """Say what is aimed at: a lab's by its staff, the programme's by the programme."""
    own = lab is not None and lab.pk in rules.lab_ids(step.by)
    if not (own or rules.is_programme_admin(step.by)):
        raise ActRefused(_("Set the targets of a lab that you work for."))
    if period.kind != indicator.rhythm:
        raise ActRefused(_("A target is for a period like those that are read."))
    Target.objects.update_or_create(
        indicator=indicator,
        lab=lab,
        period=period,
        defaults={"value": value, "baseline": baseline},
    )


@act(
    Target,
    sources=ANY,
    label=_("Remove the target"),
    icon="trash",
    closes=True,
    keeps_row=True,
)
def remove_target(target: Target, step: Step) -> None:
    """Take it away; the journal of its indicator keeps what it was."""
    write_journal(
        step.entry.verb,
        target.indicator,
        by=step.by,
        now=step.now,
        channel=step.channel,
        details={
            "lab": target.lab_id,
            "period": target.period_id,
            "value": target.value,
            "baseline": target.baseline,
        },
    )
    target.delete()
