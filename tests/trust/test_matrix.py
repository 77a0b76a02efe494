"""Every address, person and method gets the answer that `matrix.yaml` says.

`pytest tests/trust/test_matrix.py -k proposes` prints, for each address that is not
in the file yet, what everybody is answered, in the file's notation: to be read and
judged by a person, then written there.
"""

import logging
import os
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse

from servindus import urls
from tests.trust.addresses import Address, addresses
from tests.trust.matrix import OTHERS, Entry, entries, in_notation
from tests.trust.people import NAMES
from tests.trust.visits import Visits

pytestmark = pytest.mark.django_db
ENTRIES = entries()
FURTHER = ("HEAD", *OTHERS)
WHOLE = os.environ.get("MATRIX") == "whole"
# To try some people only while a page is being written.
SOME = os.environ.get("MATRIX_PEOPLE", "").split()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Tens of thousands of refusals would be as many lines, and as many pages: the
    # file is about answers, and other tests read what the pages of a refusal say.
    monkeypatch.setattr(urls, "handler403", _refused)
    monkeypatch.setattr(urls, "handler404", _unknown)
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def _refused(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def _unknown(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def everybody(visits: Visits) -> list[str]:
    """Give the visitor and everybody with an account."""
    names = ["visitor", *visits.world.people]
    return [name for name in names if not SOME or name in SOME]


def observed(
    visits: Visits, address: Address, kind: str, extra: dict[str, object]
) -> dict[str, dict[str, str]]:
    """Give what everybody is answered to GET and POST, row by row."""
    found: dict[str, dict[str, str]] = {}
    rows = visits.world.places[kind]
    # A few rows tell own from other; whoever writes the line chooses its rows.
    shown = [*list(rows)[:2], *(name for name in rows if name == "missing")]
    for row in dict.fromkeys(shown):
        arguments = rows[row]
        path = address.path({**arguments, **extra})
        for who in everybody(visits):
            get, post = (
                visits.ask(who, method, path).status_code for method in ("GET", "POST")
            )
            answer = str(get) if get == post else f"{get}/{post}"
            found.setdefault(row, {})[who] = answer
    return found


def test_every_address_is_in_the_file_and_the_file_names_no_other(visits):
    """Proposes lines for what is missing."""
    known = addresses()
    missing = sorted(set(known) - set(ENTRIES))
    kinds = visits.world.places
    proposals = []
    for name in missing:
        kind = kind_of(known[name], kinds)
        if kind is None:
            proposals.append(
                f"  {name}:  # {known[name].route}: no such row in world.py"
            )
        else:
            proposals.append(
                f"{in_notation(name, observed(visits, known[name], kind, TRIED))}"
                f"\n    at: {kind}"
            )
    assert not missing, "not in matrix.yaml; to be judged:\n" + "\n".join(proposals)
    assert sorted(set(ENTRIES) - set(known)) == []


# Where the rows of a kind have their pages.
PATHS = {
    "introduction": "mises-en-relation", "card": "annuaire",
    "organisation": "organisations", "membership": "membres", "mail": "courriels",
    "invitation": "invitations", "export": "exports", "link": "r", "stop": "stop",
    "welcome": "bienvenue", "invited": "invitations", "report": "cas",
    "report_link": "suivre", "report_piece": "pieces", "report_link_piece": "pieces",
}  # fmt: skip


# Arguments that are words, not rows: what a proposal tries.
TRIED = {"name": "rien", "app": "matchmaking", "model": "decisionmaker",
         "field": "organisation", "slug": "demandes"}  # fmt: skip


def kind_of(
    address: Address, kinds: dict[str, dict[str, dict[str, object]]]
) -> str | None:
    """Guess which rows an address can be about: by its parameters, then by its path."""
    parameters = set(address.parameters) - set(TRIED)
    fitting = [
        kind
        for kind, rows in kinds.items()
        if all(parameters <= set(row) for row in rows.values())
        and (parameters or kind == "none")
    ]
    parts = address.route.split("/")
    near = [k for k in fitting if PATHS.get(k, k.removeprefix("desk:")) in parts]
    return next(iter([*near, *fitting]), None)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_everybody_gets_the_answer_of_the_file(visits, entry):
    surprises = [
        f"{row}: {method} by {who} is answered {answer}, not {expected}"
        for row, who, method, answer, expected in answers(visits, entry)
        if answer != expected
    ]
    assert not surprises, "\n".join(surprises + visits.failures[-1:])


def answers(visits: Visits, entry: Entry) -> Iterator[tuple[str, str, str, int, int]]:
    """Ask as everybody: GET and POST of each row, further methods of the first.

    Unless MATRIX=whole, people take turns: one of five asks one further method. Where
    something before the page answers, whichever row it is, every other one asks for the
    first row and one of five for the others; where the file has no word about them,
    every other one and one of four. Who asks first moves on from address to address.
    """
    address = addresses()[entry.name]
    places = visits.world.places[entry.kind]
    start = list(ENTRIES).index(entry.name)
    for index, row in enumerate(entry.rows):
        path = address.path({**places[row], **entry.extra})
        for number, who in enumerate(everybody(visits)):
            turn = number + index + start
            further = () if index else FURTHER if WHOLE else _further(turn)
            for method in ("GET", "POST", *further):
                turns = entry.turns(row, who, method, first=not index)
                if method not in further and not WHOLE and turn % turns:
                    continue
                answer = visits.ask(who, method, path).status_code
                yield row, who, method, answer, entry.expected(row, who, method)


def _further(turn: int) -> tuple[str, ...]:
    """Give the further method of one of five people; the others ask none."""
    return () if turn % 5 else FURTHER[turn // 5 % 5 :][:1]


def test_the_file_tells_own_from_other(visits):
    """Each address about a row says what somebody gets who may not know of it."""
    for entry in ENTRIES.values():
        if entry.kind != "none" and not entry.public:
            assert set(entry.rows) <= set(visits.world.places[entry.kind])
    named = {who for entry in ENTRIES.values() for row in entry.rows.values()
             for who in row}  # fmt: skip
    assert named <= {"visitor", *NAMES}


def test_a_wrong_line_of_the_file_is_a_surprise(visits):
    entry = ENTRIES["matchmaking:introduction_detail"]
    rows = {"asked": {**entry.rows["asked"], "rival": "200"}}
    wrong = Entry(**{**vars(entry), "rows": rows})
    found = [
        (who, method)
        for _row, who, method, answer, expected in answers(visits, wrong)
        if answer != expected
    ]
    assert ("rival", "GET") in found
    assert {who for who, _method in found} == {"rival"}
