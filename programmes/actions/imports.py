"""What becomes of a file of organisations, from its arrival to its result."""

import hashlib
from functools import partial
from typing import Any

from celery import current_app
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programmes.enums import ImportStatus, OrganisationKind
from programmes.imports.report import Report
from programmes.imports.writer import Order
from programmes.models import ImportRun
from servindus import clock
from servindus.actors import Channel
from servindus.models import User
from servindus.workflow import Step, transition, write_journal


@transaction.atomic
def receive_import(
    user: User, file: "File[Any]", *, kind: OrganisationKind, lab_choice: str
) -> ImportRun:
    """Keep a file that staff brought; it is read in the background."""
    run = ImportRun.objects.create(
        kind=kind,
        lab_choice=lab_choice,
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
    wake = partial(current_app.send_task, "programmes.process_imports")
    transaction.on_commit(wake, robust=True)


@transaction.atomic
def record_import(report: Report, order: Order, file_name: str, lab: str) -> ImportRun:
    """Keep what an import by command did, beside those of the admin."""
    run = ImportRun(
        kind=order.kind,
        lab_choice=lab,
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
    run.sample = report.sample


def _figures(report: Report) -> dict[str, int]:
    return {
        name: getattr(report, name)
        for name in ("created", "updated", "unchanged", "refused")
    }


@transition(
    ImportRun,
    sources=[ImportStatus.RECEIVED],
    target=ImportStatus.PREVIEWED,
    label=_("Show what would happen"),
)
def preview_import_run(run: ImportRun, step: Step, *, report: Report) -> None:
    """The platform has read the file without writing; staff look at the result."""
    _keep(run, report)
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


@transition(
    ImportRun,
    sources=[ImportStatus.RECEIVED, ImportStatus.PREVIEWED],
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
def finish_import_run(run: ImportRun, step: Step, *, report: Report) -> None:
    """The platform has imported the last row."""
    _keep(run, report)
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
