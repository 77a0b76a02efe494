"""Works on the files that wait: first a preview, then, after a yes, the import."""

import logging
from pathlib import Path

from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from programmes.actions.imports import (
    fail_import_run,
    finish_import_run,
    preview_import_run,
)
from programmes.enums import ImportStatus, OrganisationKind
from programmes.imports.reader import UnreadableFile
from programmes.imports.report import Report
from programmes.imports.run import import_file
from programmes.imports.writer import Order
from programmes.models import ImportRun, Lab
from servindus.actors import SYSTEM, Channel
from servindus.claims import held

logger = logging.getLogger(__name__)
# The first half of the lock's name; the second is the run.
LOCK = 7301


def process_waiting() -> int:
    """Work on each waiting file that nobody else works on; give how many."""
    waiting = ImportRun.objects.filter(
        status__in=[ImportStatus.RECEIVED, ImportStatus.CONFIRMED]
    )
    done = 0
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with held(LOCK, pk) as is_mine:
            run = waiting.filter(pk=pk).select_related("started_by").first()
            if is_mine and run is not None:
                _work_on(run)
                done += 1
    return done


def _work_on(run: ImportRun) -> None:
    is_preview = run.status == ImportStatus.RECEIVED
    # Reasons are read by whoever brought the file, in their language.
    language = run.started_by.language if run.started_by else "fr"
    try:
        with translation.override(language):
            report = _import(run, dry_run=is_preview)
    except UnreadableFile as error:
        fail_import_run(run, by=SYSTEM, reason=str(error))
    except DatabaseError:
        # The database is busy or restarting: the next sweep goes on.
        logger.warning("import %s will be tried again", run.pk, exc_info=True)
    except Exception:
        logger.exception("import %s failed", run.pk)
        fail_import_run(run, by=SYSTEM, reason=_("unexpected error, see the log"))
    else:
        act = preview_import_run if is_preview else finish_import_run
        act(run, by=SYSTEM, report=report)


def _import(run: ImportRun, *, dry_run: bool) -> Report:
    rows = ImportRun.objects.filter(pk=run.pk)

    def note(report: Report) -> None:
        rows.update(rows_read=report.rows)

    order = Order(
        kind=OrganisationKind(run.kind),
        by=run.started_by or SYSTEM,
        channel=Channel.ADMIN,
        lab=Lab.objects.filter(slug=run.lab_choice).first(),
        dry_run=dry_run,
    )
    return import_file(Path(run.file.path), order, note)
