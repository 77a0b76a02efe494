"""Which text hurts most: what each reader may count, and that nobody can count more."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from blockers import actions
from blockers.models import Blocker, NormReference
from servindus import clock
from tests.blockers.cards import full, listed
from tests.blockers.escalations import answer, qualified, sent
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.following import published
from tests.blockers.test_exports import FORMATS, HELD, on_screen, take, window
from tests.cast import MONDAY, Cast, fresh

PAGE = "/blocages/textes/"
# The text that `qualified` cites.
ORDER = "Arrêté du 4 octobre 2010"


def cites(blocker: Blocker, title: str, **fields: Any) -> NormReference:
    fields = {"level": "law", "checked_on": date(2026, 9, 1), **fields}
    return NormReference.objects.create(blocker=blocker, title=title, **fields)


def case(blocker: Blocker, cost: int | None, name: str = "", **fields: Any) -> Any:
    """Another company with a case; its name follows from the blocker's."""
    known = blocker.reports.count()
    return make_report(
        **{
            "lab": blocker.lab, "status": "attached", "blocker": blocker,
            "company_name": name or f"Forge {blocker.number} {known}",
            "confidentiality": "ministry", "cost_per_month": cost, **fields,
        }
    )  # fmt: skip


def lines(client: Client, query: str = "", *, anew: bool = True) -> dict[str, Any]:
    """Give the lines of the page by the text's name, counted anew or as kept."""
    if anew:
        cache.clear()
    return {row.name: row for row in on_screen(client, PAGE + query)}


def kept(client: Client) -> dict[str, Any]:
    """Give the lines as another reader has had them counted."""
    return lines(client, anew=False)


def facts(row: Any) -> tuple[Any, ...]:
    return (row.blockers, row.companies, row.answered, row.promised, row.verified)


# --- The lab --------------------------------------------------------------------------


def register_of(cast: Cast) -> tuple[Blocker, Blocker, Blocker]:
    """Two blockers of Rouen under one text, one with a promise, and one of Nancy."""
    promised = published(cast, "lifted")
    waiting = sent(cast).blocker
    for blocker, cost in ((promised, 2000), (waiting, None)):
        case(blocker, cost)
    case(waiting, 800, lab=cast.nancy)
    case(waiting, 900, name="Confidentielle", lab=cast.nancy,
         confidentiality="restricted")  # fmt: skip
    cites(waiting, "Code de l’environnement", article="L. 214-3")
    far = make_blocker(lab=cast.nancy, status="qualified")
    # One article by its number, whatever its title is called there.
    cites(far, "Arrêté dit « eau »", identifier="LEGIARTI000022959325", article="5")
    case(far, 700)
    return promised, waiting, far


def test_a_lab_counts_its_own_blockers(cast: Cast) -> None:
    """The same company counts once; another lab's secret figure counts for nothing."""
    register_of(cast)
    found = lines(window(cast.moderator))
    order = found[f"{ORDER}, article 5"]
    # The plant in both, one more in the first, three more in the second.
    assert facts(order) == (2, 5, 1, 1, 0)
    assert order.labs == ["Nancy", "Rouen"]
    assert order.cost == Decimal(1500 + 2000 + 1500 + 800)
    code = found["Code de l’environnement, article L. 214-3"]
    assert facts(code) == (1, 4, 0, 0, 0)
    assert code.cost == Decimal(1500 + 800)
    assert list(found) == [order.name, code.name]
    assert code.references == order.references[1:]


def test_all_the_labs_blockers_are_counted_as_their_pages_tell_them(
    cast: Cast,
) -> None:
    """Numbers of companies, and no sum that only the other lab may read."""
    _promised, waiting, _far = register_of(cast)
    order = lines(window(cast.moderator), "?portee=tous")[f"{ORDER}, article 5"]
    assert facts(order) == (3, 6, 1, 1, 0)
    assert order.labs == ["Nancy", "Rouen"]
    # Nowhere do three companies say what it costs: one has told it in secret.
    assert order.cost is None
    assert order.holds_cost_back
    case(waiting, 1000)
    order = lines(window(cast.moderator), "?portee=tous")[f"{ORDER}, article 5"]
    assert order.cost == Decimal(1500 + 800 + 1000)
    # The choice is the labs' own: whoever else asks for it gets what is theirs.
    assert lines(window(cast.stranger), "?portee=tous") == {}


