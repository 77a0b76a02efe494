"""What everybody reads without an account, and what nobody can guess."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from blockers import actions
from blockers.models import Answer, Blocker, Escalation, Report
from servindus import clock
from tests.blockers.cards import SUMMARY, TITLE, full, listed
from tests.blockers.escalations import acknowledged, answer, qualified, sent
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.following import asked, in_force, later, promised, published, said
from tests.cast import MONDAY, Cast, fresh

LIST = "/blocages/registre/"
FEED = "/blocages/registre/flux.atom"
# Queries of the whole page, its figures counted by an earlier reader.
# With one row, and with thirty: a list that shows all its rows counts none.
COSTS = {LIST: (4, 5), "card": (10, 10), FEED: (3, 3)}


def card(blocker: Blocker) -> str:
    return reverse("blockers:public_card", args=[blocker.reference])


def text(client: Any, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return str(page.content.decode())


def rows(client: Any, query: str = "") -> list[str]:
    page = client.get(LIST + query)
    assert page.status_code == 200
    return [row.title for row in page.context["rows"]]


def test_what_is_hidden_is_nowhere(client: Any, cast: Cast) -> None:
    """The same 404 as for a number that was never given; nothing in list or feed."""
    blocker = qualified(cast, title="Secret de fabrique")
    assert client.get(card(blocker)).status_code == 404
    assert client.get("/blocages/registre/ROU-B-2026-999999/").status_code == 404
    assert "Secret" not in text(client, LIST) + text(client, FEED)
    assert rows(client, "?q=secret") == []


@pytest.mark.parametrize(
    "reference",
    ["rou-b-2026-0001", "ROU-B-2026-00000001", "ROU-B-9999-9999999", "ROU-B-2026-1"],
)
def test_a_reference_is_spelt_in_one_way(
    client: Any, cast: Cast, reference: str
) -> None:
    assert client.get(f"{LIST}{reference}/").status_code == 404


def test_a_listed_one_tells_its_title_alone(client: Any, cast: Cast) -> None:
    """No summary, ask, text or name, and none of them finds it."""
    blocker = qualified(cast, title=TITLE, public_summary=SUMMARY)
    listed(blocker, cast)
    for page in (text(client, card(blocker)), text(client, LIST), text(client, FEED)):
        assert TITLE in page
        for word in ("circuit fermé", "Demande 1", "LEGIARTI", cast.plant.name):
            assert word not in page
    assert rows(client, "?q=bassin") == [TITLE]
    assert rows(client, "?q=circuit") == []


def test_a_whole_card_tells_its_words(client: Any, cast: Cast) -> None:
    """But never what is written for the administration, nor a company."""
    blocker = qualified(cast, summary="Confidence faite à Bercy.")
    full(blocker, cast)
    page = text(client, card(blocker))
    for word in (SUMMARY, "Demande 1", "LEGIARTI000022959325"):
        assert word in page
    assert cast.plant.name not in page
    assert "Confidence" not in page
    assert "Préfecture : non." not in page
    assert rows(client, "?q=circuit") == [TITLE]
    assert rows(client, "?q=confidence") == []


def given(cast: Cast, **fields: Any) -> Any:
    """A whole card whose one answer is signed, and not published."""
    row = acknowledged(cast)
    full(row.blocker, cast)
    words = f"Le circuit est permis à {cast.plant.name}."
    return answer(row, cast, kind="lifted", public_text=words, **fields)


def test_no_answer_before_its_day(client: Any, cast: Cast) -> None:
    """Signed, then published under embargo, then shown; the name is out of it."""
    row = given(cast)
    pages = (card(row.blocker), LIST, FEED)
    before = [text(client, page) for page in pages]
    assert not any("permis" in page or "TREP" in page for page in before)
    actions.publish_escalation(
        row, by=cast.liaison, embargo_until=(MONDAY + timedelta(days=10)).date()
    )
    blocker = fresh(row.blocker)
    assert blocker.status == "implementing"
    for days in (0, 9):
        with later(days):
            told = [text(client, page) for page in pages]
            assert not any("permis" in page or "TREP" in page for page in told)
            # Neither does the step tell it.
            assert rows(client, "?etape=repondu") == [TITLE]
            assert rows(client, "?etape=engagement") == []
            assert rows(client, "?resultat=promis") == []
            assert client.get(LIST).context["tally"].promised == 0
    with later(10):
        told = [text(client, page) for page in pages]
        assert "Le circuit est permis à […]." in told[0]
        assert "Le circuit est permis à […]." in told[2]
        assert cast.plant.name not in "".join(told)
        assert rows(client, "?etape=engagement") == [TITLE]
        assert rows(client, "?resultat=promis") == [TITLE]
        assert client.get(LIST).context["tally"].promised == 1


def test_restricted_words_stay_inside(client: Any, cast: Cast) -> None:
    row = given(cast, restricted_text="Pour le labo seul.")
    actions.publish_escalation(row, by=cast.liaison)
    for page in (card(row.blocker), FEED):
        assert "labo seul" not in text(client, page)


def test_only_a_whole_card_shows_answers(client: Any, cast: Cast) -> None:
    """A listed one tells that there is one, not what it says."""
    blocker = published(cast, "lifted")
    listed(blocker, cast)
    told = text(client, card(blocker)) + text(client, FEED)
    assert "Voici notre réponse." not in told
    assert "TREP2612345A" not in told


def test_filters(client: Any, cast: Cast) -> None:
    """Each alone, all at once, and nonsense that finds everything."""
    for lab, nature, title in (
        (cast.rouen, "text_eu", "Un"),
        (cast.nancy, "delay_silence", "Deux"),
    ):
        blocker = make_blocker(lab=lab, nature=nature, title=title, status="qualified")
        Blocker.objects.filter(pk=blocker.pk).update(
            public_status="listed", public_since=MONDAY, public_hash="a"
        )
    make_blocker(lab=cast.rouen, title="Trois", nature="text_eu")
    assert rows(client) == ["Deux", "Un"]
    assert rows(client, "?laboratoire=nancy") == ["Deux"]
    assert rows(client, "?nature=text_eu") == ["Un"]
    assert rows(client, "?etape=preparation") == ["Deux", "Un"]
    assert rows(client, "?etape=clos") == []
    assert rows(client, "?issue=lifted_verified") == []
    assert rows(client, "?q=de&laboratoire=nancy&nature=delay_silence") == ["Deux"]
    assert "(2)" in text(client, LIST + "?q=un&nature=text_eu")
    for odd in ("?nature=x", "?apres=x", "?q=" + "a" * 5000, "?theme=9"):
        assert client.get(LIST + odd).status_code == 200


def test_the_turn_is_told(client: Any, cast: Cast) -> None:
    """The ministry, its date with the sum behind it, and who follows."""
    row = sent(cast)
    full(row.blocker, cast)
    now = client.get(card(row.blocker)).context["turn"]
    assert (now.person.name, now.due) == (cast.ministry.name, row.answer_by)
    assert now.ruler
    stops = client.get(card(row.blocker)).context["stops"]
    assert [(stop.kind, stop.day) for stop in stops] == [
        ("done", MONDAY.date()),
        ("done", MONDAY.date()),
        ("done", MONDAY.date()),
        ("now", None),
        ("next", None),
        ("next", None),
    ]


def test_a_promise_is_told_with_its_day(client: Any, cast: Cast) -> None:
    """And that it is late from the day after."""
    row = promised(cast, "derogation")
    blocker = full(row.blocker, cast)
    with clock.at(MONDAY + timedelta(days=175)):
        now = client.get(card(blocker)).context
        assert (now["turn"].due, now["promises"][0][1]) == (date(2027, 3, 1), False)
    with clock.at(MONDAY + timedelta(days=176)):
        now = client.get(card(blocker)).context
        assert (now["turn"].clock.kind, now["promises"][0][1]) == ("late", True)


@pytest.mark.parametrize(("companies", "numbers"), [(2, False), (3, True)])
def test_sites_are_counted_from_three_companies_on(
    client: Any, cast: Cast, companies: int, numbers: bool
) -> None:
    blocker = in_force(cast)
    for number in range(companies - 1):
        make_report(
            lab=cast.rouen, status="attached", blocker=blocker,
            reporter=cast.director, company_name=f"Atelier {number}",
        )  # fmt: skip
    full(blocker, cast)
    with later(28):
        from blockers import timers

        assert timers.sweep() == companies
    with later(29):
        for row in Report.objects.filter(blocker=blocker):
            said(row.verifications.get(), cast, "solved")
        page = client.get(card(blocker))
    words = str(page.context["sites"])
    assert (f"{companies} site(s) sur {companies}" in words) is numbers
    assert page.context["status_badge"].tone == "ok"
    assert rows(client, "?resultat=verifie") == [TITLE]
    assert rows(client, "?issue=lifted_verified") == [TITLE]


@pytest.mark.parametrize(
    ("costs", "told"),
    [
        ([100, 200], None),
        ([100, 200, None], None),
        ([100, 200, 300], 600),
        ([850, 100, 50], 1000),
        ([851, 99, 50], None),
    ],
)
def test_figures_of_companies(
    client: Any, cast: Cast, costs: list[int | None], told: int | None
) -> None:
    """From three companies on, and none above 85 % of the sum."""
    blocker = make_blocker(lab=cast.rouen, status="qualified")
    for number, cost in enumerate(costs):
        make_report(
            lab=cast.rouen, status="attached", blocker=blocker, cost_per_month=cost,
            company_name=f"Atelier {number}",
        )  # fmt: skip
    listed(blocker, cast)
    page = client.get(card(blocker))
    assert page.context["weight"].cost == told
    assert client.get(LIST).context["cost"].value == told
    assert ("Non montré" in page.content.decode()) is (told is None)


def test_the_feed_is_atom(client: Any, cast: Cast) -> None:
    row = given(cast)
    actions.publish_escalation(row, by=cast.liaison)
    page = client.get(FEED)
    assert page.headers["Content-Type"].startswith("application/atom+xml")
    told = page.content.decode()
    assert told.count("<entry>") == 2
    assert f"#reponse-{Answer.objects.get().public_id}" in told
    assert f'href="{FEED}"' in text(client, LIST)


@pytest.mark.parametrize("address", [LIST, FEED, "card"])
def test_nobody_writes_here(client: Any, cast: Cast, address: str) -> None:
    if address == "card":
        address = card(full(qualified(cast), cast))
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", COSTS)
def test_a_page_costs_the_same_for_one_row_and_for_thirty(
    client: Any, cast: Cast, address: str, django_assert_num_queries: Any
) -> None:
    first = full(published(cast, "lifted", "explained_refusal"), cast)
    path = card(first) if address == "card" else address
    one, thirty = COSTS[address]
    client.get(path)
    with django_assert_num_queries(one):
        assert client.get(path).status_code == 200
    for _number in range(8):
        full(published(cast, "lifted"), cast)
    for number in range(21):
        listed(make_blocker(lab=cast.nancy, title=f"B {number}"), _of_nancy(cast))
    client.get(path)
    with django_assert_num_queries(thirty):
        assert client.get(path).status_code == 200


class _of_nancy:
    """The same words for the colleague's own blockers."""

    def __init__(self, cast: Cast) -> None:
        self.moderator = cast.colleague


