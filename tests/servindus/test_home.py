"""Each kind of person finds on the home what waits for them, and nothing else."""

from datetime import date

import pytest
from django.urls import reverse

from tests.cast import (
    make_decision_maker,
    make_introduction,
    make_membership,
    make_organisation,
)

LIST = "/mises-en-relation/"
DIRECTORY = "/annuaire/"


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


@pytest.fixture
def home(client):
    def show(user):
        client.force_login(user)
        response = client.get("/")
        assert response.status_code == 200
        return response

    return show


@pytest.fixture
def waiting(cast):
    return make_introduction(
        startup=cast.startup,
        decision_maker=cast.manager_with_account,
        requested_by=cast.founder,
    )


def hrefs(response):
    return [card.href for card in response.context["cards"]]


def rows(response):
    return [row.href for block in response.context["blocks"] for row in block.rows]


def test_a_visitor_sees_the_programme(client, db, waiting):
    response = client.get("/")
    assert response.status_code == 200
    assert "cards" not in response.context
    assert waiting.subject not in response.text


def test_only_reading_is_possible(client, db):
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_a_founder_sees_her_requests_and_may_make_one(cast, home, waiting):
    response = home(cast.founder)
    assert [act.href for act in response.context["acts"]] == [DIRECTORY]
    assert rows(response) == [waiting.get_absolute_url()]
    assert response.context["asides"]


def test_another_founder_sees_none_of_it(cast, home, waiting):
    assert rows(home(cast.other_founder)) == []


def test_a_founder_who_waits_for_the_lab_is_told_so(cast, home):
    cast.startup.status = "refused"
    startup = type(cast.startup).objects.create(
        kind="startup", name="Neuve", lab=cast.rouen, status="pending"
    )
    make_membership(user=cast.stranger, organisation=startup)
    response = home(cast.stranger)
    assert response.context["acts"] == []
    assert [note["href"] for note in response.context["notes"]] == ["/profil/"]


def test_a_moderator_sees_the_queue_of_her_lab(cast, home):
    queued = make_introduction(
        startup=cast.startup,
        decision_maker=cast.manager,
        requested_by=cast.founder,
        status="submitted",
    )
    response = home(cast.moderator)
    desk = reverse("admin:matchmaking_introduction_change", args=[queued.pk])
    assert rows(response) == [desk]
    assert hrefs(response)[0] == reverse("admin:matchmaking_introduction_changelist")
    assert response.context["cards"][0].count == 1


def test_a_colleague_of_another_lab_has_another_queue(cast, home):
    make_introduction(
        startup=cast.startup,
        decision_maker=cast.manager,
        requested_by=cast.founder,
        status="submitted",
    )
    response = home(cast.colleague)
    assert rows(response) == []
    assert response.context["cards"][0].count == 0


def test_a_plant_manager_sees_what_she_is_asked(cast, home, waiting):
    response = home(cast.director)
    assert rows(response) == [waiting.get_absolute_url()]
    assert hrefs(response)[0] == f"{LIST}?vue=a-traiter"
    assert response.context["cards"][0].count == 1
    assert DIRECTORY not in response.text


def asked(cast, status, **fields):
    # A startup has one open request with a person.
    return make_introduction(
        startup=make_organisation(kind="startup", lab=cast.rouen),
        decision_maker=cast.manager_with_account,
        requested_by=cast.founder,
        status=status,
        **fields,
    )


def test_her_first_card_names_the_request_that_waits(cast, home):
    """One that she accepted may come first by its day, and waits for nobody."""
    accepted = asked(cast, "accepted", slot_due_on=date(2026, 9, 8), subject="Agréé")
    asked(cast, "sent", due_on=date(2026, 9, 20), subject="Plus tard")
    asked(cast, "sent", due_on=date(2026, 9, 18), subject="Attend")
    response = home(cast.director)
    assert rows(response)[0] == accepted.get_absolute_url()
    to_answer = response.context["cards"][0]
    assert (to_answer.count, to_answer.emphasis) == (2, "mine")
    assert "Attend" in str(to_answer.text)


def test_a_request_that_waits_behind_eight_others_is_not_denied(cast, home):
    for _turn in range(8):
        asked(cast, "accepted", slot_due_on=date(2026, 9, 8))
    asked(cast, "sent", due_on=date(2026, 9, 18))
    to_answer = home(cast.director).context["cards"][0]
    assert (to_answer.count, to_answer.text) == (1, "On attend votre réponse.")


def test_nothing_to_answer_names_no_request(cast, home):
    asked(cast, "accepted", slot_due_on=date(2026, 9, 8))
    to_answer = home(cast.director).context["cards"][0]
    assert (to_answer.count, to_answer.text) == (0, "Personne ne vous attend.")


def test_the_next_date_of_a_manager_is_never_past(cast, home):
    asked(cast, "sent", due_on=date(2026, 9, 4), subject="Passé")
    assert home(cast.director).context["next_date"] == ""
    asked(cast, "sent", due_on=date(2026, 9, 11), subject="À venir")
    told = home(cast.director).context["next_date"].replace("\xa0", " ")
    assert told == "Prochaine date : À venir, ven. 11 sept."


def test_her_colleague_sees_none_of_it(cast, home, waiting):
    assert rows(home(cast.assistant)) == []


@pytest.mark.parametrize("who", ["liaison", "stranger", "assistant"])
def test_others_find_nothing_that_waits(cast, home, waiting, who):
    response = home(getattr(cast, who))
    assert response.context["cards"] == []
    # A liaison reads what will stand here; nobody else has a list.
    blocks = response.context["blocks"]
    assert [list(block.rows) for block in blocks] == [[]] * (who == "liaison")
    assert waiting.subject not in response.text
    assert "Vibralis" not in response.text


def test_a_home_costs_the_same_with_one_row_and_with_many(
    cast, client, django_assert_num_queries
):
    def ask(number):
        for _row in range(number):
            make_introduction(
                startup=cast.startup,
                decision_maker=make_decision_maker(organisation=cast.plant),
                requested_by=cast.founder,
            )

    client.force_login(cast.founder)
    ask(1)
    client.get("/")
    # One of them looks for the next date in all other rooms.
    with django_assert_num_queries(11):
        client.get("/")
    ask(29)
    with django_assert_num_queries(11):
        client.get("/")


def test_an_administrator_has_no_home_of_a_manager(cast, home, waiting):
    """She sees every request, and none of them was addressed to her."""
    from tests.blockers.factories import make_report

    make_report(lab=cast.rouen, status="needs_info", reporter=cast.director)
    response = home(cast.admin)
    assert rows(response) == []
    assert [str(aside.title) for aside in response.context["asides"]] == [
        "Quatre laboratoires"
    ]
    assert hrefs(response) == []
