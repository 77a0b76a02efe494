"""Pages, files and digests of pilots: who sees which, and what each costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes import actions
from programmes.models import Pilot
from programmes.pilots import digests
from servindus import clock
from servindus.digests import Reader
from servindus.models import Subscriber
from servindus.templatetags.servindus import full_date
from tests.cast import Cast, fresh
from tests.matchmaking.days import moment
from tests.programmes.facilities import day
from tests.programmes.pilots import Trial, make_bench

LIST = "/pilotes/"


@pytest.fixture
def trial(cast: Cast, monday) -> Trial:
    return Trial(cast)


def reader_of(who) -> Reader:
    return Reader(Subscriber(email=who.email), fresh(who), clock.now())


def titles(client, **query) -> list[str]:
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row.title for row in page.context["rows"]]


def test_each_side_sees_its_turn_first(client, trial: Trial) -> None:
    pilot = trial.idea()
    client.force_login(trial.founder)
    assert titles(client) == [pilot.title]
    assert titles(client, vue="a-traiter") == [pilot.title]
    client.force_login(trial.director)
    assert titles(client, vue="a-traiter") == []
    assert titles(client) == [pilot.title]
    client.force_login(trial.cast.moderator)
    assert titles(client) == [pilot.title]
    for who in ("other_founder", "colleague"):
        client.force_login(getattr(trial.cast, who))
        assert titles(client) == []
        assert client.get(pilot.get_absolute_url()).status_code == 404


def test_the_list_and_the_page_agree_on_whose_turn_it_is(client, trial: Trial) -> None:
    """`its_turn` in SQL says what `turn_of` says of one row, at every stage."""
    pilots = [trial.in_status(s) for s in ("idea", "framed", "running", "evaluated")]
    over = trial.in_status("running")
    Pilot.objects.filter(pk=over.pk).update(starts_on=day(-9), ends_on=day(0))
    half = trial.in_status("framed")
    Pilot.objects.filter(pk=half.pk).update(company_agreed_at=clock.now())
    mine = {}
    for who in ("founder", "director"):
        client.force_login(getattr(trial, who))
        rows = client.get(LIST, {"vue": "a-traiter"}).context["rows"]
        mine[who] = {row.title for row in rows}
    seen = {}
    for who in ("founder", "director"):
        client.force_login(getattr(trial, who))
        pages = [client.get(p.get_absolute_url()) for p in [*pilots, over, half]]
        seen[who] = {
            page.context["pilot"].title
            for page in pages
            if page.context["turn"].mine
            and page.context["turn"].due_label != "Dernier jour"
        }
    assert mine == seen
    assert mine["founder"] == {pilots[0].title, half.title}
    assert mine["director"] == {
        pilots[1].title, pilots[3].title, over.title,
    }  # fmt: skip


def test_the_owner_of_the_bench_reads_it(client, trial: Trial) -> None:
    bench = make_bench(trial)
    bench.owner = trial.cast.other_startup
    bench.save()
    pilot = trial.framed(facility=bench)
    client.force_login(trial.cast.other_founder)
    page = client.get(pilot.get_absolute_url())
    assert (page.status_code, page.context["acts"]) == (200, [])


def test_the_stages_say_how_far_it_came(client, trial: Trial) -> None:
    client.force_login(trial.director)

    def stages(pilot) -> list[tuple[str, str]]:
        page = client.get(pilot.get_absolute_url())
        return [(one.label, one.state) for one in page.context["stages"]]

    running = trial.running()
    assert stages(running) == [
        ("Idée", "done"), ("Cadré", "done"), ("En cours", "here"),
        ("Évalué", "ahead"), ("Poursuivi", "ahead"),
    ]  # fmt: skip
    actions.stop_pilot(running, by=trial.director, code="cost", text="Trop cher.")
    assert stages(running) == [
        ("Idée", "done"), ("Cadré", "done"), ("En cours", "done"),
        ("Évalué", "ahead"), ("Arrêté", "here"),
    ]  # fmt: skip


def test_the_way_ends_with_the_act(client, trial: Trial) -> None:
    """A page without words of its own there ends with its title, not with an arrow."""
    pilot = trial.in_status("framed")
    client.force_login(trial.director)
    page = client.get(f"{pilot.get_absolute_url()}accepter/").content.decode()
    way = page.partition('class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r">([^<>]+)</(?:a|span)>", way) == [
        "Accueil",
        "Pilotes",
        pilot.title,
        "Accepter le cadre",
    ]
    assert way.count("<svg") == 3


def test_a_single_day_and_an_amount_are_written_as_people_write_them(
    client, trial: Trial
) -> None:
    pilot = trial.in_status("running")
    Pilot.objects.filter(pk=pilot.pk).update(
        starts_on=day(0), ends_on=day(0), planned_cost=4800
    )
    client.force_login(trial.director)
    page = client.get(pilot.get_absolute_url()).content.decode()
    assert f"<dt>Jours convenus</dt><dd>{full_date(day(0))}</dd>" in page
    form = client.get(f"{pilot.get_absolute_url()}evaluer/")
    assert form.context["form"]["cost"].value() == "4800"


def test_a_list_costs_the_same_for_one_and_for_thirty(client, trial: Trial) -> None:
    trial.in_status("idea")
    client.force_login(trial.director)
    counts = []
    for _round in (1, 2):
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIST, {"vue": "en-cours"})
        counts.append(len(asked))
        for _more in range(29):
            trial.in_status("idea")
    assert counts[0] == counts[1] <= 12


def test_a_page_is_within_its_statements(client, trial: Trial) -> None:
    pilot = trial.evaluated()
    client.force_login(trial.director)
    client.get(pilot.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(pilot.get_absolute_url())
    assert len(asked) == 9


def test_a_digest_tells_what_waits(trial: Trial) -> None:
    pilot = trial.idea()
    people = (trial.founder, trial.director)
    readers = [reader_of(who) for who in people]
    parts = digests.parts(readers, clock.now())
    assert set(parts) == {trial.founder.email}
    [line] = parts[trial.founder.email].sections[0].lines
    assert (line.title, line.waits, line.is_late) == (
        f"{pilot.title}, {trial.plant.name}", True, False,
    )  # fmt: skip
    with clock.at(moment(day(15))):
        readers = [reader_of(who) for who in people]
        [line] = (
            digests.parts(readers, clock.now())[trial.founder.email].sections[0].lines
        )
    assert line.is_late
