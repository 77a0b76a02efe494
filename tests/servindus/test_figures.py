"""Public figures: they add up over labs, and few companies keep theirs."""

import pytest
from django.core.cache import cache
from django.utils.translation import ngettext_lazy, override

from servindus import clock, figures
from servindus.kept import FRESH

SOURCES = figures.sources
KIND = figures.Kind("met", 2, ngettext_lazy("company", "companies"), "How.", True)
ANY = figures.Kind("asked", 1, ngettext_lazy("request", "requests"), "How.")


@pytest.mark.parametrize(
    ("by_lab", "hidden"),
    [
        ({}, set()),
        ({1: 0, 2: 0}, set()),
        ({1: 3, 2: 9}, set()),
        # One alone would be the total less the others: the smallest other one goes.
        ({1: 1, 2: 5, 3: 9}, {1, 2}),
        # One and one are two companies together: still too few.
        ({1: 1, 2: 1, 3: 4, 4: 9}, {1, 2, 3}),
        ({1: 1, 2: 2, 3: 4}, {1, 2}),
        ({1: 2}, {1}),
        ({1: 2, 2: 0, 3: 7}, {1, 3}),
    ],
)
def test_what_is_held_back_cannot_be_reckoned(by_lab, hidden):
    assert figures.hidden_of(by_lab) == hidden


def test_a_total_of_few_companies_is_not_told():
    few = figures.Figure(KIND, {1: 2})
    assert few.total is None
    assert figures.Figure(KIND, {1: 3}).total == 3
    assert figures.Figure(KIND, {}).total == 0
    assert figures.Figure(ANY, {1: 1, 2: 1}).total == 2


def test_what_a_table_writes():
    figure = figures.Figure(KIND, {1: 1, 2: 1500}, figures.hidden_of({1: 1, 2: 1500}))
    with override("en"):
        assert figure.text(1) == "too few companies"
        assert figure.text(3) == "0"
        assert figures.Figure(ANY, {1: 1500}).text(1) == "1,500"
        assert figures.Figure(ANY, {1: 1}).words == "request"
        assert figures.Figure(ANY, {1: 2}).words == "requests"


@pytest.fixture
def counted(monkeypatch, db):
    """Count how often the rooms are asked."""
    cache.clear()
    asked = []

    def count():
        asked.append(1)
        return {"met": {7: 3}, "asked": {7: len(asked)}}

    source = figures.Source((KIND, ANY), count)
    monkeypatch.setattr(figures, "sources", [source])
    return asked


def test_they_are_counted_once_in_five_minutes(counted, monday):
    assert figures.told(monday).get("asked").total == 1
    assert figures.told(monday).get("asked").total == 1
    assert len(counted) == 1
    later = monday + FRESH
    with clock.at(later):
        told = figures.told(later)
    assert told.get("asked").total == 2
    assert told.at == later


def test_they_stand_axis_by_axis(counted, monday):
    told = figures.told(monday)
    assert [one.kind.key for one in told.figures] == ["asked", "met"]
    assert [one.kind.key for one in told.of_axis(2)] == ["met"]
    with pytest.raises(KeyError):
        told.get("nothing")


def test_every_key_is_one_figure():
    keys = [kind.key for source in SOURCES for kind in source.kinds]
    assert len(keys) == len(set(keys))
    assert {kind.axis for source in SOURCES for kind in source.kinds} == {1, 2, 3}


def test_what_each_room_counts_it_has_declared(db):
    for source in SOURCES:
        assert set(source.count()) == {kind.key for kind in source.kinds}
