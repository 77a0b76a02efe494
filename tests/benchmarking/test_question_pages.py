"""The list of questions, its filters and file, homes and digests; what each costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking.models import Question
from benchmarking.questions import digests
from programmes.models import Topic, Workstream
from servindus import clock
from servindus.digests import Reader
from servindus.models import Subscriber
from tests.benchmarking.exchanging import Labs, at
from tests.cast import fresh
from tests.sheets import body, read

LIST = "/questions/"


def reader_of(who) -> Reader:
    return Reader(Subscriber(email=who.email), fresh(who), clock.now())


def titles(client, **query) -> list[str]:
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row.title for row in page.context["rows"]]


@pytest.fixture
def four(labs: Labs) -> Labs:
    """One question in each status; the newest first is the last one."""
    with clock.at(at(0, 11)):
        labs.asked(title="Posée", topic=Topic.objects.get(slug="prototyping"))
    with clock.at(at(0, 12)):
        labs.answered(question=labs.asked(title="Répondue"), text="Une clôture à 21 h.")
    with clock.at(at(0, 13)):
        axis = Workstream.objects.get(number=2)
        labs.asked(lab=labs.rouen, by=labs.helene, labs=[labs.nancy],
                   title="De Rouen", text="Un préavis ?", workstream=axis)  # fmt: skip
    with clock.at(at(0, 14)):
        labs.accepted()
    return labs


def test_each_part_has_its_questions(client, four: Labs) -> None:
    accepted = "Qui a une convention de partage d’atelier ?"
    client.force_login(four.helene)
    assert titles(client) == ["Posée"]
    assert titles(client, vue="nos-questions") == ["De Rouen"]
    assert titles(client, vue="avec-reponse") == ["Répondue"]
    assert titles(client, vue="acceptees") == [accepted]
    everything = [accepted, "De Rouen", "Répondue", "Posée"]
    assert titles(client, vue="toutes") == everything
    tabs = client.get(LIST).context["tabs"]
    assert [(tab.label, tab.count, tab.mine) for tab in tabs] == [
        ("À répondre", 1, True),
        ("Posées par nous", 1, False),
        ("Avec réponse", 1, False),
        ("Réponse retenue", 1, False),
        ("Toutes", 4, False),
    ]
    # The programme reads all and has nothing to answer.
    client.force_login(four.cast.admin)
    page = client.get(LIST)
    assert [tab.label for tab in page.context["tabs"]] == [
        "Avec réponse",
        "Réponse retenue",
        "Toutes",
    ]
    assert titles(client) == everything
    assert page.context["acts"] == []


def test_words_are_found_in_questions_and_answers(client, four: Labs) -> None:
    client.force_login(four.julie)
    assert titles(client, vue="toutes", q="preavis") == ["De Rouen"]
    assert titles(client, vue="toutes", q="CLOTU") == ["Répondue"]
    assert titles(client, vue="toutes", q="introuvable") == []
    assert titles(client, vue="toutes", laboratoire="rouen") == ["De Rouen"]
    assert titles(client, vue="toutes", axe="2") == ["De Rouen"]
    assert titles(client, vue="toutes", theme="prototyping") == ["Posée"]
    assert len(titles(client, vue="toutes", theme="rien", axe="9")) == 4
    page = client.get(LIST, {"vue": "toutes", "q": "preavis"})
    assert [tab.count for tab in page.context["tabs"]] == [1, 0, 0, 0, 1]
    assert (page.context["total"], page.context["active"]) == (1, 1)
    hidden = page.context["filter_form"].hidden_fields()
    assert [field.value() for field in hidden] == ["toutes"]


@pytest.mark.parametrize("who", ["founder", "director", "liaison", "stranger"])
def test_nobody_outside_the_labs_reads_them(client, labs: Labs, who: str) -> None:
    question = labs.answered()
    client.force_login(getattr(labs.cast, who))
    assert client.get(LIST).status_code == 403
    assert client.get(question.get_absolute_url()).status_code == 404
    answer = labs.answer(question)
    address = f"/questions/reponses/{answer.public_id}/corriger/"
    assert client.get(address).status_code == 404
    # The library is everybody's; this tab is not.
    tabs = [tab.href for tab in client.get("/bonnes-pratiques/").context["tabs"]]
    assert tabs == ["/bonnes-pratiques/", "/bonnes-pratiques/outils/", "/comparaison/"]


def test_the_header_tells_in_which_room_one_is(client, labs: Labs) -> None:
    for who in (labs.julie, labs.cast.admin):
        client.force_login(who)
        [word] = [
            word
            for word in client.get(LIST).context["navigation"]
            if word["label"] == "Bonnes pratiques"
        ]
        assert (word["href"], word["current"]) == ("/bonnes-pratiques/", True)


def test_a_list_costs_the_same_for_one_and_for_thirty(client, labs: Labs) -> None:
    labs.asked()
    client.force_login(labs.helene)
    counts = []
    for _round in (1, 2):
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).context["rows"]
        counts.append(len(asked))
        for number in range(29):
            labs.asked(title=f"Question {number}")
    assert counts == [7, 7]


def test_a_page_is_within_its_statements(client, labs: Labs) -> None:
    question = labs.answered()
    labs.answered(question=question, lab=labs.amiens, by=labs.bruno)
    client.force_login(labs.julie)
    client.get(question.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(question.get_absolute_url())
    assert len(asked) == 9


def test_the_file_holds_what_the_list_shows(client, four: Labs) -> None:
    client.force_login(four.cast.admin)
    answer = client.post("/exports/questions/?vue=acceptees", {"format": "csv"})
    head, row, *rest = read("csv", body(answer))
    assert head == [
        "Question", "En entier", "Laboratoire qui demande", "Laboratoires interrogés",
        "Thème", "Axe", "État", "Posée le", "Prochaine étape avant le", "Réponses",
        "Réponses qui aident", "Ce qui en est fait", "Pourquoi retirée",
    ]  # fmt: skip
    assert (row[2:4], row[6]) == (["Nancy", "Amiens, Rouen"], "réponse retenue")
    assert row[9:12] == [
        "Rouen : Oui, depuis 2024.", "Rouen", "Nous reprenons l’article 4.",
    ]  # fmt: skip
    assert rest == []


def cards(client, who) -> dict[str, int]:
    """Give what waits on somebody's home, by its title."""
    client.force_login(who)
    page = client.get("/")
    shown = [*page.context["cards"], *page.context["further"]]
    return {str(card.title): card.count for card in shown if card.emphasis}