def test_the_header_leads_there(client: Any, cast: Cast) -> None:
    """Visitors find the register in the header of the public home."""
    assert f'href="{LIST}"' in text(client, "/")
    listed(asked(cast).report.blocker, cast)  # type: ignore[arg-type]
    client.force_login(cast.liaison)
    assert f'href="{LIST}"' in text(client, "/")


def total(client: Any, query: str = "") -> int:
    return int(client.get(LIST + query).context["total"])


def test_the_number_of_a_long_list_is_kept_five_minutes(
    client: Any, cast: Cast
) -> None:
    """A list that shows all its rows says their number; others count now and then."""
    for number in range(2):
        listed(make_blocker(lab=cast.nancy, title=f"B {number}"), _of_nancy(cast))
    assert total(client) == 2
    for number in range(2, 26):
        listed(make_blocker(lab=cast.nancy, title=f"B {number}"), _of_nancy(cast))
    assert total(client) == 26
    full(published(cast, "lifted"), cast)
    assert total(client) == 26
    # Another choice is another number, and words bring their own.
    assert total(client, "?laboratoire=nancy") == 26
    assert total(client, "?laboratoire=rouen") == 1
    assert total(client, "?q=bassin") == 1
    with clock.at(MONDAY + timedelta(minutes=5)):
        assert total(client) == 27


def test_an_end_is_found_by_nobody_before_its_answer_s_day(
    client: Any, cast: Cast
) -> None:
    """Neither outcome nor confirmation tells what an embargo still withholds."""
    row = asked(cast)
    blocker = full(row.report.blocker, cast)  # type: ignore[arg-type]
    with later(29):
        said(row, cast, "solved")
    assert fresh(blocker).status == "closed"
    Escalation.objects.update(embargo_until=(MONDAY + timedelta(days=5)).date())
    ends = ("?issue=lifted_verified", "?resultat=verifie", "?etape=clos")
    with later(4):
        assert [rows(client, query) for query in ends] == [[], [], []]
    with later(5):
        assert [rows(client, query) for query in ends] == [[TITLE]] * 3
