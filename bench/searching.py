"""What a search costs in the database: words, beginnings, typing errors."""

from dataclasses import dataclass
from statistics import median, quantiles
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from bench import counting, people
from programmes.models import Organisation


@dataclass(frozen=True)
class Search:
    """A kind of question: its database milliseconds, and what they should be."""

    name: str
    p50: float
    p95: float
    target: str


def measure(readers: counting.Readers, samples: int) -> list[Search]:
    """Ask the two directories each kind of question and give the percentiles.

    A question's milliseconds are those of all statements of its page.
    """
    client = readers.client(people.FOUNDER)
    addresses = [
        reverse("matchmaking:decision_maker_list"),
        reverse("matchmaking:site_list"),
    ]
    found = []
    for name, texts, target in (
        ("words", words(samples), "10 / 40"),
        ("beginnings of 3 letters or more", beginnings(samples), "20 / 40"),
        ("typing errors", mistaken(samples), "250"),
    ):
        spent = [
            counting.ask(
                client, f"{address}?{urlencode({'q': text})}", times=1
            ).milliseconds
            for text in texts
            for address in addresses
        ]
        last = quantiles(spent, n=20)[-1]
        found.append(Search(name, median(spent), last, target))
    return found


def _names(samples: int) -> list[list[str]]:
    """Give the words of companies spread over the whole table."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(source="bench")
    last = rows.order_by("-pk")[0].pk
    first = rows.order_by("pk")[0].pk
    step = max((last - first) // samples, 1)
    wanted = range(first, last, step)
    named = rows.filter(pk__in=wanted).order_by("pk").values_list("name", flat=True)
    return [name.split() for name in named[:samples]]


def words(samples: int) -> list[str]:
    """Give trades, which many have, proper names, which few have, and both."""
    kinds = [slice(0, 1), slice(1, 2), slice(0, 2)]
    return [" ".join(name[kinds[n % 3]]) for n, name in enumerate(_names(samples))]


def beginnings(samples: int) -> list[str]:
    """Give the first 3 to 6 letters of these words."""
    return [word[: 3 + n % 4] for n, word in enumerate(words(samples))]


def mistaken(samples: int) -> list[str]:
    """Give proper names with two letters swapped."""
    return [
        f"{word[:2]}{word[3]}{word[2]}{word[4:]}"
        for word in (name[1] for name in _names(samples))
        if word[2] != word[3]
    ]