def test_the_programme_counts_everything(cast: Cast) -> None:
    register_of(cast)
    found = lines(window(cast.admin))
    order = found[f"{ORDER}, article 5"]
    assert facts(order) == (3, 6, 1, 1, 0)
    assert order.cost == Decimal(1500 + 2000 + 1500 + 800 + 900 + 700)


# --- Everybody ------------------------------------------------------------------------


def test_everybody_counts_whole_cards_alone(cast: Cast) -> None:
    hidden, title_only = qualified(cast), qualified(cast)
    listed(title_only, cast)
    assert lines(window()) == {}
    whole = full(qualified(cast), cast)
    [order] = lines(window()).values()
    assert order.references == [whole.reference]
    assert order.named[0][2] == f"/blocages/registre/{whole.reference}/"
    assert hidden.reference not in window().get(PAGE).content.decode()
    # One company: its card does not tell the number, nor the cost.
    assert (order.companies, order.cost, order.holds_cost_back) == (None, None, True)
    text = window().get(PAGE).content.decode()
    assert HELD in text
    assert cast.plant.name not in text


def test_no_sum_of_cards_tells_what_one_of_them_holds_back(cast: Cast) -> None:
    """A card of three companies beside one of a single company: only the first counts.

    Otherwise the sum less what the first card says would be the other's own figure.
    """
    three = qualified(cast)
    for cost in (1000, 2000):
        case(three, cost, name=f"Forge {cost}")
    three = full_of(three, cast)
    [order] = lines(window()).values()
    assert (order.companies, order.cost) == (3, Decimal(4500))
    full(qualified(cast), cast)
    [order] = lines(window()).values()
    assert order.blockers == 2
    assert (order.companies, order.cost) == (3, Decimal(4500))


def full_of(blocker: Blocker, cast: Cast) -> Blocker:
    """Let everybody read a card whose companies are not all of the cast."""
    listed(blocker, cast)
    Blocker.objects.filter(pk=blocker.pk).update(
        public_status="full", public_summary="Un résumé."
    )
    return fresh(blocker)


def test_a_text_for_everybody_names_no_company(cast: Cast) -> None:
    blocker = full(qualified(cast), cast)
    cites(blocker, f"Arrêté propre à {cast.plant.name}")
    text = window().get(PAGE).content.decode()
    assert "Arrêté propre à […]" in text
    assert cast.plant.name not in text


def test_an_answer_counts_for_everybody_from_its_day_on(cast: Cast) -> None:
    row = sent(cast)
    full(row.blocker, cast)
    answer_ = actions.acknowledge_escalation(row, by=cast.liaison)
    answer_ = answer(answer_, cast, kind="lifted")
    [order] = lines(window()).values()
    assert facts(order)[2:] == (0, 0, 0)
    actions.publish_escalation(answer_, by=cast.liaison)
    [order] = lines(window()).values()
    assert facts(order)[2:] == (1, 1, 0)


# --- The authority --------------------------------------------------------------------


def test_an_authority_counts_what_it_was_sent_as_it_was_sent(cast: Cast) -> None:
    """What the lab has changed since is not told; B8."""
    row = sent(cast)
    case(row.blocker, 5000)
    norm = row.blocker.norms.get()
    norm.title = "Un autre arrêté"
    norm.save()
    [order] = lines(window(cast.liaison)).values()
    assert order.title == ORDER
    assert facts(order) == (1, 1, 0, 0, 0)
    assert order.cost == Decimal(1500)
    assert order.named[0][2] == row.get_absolute_url()
    assert lines(window(cast.second_liaison)) == {}


