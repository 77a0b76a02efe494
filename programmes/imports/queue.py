"""Works on the files that wait: first a preview, then, after a yes, the import."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from programmes import rules
from programmes.actions.imports import (
    ask_mapping_import_run,
    fail_import_run,
    finish_import_run,
    preview_import_run,
)
from programmes.enums import ImportStatus, OrganisationKind
from programmes.imports.layouts import OWN_LIST, UnknownColumns
from programmes.imports.mappings import MAPPED, Recogniser, columns_of
from programmes.imports.reader import UnreadableFile, open_table
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.imports.run import import_file
from programmes.imports.writer import Order
from programmes.models import ImportRun, Lab
from servindus.actors import SYSTEM, Channel
from servindus.claims import held

logger = logging.getLogger(__name__)
# The first half of the lock's name; the second is the run.
LOCK = 7301
# Layouts that a person may say otherwise.
GUESSED = (OWN_LIST.name, MAPPED)


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
    # Reasons are read by whoever brought the file, in their language.
    language = run.started_by.language if run.started_by else "fr"
    try:
        with translation.override(language), TemporaryDirectory() as folder:
            _import(run, Path(folder) / "refused.csv")
    except UnknownColumns as error:
        ask_mapping_import_run(run, by=SYSTEM, columns=columns_of(error.table))
    except UnreadableFile as error:
        fail_import_run(run, by=SYSTEM, reason=str(error))
    except DatabaseError:
        # The database is busy or restarting: the next sweep goes on.
        logger.warning("import %s will be tried again", run.pk, exc_info=True)
    except Exception:
        logger.exception("import %s failed", run.pk)
        fail_import_run(run, by=SYSTEM, reason=_("unexpected error, see the log"))


def _import(run: ImportRun, refused: Path) -> None:
    """Read the file, then keep what would happen, or what has happened."""
    is_preview = run.status == ImportStatus.RECEIVED
    rows = ImportRun.objects.filter(pk=run.pk)
    path = Path(run.file.path)

    def note(report: Report) -> None:
        rows.update(rows_read=report.rows)

    recogniser = Recogniser(labs=_labs_of(run), said=run.said)
    with Refusals(refused) as refusals:
        report = import_file(
            path,
            _order(run, dry_run=is_preview),
            note,
            layout_of=recogniser,
            refusals=refusals,
        )
    kept = refused if refusals.count else None
    if not is_preview:
        finish_import_run(run, by=SYSTEM, report=report, refused=kept)
        return
    # Only what was guessed or said may be said otherwise.
    may_change = report.layout in GUESSED
    preview_import_run(
        run,
        by=SYSTEM,
        report=report,
        refused=kept,
        mapping=recogniser.mapping,
        columns=columns_of(open_table(path)) if may_change else None,
    )


def _order(run: ImportRun, *, dry_run: bool) -> Order:
    return Order(
        kind=OrganisationKind(run.kind),
        by=run.started_by or SYSTEM,
        channel=Channel.ADMIN,
        lab=Lab.objects.filter(slug=run.lab_choice).first(),
        source_date=run.source_date,
        dry_run=dry_run,
        is_complete=run.is_complete,
        labs=_labs_of(run),
    )


def _labs_of(run: ImportRun) -> frozenset[int] | None:
    """Give the labs whose rows and mappings are this person's; None is all."""
    if run.started_by is None or rules.is_programme_admin(run.started_by):
        return None
    return frozenset(rules.lab_ids(run.started_by))
