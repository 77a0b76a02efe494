"""What a company is shown of the public register while it writes its own case."""

from typing import Any

import pytest
from django.test import Client

from blockers import actions
from blockers.models import Blocker, Report
from programmes.models import Topic
from tests.blockers import stories
from tests.blockers.cards import TITLE, full, listed
from tests.blockers.escalations import acknowledged, answer, qualified
from tests.cast import Cast, fresh

# Queries of step 2 without a card beside it; with some, their answers are one more.
COST = 8


def writer(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.director)
    return client


def shown(cast: Cast, number: int = 2, **fields: Any) -> list[Any]:
    """Give what stands beside a step of a case with these fields."""
    fields = {"title": "Autre chose", "norm_identifier": "", **fields}
    draft = stories.drafted(cast, **fields)
    page = writer(cast).get(f"{draft.get_absolute_url()}etape/{number}/")
    assert page.status_code == 200
    return list(page.context["alike"])


def test_the_same_text_comes_first(cast: Cast, monday: object) -> None:
    blocker = full(qualified(cast), cast)
    [one] = shown(cast, norm_identifier="LEGIARTI000022959325")
    assert (one.title, str(one.why)) == (TITLE, "cite le même texte")
    assert one.href == f"/blocages/registre/{blocker.reference}/"
    assert (one.lifted, one.ground) == (None, "")


def test_two_words_in_common_and_not_one(cast: Cast, monday: object) -> None:
    listed(qualified(cast, title="Un bassin tampon soumis à autorisation"), cast)
    [one] = shown(cast, title="Nos bassins attendent des autorisations")
    assert str(one.why) == "parle de la même chose"
    assert shown(cast, title="Nos bassins attendent toujours") == []


def test_the_same_topic_and_kind(cast: Cast, monday: object) -> None:
    topic = Topic.objects.filter(is_open=True).first()
    assert topic is not None
    listed(qualified(cast, topic=topic), cast)
    [one] = shown(cast, number=3, topic=topic)
    assert str(one.why) == "même thème, même sorte de règle"
    other = Topic.objects.filter(is_open=True).exclude(pk=topic.pk).first()
    assert shown(cast, number=3, topic=other) == []


def test_what_is_not_public_is_no_suggestion(cast: Cast, monday: object) -> None:
    """A hidden blocker, and the texts of a card that shows its title alone."""
    text = "LEGIARTI000022959325"
    hidden = qualified(cast)
    fields = {"title": hidden.title, "norm_identifier": text}
    assert shown(cast, **fields) == []
    listed(hidden, cast)
    assert shown(cast, norm_identifier=text) == []


def test_what_lifted_it_elsewhere_is_offered_once_everybody_reads_it(
    cast: Cast, monday: object
) -> None:
    row = acknowledged(cast)
    full(row.blocker, cast)
    row = answer(
        row,
        cast,
        kind="feasible_as_is",
        legal_ground="Article 12 pour Câblerie du Quai",
    )
    text = "LEGIARTI000022959325"
    assert shown(cast, norm_identifier=text)[0].lifted is None
    actions.publish_escalation(row, by=cast.liaison)
    [one] = shown(cast, norm_identifier=text)
    assert one.lifted.label == "Faisable en l’état"
    # No name of another company goes out with it.
    assert one.ground == "Article 12 pour […]"


def test_what_is_being_typed_counts_and_what_was_typed_wrong_is_kept(
    cast: Cast, monday: object
) -> None:
    full(qualified(cast), cast)
    draft = stories.drafted(cast, title="Autre chose", norm_identifier="")
    step, client = f"{draft.get_absolute_url()}etape/3/", writer(cast)
    client.post(f"{step}saisie/", {"norm_identifier": "LEGIARTI000022959325"})
    page = client.get(step)
    assert [one.title for one in page.context["alike"]] == [TITLE]
    assert "D’autres le rencontrent aussi" in page.content.decode()
    # The case itself has not changed: nothing was sent.
    assert fresh(draft).norm_identifier == ""
    wrong = {"norm_identifier": "LEGIARTI000022959325", "topic": "’9"}
    page = client.post(step, wrong)
    assert page.status_code == 200
    assert [one.title for one in page.context["alike"]] == [TITLE]


@pytest.mark.parametrize("cards", [0, 3, 6])
def test_the_page_asks_as_often_whatever_stands_beside_it(
    cast: Cast, monday: object, cards: int, django_assert_num_queries: Any
) -> None:
    for number in range(cards):
        listed(qualified(cast, title=f"Bassin tampon autorisation {number}"), cast)
    draft = stories.drafted(cast, title="Bassin tampon", norm_identifier="")
    client = writer(cast)
    step = f"{draft.get_absolute_url()}etape/2/"
    client.get(step)
    with django_assert_num_queries(COST + bool(cards)):
        page = client.get(step)
    assert len(page.context["alike"]) == min(cards, 3)
    assert Blocker.objects.count() == cards
    assert Report.objects.count() == cards + 1
