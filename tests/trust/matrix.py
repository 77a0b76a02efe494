"""The table of answers, read from `matrix.yaml`: who gets which answer where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("matrix.yaml")
READ, WRITE = ("GET", "HEAD"), ("POST",)
OTHERS = ("PUT", "PATCH", "DELETE", "OPTIONS")
WORDS = {"at", "with", "takes", "public", "desk", "else"}


@dataclass(frozen=True)
class Entry:
    """What the file says of one address."""

    name: str
    kind: str
    takes: str
    public: bool
    desk: bool
    extra: dict[str, Any]
    rows: dict[str, dict[str, str]]
    rest: str

    def gate(self, who: str, method: str) -> int | None:
        """Give the answer that does not depend on the row, or None."""
        if not self.public and who in members("out"):
            return 302
        if who == "keyless" and self.name not in _without_factor():
            return 302 if method in READ else 403
        if method in OTHERS:
            return 405
        if self.desk and who not in members("staff") | {"keyless"}:
            return 403
        if self.takes == "read" and method in WRITE:
            return 405
        if self.takes == "write" and method in READ:
            return 405
        return None

    def turns(self, row: str, who: str, method: str, *, first: bool) -> int:
        """Give of how many people one is asked."""
        if self.gate(who, method) is not None:
            return 2 if first else 5
        if who in self.rows[row]:
            return 1
        return 2 if first else 4

    def expected(self, row: str, who: str, method: str) -> int:
        """Give the answer that somebody gets for a method on a row."""
        gate = self.gate(who, method)
        if gate is not None:
            return gate
        get, _slash, post = self.rows[row].get(who, self.rest).partition("/")
        return int(post or get) if method in WRITE else int(get)


@cache
def table() -> dict[str, Any]:
    """Give the file as it stands."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@cache
def members(name: str) -> frozenset[str]:
    """Give the people of a set; a person is a set of one."""
    return frozenset(table()["sets"].get(name, name).split())


@cache
def _without_factor() -> frozenset[str]:
    return frozenset(table()["without_factor"].split())


def entries() -> dict[str, Entry]:
    """Give the entries by the address's name; a name that stands twice is refused."""
    found: dict[str, Entry] = {}
    for key, said in table()["pages"].items():
        for name in names_of(key):
            if name in found:
                raise ValueError(f"{name} stands twice in {FILE.name}")
            found[name] = _entry(name, said)
    return found


def names_of(key: str) -> Iterator[str]:
    """Give each name that `{a,b}` stands for."""
    match = re.search(r"\{([^{}]+)\}", key)
    if match is None:
        yield key
        return
    for word in match[1].split(","):
        yield from names_of(key[: match.start()] + word + key[match.end() :])


def _entry(name: str, said: dict[str, Any]) -> Entry:
    rows = {key: value for key, value in said.items() if key not in WORDS}
    return Entry(
        name=name,
        kind=said.get("at", "none"),
        takes=said.get("takes", "both"),
        public=said.get("public", False),
        desk=said.get("desk", False),
        extra=said.get("with", {}),
        rows={key: _row(value, said) for key, value in rows.items()} or {"here": {}},
        rest=str(said.get("else", 404)),
    )


def _row(value: Any, said: dict[str, Any]) -> dict[str, str]:
    """Give the answer by person; a mere number is everybody's."""
    if not isinstance(value, dict):
        return _Everybody(str(value))
    row: dict[str, str] = {}
    for answer, names in value.items():
        for name in names.split():
            for who in members(name):
                if who in row:
                    raise ValueError(f"{who} is given two answers in {value}")
                row[who] = str(answer)
    return row


class _Everybody(dict[str, str]):
    """A row in which everybody gets the same answer."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer

    def get(self, _who: str, _rest: Any = None) -> Any:
        """Give the one answer."""
        return self.answer


def in_notation(name: str, found: dict[str, dict[str, str]]) -> str:
    """Give observed answers as an entry of the file, for somebody to read and judge."""
    lines = [f"  {name}:"]
    for row, answers in found.items():
        groups: dict[str, list[str]] = {}
        for who, answer in answers.items():
            groups.setdefault(answer, []).append(who)
        said = ", ".join(f"{a}: {_folded(people)}" for a, people in groups.items())
        lines.append(f"    {row}: {{{said}}}")
    return "\n".join(lines)


def _folded(people: list[str]) -> str:
    """Name the sets that people make up, the largest first."""
    left, names = set(people), []
    for name in sorted(table()["sets"], key=lambda n: -len(members(n))):
        if members(name) <= left:
            names.append(name)
            left -= members(name)
    return " ".join([*names, *(who for who in people if who in left)])