def test_an_authority_counts_its_own_answers_alone(cast: Cast) -> None:
    """A promise of one ministry is no news for the other."""
    blocker = actions.escalate_blocker(
        qualified(cast), by=cast.moderator, authorities=[cast.ministry, cast.authority]
    )
    cast.second_liaison  # noqa: B018 - somebody reads it there
    row = blocker.escalations.get(authority=cast.ministry)
    row = actions.acknowledge_escalation(row, by=cast.liaison)
    answer(row, cast, kind="lifted")
    [mine] = lines(window(cast.liaison)).values()
    [theirs] = lines(window(cast.second_liaison)).values()
    assert facts(mine)[2:] == (1, 1, 0)
    assert facts(theirs)[2:] == (0, 0, 0)


def test_what_is_hidden_is_gone_at_once_and_what_is_new_comes_within_five_minutes(
    cast: Cast, monday: object
) -> None:
    """Sums are kept for a while; no card stays in them that nobody may read."""
    first = full(qualified(cast), cast)
    visitor = Client()
    assert kept(visitor)[f"{ORDER}, article 5"].references == [first.reference]
    second = full(qualified(cast), cast)
    found = kept(visitor)[f"{ORDER}, article 5"].references
    assert found == [first.reference, second.reference]
    other = cites(second, "Code du travail")
    assert "Code du travail" not in kept(visitor)
    with clock.at(MONDAY + timedelta(minutes=5)):
        assert "Code du travail" in kept(visitor)
        actions.hide_blocker(fresh(second), by=cast.moderator)
        assert kept(visitor)[f"{ORDER}, article 5"].references == [first.reference]
    assert other.blocker == second


def test_the_page_names_three_blockers_and_counts_the_rest(cast: Cast) -> None:
    for _row in range(22):
        sent(cast)
    client = window(cast.moderator)
    [row] = lines(client).values()
    assert (row.blockers, len(row.named), row.unnamed) == (22, 3, 19)
    assert "et 19 autres, nommés dans le fichier" in client.get(PAGE).content.decode()


# --- The page and its file ------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("query", ["", "?portee=tous", "?q=legiarti", "?niveau=law"])
def test_the_file_is_the_page(cast: Cast, format: str, query: str) -> None:
    register_of(cast)
    cites(fresh(sent(cast).blocker), "=cmd()", level="practice")
    client = window(cast.moderator)
    shown = on_screen(client, PAGE + query)
    rows = take(client, f"textes/{query}", format)
    number = lambda text: int(float(text))  # noqa: E731 - a sheet's numbers
    assert [
        (
            row["Texte"].lstrip("'"), row["Article"], number(row["Blocages"]),
            number(row["Entreprises"]), number(row["Répondu"]),
            number(row["Promis"]), number(row["Vérifié"]),
        )
        for row in rows
    ] == [
        (row.title, row.article, row.blockers, row.companies, row.answered,
         row.promised, row.verified)
        for row in shown
    ]  # fmt: skip
    assert shown
    for told, row in zip(rows, shown, strict=True):
        cost = told["Coût par mois (€)"]
        if row.cost is not None:
            assert Decimal(cost.replace(",", ".")) == row.cost
        else:
            assert cost in ([HELD] if row.holds_cost_back else ["", "None"])


def test_an_odd_filter_or_page_is_no_failure(cast: Cast) -> None:
    client = window(cast.moderator)
    for query in (
        "?p=x",
        "?p=999999999999",
        "?niveau=x&portee=y",
        "?q=%00",
        "?q=" + "a" * 500,
    ):
        assert client.get(PAGE + query).status_code in (200, 400)


@pytest.mark.parametrize("who", ["moderator", "liaison", "admin"])
def test_the_page_costs_the_same_for_few_and_for_many(
    cast: Cast, who: str, django_assert_max_num_queries: Any
) -> None:
    client = window(getattr(cast, who))
    counts = []
    for _times in range(2):
        for _row in range(1 if not counts else 12):
            row = sent(cast)
            cites(row.blocker, f"Texte {row.pk}")
        client.get(PAGE)
        # Counted anew, not read again.
        cache.clear()
        with django_assert_max_num_queries(30) as found:
            assert client.get(PAGE).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
