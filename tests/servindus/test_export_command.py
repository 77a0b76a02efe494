"""`export_data`: what a person sees, or everything for the operator, as files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from servindus.exports.dataset import datasets
from servindus.models import JournalEntry
from tests.cast import make_introduction
from tests.matchmaking.checks import in_status
from tests.sheets import FORMATS, read


def foreign(cast, status):
    """Make another startup's request."""
    make_introduction(
        startup=cast.other_startup,
        decision_maker=cast.manager,
        requested_by=cast.other_founder,
        status=status,
    )


def command(*args):
    out = StringIO()
    call_command("export_data", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("format", [*FORMATS, "json"])
def test_the_command_takes_out_what_a_person_sees(cast, tmp_path, format):
    in_status(cast, "sent")
    in_status(cast, "closed")
    foreign(cast, "sent")
    path = Path(tmp_path, "out")
    said = command(
        "introductions", "--format", format, "--as", "Fondatrice@startup.example",
        "--output", str(path),
    )  # fmt: skip
    assert said == f"2 rows in {path}\n"
    assert len(read(format, path.read_bytes())) == 3
    line = JournalEntry.objects.get(verb="request_export")
    assert line.actor_kind == "system"
    assert line.details["as"] == cast.founder.pk


def test_without_a_name_it_takes_out_everything_for_the_machines_operator(cast):
    in_status(cast, "sent")
    in_status(cast, "draft")
    foreign(cast, "closed")
    lines = command("introductions").splitlines()
    # Drafts are their startup's alone.
    assert len(lines) == 3
    lines = command("introductions_desk").splitlines()
    assert len(lines) == 3
    lines = command("introductions", "--query", "vue=terminees").splitlines()
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["nothing"], "there is no list"),
        (["introductions", "--as", "nobody@x.example"], "nobody has the address"),
        (["organisations", "--as", "fondatrice@startup.example"], "may not export"),
        (
            ["organisations", "--query", "o=1&id__exact=x"],
            "does not know these filters",
        ),
        (
            ["organisations", "--query", "q=" + "a" * 5000],
            "does not know these filters",
        ),
        (["members"], "needs to know whose"),
        (["labs", "--output", "/nowhere/at/all"], "No such file"),
    ],
)
def test_the_command_says_what_is_wrong(cast, args, reason):
    assert cast.founder
    with pytest.raises(CommandError, match=reason):
        command(*args)


def test_the_command_lists_what_there_is(db):
    assert command().split() == sorted(datasets())