def test_homes_show_what_waits(client, labs: Labs) -> None:
    question = labs.asked()
    assert cards(client, labs.helene) == {"Questions d’autres laboratoires": 1}
    assert cards(client, labs.bruno) == {"Questions d’autres laboratoires": 1}
    assert cards(client, labs.julie) == {}
    labs.answered(question=question)
    assert cards(client, labs.helene) == {}
    # Amiens was asked as well, and has not said anything.
    assert cards(client, labs.bruno) == {"Questions d’autres laboratoires": 1}
    assert cards(client, labs.julie) == {"Réponses à vos questions": 1}


def test_a_first_answer_releases_no_other_lab(client, labs: Labs) -> None:
    question, bruno = labs.asked(), labs.bruno
    labs.answered(question=question)
    assert list(Question.objects.to_answer({labs.amiens.pk})) == [question]
    parts = digests.parts([reader_of(bruno), reader_of(labs.helene)], clock.now())
    assert set(parts) == {bruno.email}
    [line] = parts[bruno.email].sections[0].lines
    assert (line.text, line.is_late) == (
        "Un autre laboratoire a répondu : votre réponse peut aussi servir.".replace(
            " :", "\u00a0:"
        ),
        False,
    )
    labs.answered(question=question, lab=labs.amiens, by=bruno, text="Non.")
    assert not Question.objects.to_answer({labs.amiens.pk}).exists()


def test_digests_tell_whose_turn_it_is(labs: Labs) -> None:
    labs.asked()
    everybody = (labs.helene, labs.bruno, labs.julie, labs.cast.founder)
    parts = digests.parts([reader_of(who) for who in everybody], clock.now())
    assert set(parts) == {labs.helene.email, labs.bruno.email}
    [line] = parts[labs.helene.email].sections[0].lines
    assert (line.title, line.waits, line.is_late, line.text) == (
        "Qui a une convention de partage d’atelier ?, Nancy",
        True,
        False,
        "Répondre avant le lun.\u00a021\u00a0sept.",
    )
    with clock.at(at(15)):
        parts = digests.parts([reader_of(labs.helene)], clock.now())
        [line] = parts[labs.helene.email].sections[0].lines
    assert line.is_late
