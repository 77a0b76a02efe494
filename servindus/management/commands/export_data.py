"""`manage.py export_data`."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import SuspiciousOperation
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.http import Http404, QueryDict
from django.utils import translation

from servindus.actions import finish_export
from servindus.actors import SYSTEM
from servindus.exports.dataset import (
    BadFilters,
    Dataset,
    Selection,
    TooManyRows,
    datasets,
    overseers,
)
from servindus.exports.formats import FORMATS
from servindus.exports.run import Made, note_request, read_query, refuse_too_many, write
from servindus.models import User
from servindus.models.user import fold_email

TEXTS = ("csv", "json")


class Command(BaseCommand):
    """Takes a list out as a file, as one person sees it or as the programme does."""

    help = (
        "Exports a list: every row of it, or what one person sees (--as). The journal"
        " keeps who, what and how many rows. Without a name it lists what there is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the list, the format and the switches."""
        parser.add_argument("dataset", nargs="?", help="the list to export")
        parser.add_argument("--format", choices=list(FORMATS), default="csv")
        parser.add_argument(
            "--as", dest="reader", metavar="EMAIL",
            help="export what this person sees and may export",
        )  # fmt: skip
        parser.add_argument(
            "--query", metavar="TEXT",
            help="the list's filters, as in its address: 'q=verre&laboratoire=rouen'",
        )  # fmt: skip
        parser.add_argument(
            "--language", choices=["fr", "en"], help="of titles and words"
        )
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="the file to write, or stdout"
        )

    def handle(self, *args: Any, dataset: str | None, **options: Any) -> None:
        """Write the file, then the journal; nothing is printed beside a file."""
        if dataset is None:
            self.stdout.write("\n".join(datasets()))
            return
        found = datasets().get(dataset)
        if found is None:
            names = ", ".join(datasets())
            raise CommandError(f"there is no list {dataset!r}; there are: {names}")
        self._refuse_terminal(options)
        reader = _reader(options["reader"], found)
        language = options["language"] or (reader.language if reader.pk else "fr")
        with translation.override(language), tempfile.TemporaryFile() as file:
            query, selection = _selected(found, reader, options["query"])
            made = self._write(found, selection, options["format"], file)
            # Before it leaves: a pipe that breaks has taken rows along.
            _note(found, selection, query, made, reader, options["format"], language)
            self._deliver(file, options)
        if options["output"] is not None:
            self.stdout.write(f"{made.rows} rows in {options['output']}")

    def _refuse_terminal(self, options: dict[str, Any]) -> None:
        is_text = options["format"] in TEXTS
        if options["output"] is None and not is_text and sys.stdout.isatty():
            raise CommandError("a sheet is no text: say --output FILE, or redirect")

    def _write(
        self, dataset: Dataset, selection: Selection, format: str, file: IO[bytes]
    ) -> Made:
        try:
            refuse_too_many(selection, format)
        except TooManyRows as error:
            raise CommandError(str(error)) from error
        return write(dataset, selection, format, file)

    def _deliver(self, file: IO[bytes], options: dict[str, Any]) -> None:
        output: Path | None = options["output"]
        if output is None:
            buffer = getattr(sys.stdout, "buffer", None)
            if buffer is None or self.stdout._out is not sys.stdout:
                # Called by a program, with a stream of texts.
                self.stdout.write(file.read().decode("utf-8-sig"), ending="")
                return
            shutil.copyfileobj(file, buffer)
            buffer.flush()
            return
        try:
            with output.open("wb") as target:
                shutil.copyfileobj(file, target)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error


def _reader(email: str | None, dataset: Dataset) -> User:
    """Give the person whose list it is, or the reader who sees everything."""
    if email is None:
        return overseers[0]()
    user = User.objects.filter(email=fold_email(email)).first()
    if user is None:
        raise CommandError(f"nobody has the address {email!r}")
    if not dataset.permits(user):
        raise CommandError(f"{user.email} may not export {dataset.name}")
    return user


def _selected(
    dataset: Dataset, reader: User, text: str | None
) -> tuple[QueryDict, Selection]:
    """Give the list with these filters; without any, all of its parts."""
    try:
        query = read_query(dataset.everything if text is None else text)
        return query, dataset.select(reader, query)
    except (BadFilters, SuspiciousOperation, ValueError) as error:
        raise CommandError("the list does not know these filters") from error
    except Http404 as error:
        raise CommandError(
            f"{dataset.name} needs to know whose: say --query with the part of the"
            " page's address, and --as"
        ) from error


@transaction.atomic
def _note(
    dataset: Dataset,
    selection: Selection,
    query: QueryDict,
    made: Made,
    reader: User,
    format: str,
    language: str,
) -> None:
    """Write down what left; it belongs to whoever runs the machine, not the reader."""
    seen_by: dict[str, Any] = {"as": reader.pk} if reader.pk else {}
    export = note_request(
        dataset,
        selection,
        format,
        query,
        by=SYSTEM,
        author=None,
        language=language,
        **seen_by,
    )
    finish_export(
        export,
        by=SYSTEM,
        dataset=dataset.name,
        format=format,
        rows=made.rows,
        digest=made.digest,
    )
