"""Makes the files that wait, with their author's rights of that moment."""

import logging
import re
import uuid
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from servindus import clock
from servindus.actions import fail_export, finish_export, forget_export
from servindus.actors import SYSTEM
from servindus.claims import held
from servindus.exports.dataset import BadFilters, TooManyRows, datasets
from servindus.exports.run import file_name, read_query, refuse_too_many, write
from servindus.models import Export
from servindus.models.export import ExportStatus
from servindus.workflow import ActRefused

logger = logging.getLogger(__name__)
# The first half of the lock's name; the second is the export.
LOCK = 7302
# A database that is busy or restarts is asked again for so long.
PATIENCE = timedelta(hours=1)
FOLDER = "exports"
_NAME = re.compile("[0-9a-f]{32}")


class NoLongerAllowed(Exception):
    """The author has lost the right, or the account, since they asked."""


def process_waiting() -> int:
    """Make each waiting file that nobody else makes; give how many."""
    waiting = Export.objects.waiting()
    done = 0
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with held(LOCK, pk) as is_ours:
            export = waiting.filter(pk=pk).select_related("author").first()
            if is_ours and export is not None:
                _work_on(export)
                done += 1
    return done


def _work_on(export: Export) -> None:
    with translation.override(export.language):
        try:
            _make(export)
        except (NoLongerAllowed, BadFilters):
            _fail(export, _("You can no longer export this list as you asked."))
        except TooManyRows as error:
            _fail(export, str(error))
        except DatabaseError:
            if clock.now() - export.created_at > PATIENCE:
                logger.exception("export %s given up", export.pk)
                _fail(export, _("The database did not answer. Please try again."))
            else:
                # Busy or restarting: the next sweep begins again.
                logger.warning("export %s waits", export.pk, exc_info=True)
        except Exception:
            logger.exception("export %s failed", export.pk)
            _fail(export, _("Unexpected error. The operator finds it in the log."))


def _make(export: Export) -> None:
    dataset = datasets().get(export.dataset)
    author = export.author
    if dataset is None or author is None or not dataset.permits(author):
        raise NoLongerAllowed
    selection = dataset.select(author, read_query(export.query))
    refuse_too_many(selection, export.format)
    path = Path(default_storage.path(export.stored_name))
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = Export.objects.filter(pk=export.pk)
    with path.open("w+b") as file:
        made = write(
            dataset, selection, export.format, file, lambda n: rows.update(rows=n)
        )
    try:
        finish_export(
            export,
            by=SYSTEM,
            dataset=export.dataset,
            format=export.format,
            rows=made.rows,
            digest=made.digest,
            file=export.stored_name,
            file_name=file_name(selection, export.format, made),
        )
    except ActRefused:
        # Its author has deleted it in the meantime.
        path.unlink(missing_ok=True)


def _fail(export: Export, reason: str) -> None:
    default_storage.delete(export.stored_name)
    try:
        fail_export(export, by=SYSTEM, reason=reason)
    except ActRefused:
        logger.info("export %s had been deleted", export.pk)


def forget_old() -> int:
    """Delete what has had its days, and files that a dead process left behind."""
    done = 0
    for export in list(Export.objects.to_forget()[:500]):
        try:
            forget_export(export, by=SYSTEM)
            done += 1
        except ActRefused:
            logger.info("export %s had been deleted", export.pk)
    _remove_leftovers()
    return done


def _remove_leftovers() -> None:
    if not default_storage.exists(FOLDER):
        return
    _folders, names = default_storage.listdir(FOLDER)
    ours = {name: uuid.UUID(name) for name in names if _NAME.fullmatch(name)}
    kept = Export.objects.exclude(status=ExportStatus.FORGOTTEN)
    kept = kept.filter(public_id__in=ours.values())
    known = {row.hex for row in kept.values_list("public_id", flat=True)}
    for name in ours.keys() - known:
        default_storage.delete(f"{FOLDER}/{name}")
