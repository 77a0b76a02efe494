"""What becomes of a file of organisations, from its arrival to its result."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import ImportStatus, OrganisationKind
from programmes.imports.layouts import fingerprint
from programmes.imports.mappings import source_of
from programmes.imports.report import Report
from programmes.imports.writer import Order
from programmes.models import ColumnMapping, ImportRun, Lab
from servindus import broker, clock
from servindus.actors import Channel
from servindus.models import User
from servindus.workflow import Step, transition, write_journal


@transaction.atomic
def receive_import(
    user: User,
    file: "File[Any]",
    *,
    kind: OrganisationKind,
    lab_choice: str,
    source_date: date | None = None,
    is_complete: bool = False,
) -> ImportRun:
    """Keep a file that staff brought; it is read in the background."""
    run = ImportRun.objects.create(
        kind=kind,
        lab_choice=lab_choice,
        source_date=source_date,
        is_complete=is_complete,
        file=file,
        file_name=(file.name or "")[-200:],
        digest=_digest(file),
        started_by=user,
        created_at=clock.now(),
    )
    write_journal(
        "receive_import",
        run,
        by=user,
        now=clock.now(),
        channel=Channel.ADMIN,
        target=ImportStatus.RECEIVED,
        details={"digest": run.digest},
    )
    _wake()
    return run


def _digest(file: "File[Any]") -> str:
    sum_ = hashlib.sha256()
    for chunk in file.chunks():
        sum_.update(chunk)
    return sum_.hexdigest()


def _wake() -> None:
    """Wake the worker; the sweep of each minute stands in when the broker is down."""
    # By name: the task calls these acts, which so need not know it.
    wake = partial(broker.wake, "programmes.process_imports")
    transaction.on_commit(wake, robust=True)


@transaction.atomic
def record_import(report: Report, order: Order, file_name: str, lab: str) -> ImportRun:
    """Keep what an import by command did, beside those of the admin."""
    run = ImportRun(
        kind=order.kind,
        lab_choice=lab,
        source_date=order.source_date,
        is_complete=order.is_complete,
        file_name=file_name[-200:],
        digest=report.digest,
        status=ImportStatus.DONE,
        finished_at=clock.now(),
        created_at=clock.now(),
    )
    _keep(run, report)
    run.rows_read = report.rows
    run.save()
    write_journal(
        "record_import",
        run,
        by=order.by,
        now=clock.now(),
        target=ImportStatus.DONE,
        details=_figures(report),
    )
    return run


def _keep(run: ImportRun, report: Report) -> None:
    run.rows_total = report.rows
    run.counts = report.counts()
    run.refused_rows = report.refused_rows
    run.warnings = report.warnings
    run.left_rows = report.left_rows
    run.sample = report.sample


def _figures(report: Report) -> dict[str, int]:
    return {
        name: getattr(report, name)
        for name in ("created", "updated", "unchanged", "refused", "left", "returned")
    }


def _keep_refused(run: ImportRun, refused: Path | None) -> None:
    """Keep the file of refused rows; one of an earlier pass goes."""
    if run.refused_file:
        run.refused_file.delete(save=False)
    if refused is not None:
        with refused.open("rb") as file:
            run.refused_file.save("refused.csv", File(file), save=False)


@transition(
    ImportRun,
    sources=[ImportStatus.RECEIVED],
    target=ImportStatus.PREVIEWED,
    label=_("Show what would happen"),
)
def preview_import_run(
    run: ImportRun,
    step: Step,
    *,
    report: Report,
    refused: Path | None = None,
    mapping: ColumnMapping | None = None,
    columns: list[dict[str, Any]] | None = None,
) -> None:
    """The platform has read the file without writing; staff look at the result."""
    _keep(run, report)
    _keep_refused(run, refused)
    run.rows_read = 0
    run.columns = columns or run.columns
    if mapping is not None:
        run.mapping, run.said = mapping, mapping.as_said()


@transition(
    ImportRun,
    sources=[ImportStatus.RECEIVED],
    target=ImportStatus.MAPPING,
    label=_("Ask what the columns hold"),
)
def ask_mapping_import_run(
    run: ImportRun, step: Step, *, columns: list[dict[str, Any]]
) -> None:
    """The platform does not know the columns; staff say what they hold."""
    run.columns = columns
    run.rows_read = 0


@transition(
    ImportRun,
    sources=[ImportStatus.PREVIEWED],
    target=ImportStatus.CONFIRMED,
    label=_("Import these rows"),
    icon="arrow-down-tray",
)
def confirm_import_run(run: ImportRun, step: Step) -> None:
    """Whoever brought the file says yes to the preview."""
    run.rows_read = 0
    _wake()


def _no_columns(run: ImportRun, _now: Any) -> Any:
    """The columns of a register that we know say themselves what they hold."""
    return None if run.columns else _("The columns of this register are known.")


@transition(
    ImportRun,
    sources=[ImportStatus.MAPPING, ImportStatus.PREVIEWED],
    target=ImportStatus.RECEIVED,
    label=_("Say what the columns hold"),
    icon="table-cells",
    guard=_no_columns,
)
def map_import_run(
    run: ImportRun,
    step: Step,
    *,
    register: str,
    is_site: bool,
    meanings: Mapping[str, str],
) -> None:
    """Whoever brought the file says what its columns hold; it is remembered."""
    assert isinstance(step.by, User)
    names = [column["name"] for column in run.columns]
    lab = _lab_of_mapping(run, step.by)
    mapping, is_new = ColumnMapping.objects.update_or_create(
        fingerprint=fingerprint(names),
        lab=lab,
        defaults={
            "name": register,
            "source": source_of(register, lab),
            "columns": names,
            "meanings": dict(meanings),
            "is_site": is_site,
            "made_by": step.by,
        },
    )
    write_journal(
        "add_column_mapping" if is_new else "change_column_mapping",
        mapping,
        by=step.by,
        now=step.now,
        channel=step.channel,
        details={"run": run.pk, "meanings": sorted(meanings)},
    )
    run.mapping, run.said = mapping, mapping.as_said()
    run.counts, run.refused_rows, run.warnings, run.sample = {}, [], [], []
    run.left_rows = []
    run.rows_read, run.rows_total = 0, None
    _keep_refused(run, None)
    _wake()


def _lab_of_mapping(run: ImportRun, user: User) -> Lab | None:
    """Give the lab that remembers: the run's, else the person's only one."""
    chosen = Lab.objects.filter(slug=run.lab_choice).first()
    if chosen is not None or rules.is_programme_admin(user):
        return chosen
    return Lab.objects.filter(pk__in=rules.lab_ids(user)).order_by("name").first()


@transition(
    ImportRun,
    sources=[ImportStatus.RECEIVED, ImportStatus.MAPPING, ImportStatus.PREVIEWED],
    target=ImportStatus.CANCELLED,
    label=_("Give this file up"),
    icon="x-circle",
    closes=True,
)
def cancel_import_run(run: ImportRun, step: Step) -> None:
    """Whoever brought the file gives it up; nothing was written."""
    run.finished_at = step.now


@transition(
    ImportRun,
    sources=[ImportStatus.CONFIRMED],
    target=ImportStatus.DONE,
    label=_("Finish the import"),
)
def finish_import_run(
    run: ImportRun, step: Step, *, report: Report, refused: Path | None = None
) -> None:
    """The platform has imported the last row."""
    _keep(run, report)
    _keep_refused(run, refused)
    run.rows_read = report.rows
    run.finished_at = step.now


@transition(
    ImportRun,
    sources=[ImportStatus.RECEIVED, ImportStatus.CONFIRMED],
    target=ImportStatus.FAILED,
    label=_("Stop the import"),
)
def fail_import_run(run: ImportRun, step: Step, *, reason: str) -> None:
    """The platform cannot read the file; the reason says why."""
    run.failure = reason[:400]
    run.finished_at = step.now
