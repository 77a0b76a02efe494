"""Which blockers a case may be: the same text first, then words, then the topic."""

import pytest

from blockers.candidates import candidates
from blockers.models import NormReference, SameVerdict
from programmes.models import Topic
from tests.blockers.factories import make_blocker, make_report
from tests.cast import MONDAY

NUMBER = "LEGIARTI000022959325"


@pytest.fixture
def report(cast):
    return make_report(
        lab=cast.rouen,
        title="Réemployer nos bains de rinçage",
        norm_identifier=NUMBER,
        topic=Topic.objects.first(),
    )


def found(report):
    return [one.blocker.title for one in candidates(report)]


def cite(blocker, number=NUMBER):
    NormReference.objects.create(
        blocker=blocker, level="order", title="Arrêté", identifier=number,
        checked_on=MONDAY.date(),
    )  # fmt: skip


def test_the_same_text_then_words_then_the_topic(cast, report):
    make_blocker(lab=cast.rouen, title="Par le sujet", topic=report.topic)
    make_blocker(lab=cast.nancy, title="Un rinçage à froid")
    cite(make_blocker(lab=cast.nancy, title="Par le texte"))
    assert found(report) == ["Par le texte", "Un rinçage à froid", "Par le sujet"]
    whys = {one.blocker.title: str(one.why) for one in candidates(report)}
    assert len(set(whys.values())) == 3


def test_a_text_is_cited_by_a_case_as_well(cast, report):
    other = make_report(lab=cast.nancy, status="attached", norm_identifier=NUMBER)
    assert [one.blocker for one in candidates(report)] == [other.blocker]
    assert [one.blocker.cases for one in candidates(report)] == [1]


@pytest.mark.parametrize(
    "fields",
    [{"norm_identifier": ""}, {"norm_identifier": "DEVP1020020A"}],
)
def test_another_text_is_no_reason(cast, fields):
    report = make_report(lab=cast.rouen, title="Rien", **fields)
    cite(make_blocker(lab=cast.rouen, title="Par le texte"))
    assert found(report) == []


def test_the_topic_needs_the_same_kind_of_rule(cast, report):
    make_blocker(
        lab=cast.rouen, title="Autre règle", topic=report.topic, nature="other"
    )
    make_blocker(lab=cast.rouen, title="Autre sujet", topic=Topic.objects.last())
    assert found(report) == []


def test_a_blocker_stands_once_with_its_best_reason(cast, report):
    twice = make_blocker(lab=cast.rouen, title="Un rinçage", topic=report.topic)
    cite(twice)
    cite(twice, "DEVP1020020A")
    first = make_report(lab=cast.rouen, status="attached", blocker=twice)
    assert first.blocker == twice
    [one] = candidates(report)
    assert (one.blocker, one.blocker.cases) == (twice, 1)


def test_five_at_most_the_best_words_first(cast):
    report = make_report(lab=cast.rouen, title="Réemployer nos bains de rinçage")
    for number in range(7):
        make_blocker(lab=cast.rouen, title=f"Un rinçage numéro {number}")
    make_blocker(lab=cast.rouen, title="Bains de rinçage à réemployer")
    assert len(found(report)) == 5
    assert found(report)[0] == "Bains de rinçage à réemployer"


@pytest.mark.parametrize("status", ["closed", "merged"])
def test_what_has_ended_is_not_suggested(cast, report, status):
    cite(make_blocker(lab=cast.rouen, status=status, title="Un rinçage"))
    assert "Un rinçage" not in found(report)


def test_not_the_same_hides_it_from_this_case_alone(cast, report):
    known = make_blocker(lab=cast.rouen, title="Un rinçage")
    cite(known)
    SameVerdict.objects.create(
        report=report, blocker=known, verdict="not_same", reason="Non.",
        by=cast.moderator, at=MONDAY,
    )  # fmt: skip
    assert found(report) == []
    other = make_report(lab=cast.rouen, title="Rinçage", norm_identifier=NUMBER)
    assert found(other) == ["Un rinçage"]


@pytest.mark.parametrize(
    "title", ["' | ! & ( : *", "un le la", "œuvre d’art", "a" * 120, "%_\\ ' --"]
)
def test_a_strange_title_finds_nothing_and_breaks_nothing(cast, title):
    make_blocker(lab=cast.rouen, title="Un rinçage")
    assert found(make_report(lab=cast.rouen, title=title)) == []
