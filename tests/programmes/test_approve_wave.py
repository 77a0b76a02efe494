"""record, revise, add, carry, edit, strike, price, enter, return, approve."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from programmes import actions
from programmes.models import BurdenRow, Observation, Wave
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import Cast, fresh, make_organisation
from tests.evidence import journal, last_line, newly_owed
from tests.programmes.witnesses import (
    QUOTED,
    SEEN,
    START,
    WEIGHS,
    Scene,
    make_burden,
    make_engagement,
    make_observation,
    make_wave,
)

D = Decimal


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


# --- What somebody has seen -----------------------------------------------------------


def test_an_observation_opens_the_wave(scene: Scene) -> None:
    wave = scene.wave()
    row = scene.seen(wave, **QUOTED)
    assert fresh(wave).status == "open"
    assert (row.author, row.second_author, row.quote_audience) == (
        scene.cast.director, None, "public",
    )  # fmt: skip
    assert journal(wave)[-1][:4] == (
        "record_observation", "planned", "open", scene.me,
    )  # fmt: skip
    assert newly_owed(last_line(wave)) == set()
    # Without a quote nobody reads one.
    assert scene.seen(wave, quote_audience="public").quote_audience == "lab"


def test_a_visit_has_two_authors_of_the_lab_or_the_company(scene: Scene) -> None:
    wave, me = scene.wave(), scene.cast.moderator
    for second, words in (
        (None, "deux auteurs"),
        (me, "quelqu’un d’autre"),
        (scene.cast.founder, "travaille pour"),
        (scene.cast.colleague, "travaille pour"),
    ):
        with pytest.raises(ActRefused, match=words):
            scene.seen(wave, me, kind="visit", second_author=second)
    for second in (scene.cast.second_moderator, scene.cast.director):
        row = scene.seen(wave, me, kind="visit", second_author=second)
        assert row.second_author == second
    with pytest.raises(ActRefused, match="à venir"):
        scene.seen(wave, happened_on=START + timedelta(days=1))


def test_a_correction_is_a_new_version(scene: Scene) -> None:
    wave = scene.wave()
    first = scene.seen(wave)
    mark = uuid4()
    given = {**SEEN, "text": "Un retour sur trois.", "quote": "", "public_id": mark}
    for _time in range(2):
        actions.revise_observation(first, by=scene.cast.moderator, **given)
    second = Observation.objects.get(public_id=mark)
    assert (second.revises, second.text, second.author) == (
        first, "Un retour sur trois.", scene.cast.moderator,
    )  # fmt: skip
    assert fresh(first).text == SEEN["text"]
    assert list(Observation.objects.current()) == [second]
    with pytest.raises(ActRefused, match="déjà corrigé"):
        actions.revise_observation(
            first, by=scene.cast.director, **{**given, "public_id": None}
        )


def test_what_a_phone_sends_twice_is_one_row(scene: Scene) -> None:
    wave, marks = scene.wave(), (uuid4(), uuid4())
    for _time in range(3):
        actions.record_observation(
            fresh(wave), by=scene.cast.director, public_id=marks[0], **SEEN
        )
        actions.add_burden_row(
            fresh(wave), by=scene.cast.director, public_id=marks[1], **WEIGHS
        )
    assert [row.public_id for row in Observation.objects.all()] == [marks[0]]
    assert [row.public_id for row in BurdenRow.objects.all()] == [marks[1]]
    other = make_engagement(
        organisation=make_organisation(kind="industrial", lab=scene.cast.rouen),
        referent=scene.cast.moderator,
    )
    with pytest.raises(ActRefused):
        actions.add_burden_row(
            make_wave(engagement=other), by=SYSTEM, public_id=marks[1], **WEIGHS
        )


# --- What weighs ----------------------------------------------------------------------


def test_lines_are_numbered_changed_and_struck_out(scene: Scene) -> None:
    wave, me = scene.wave(), scene.cast.director
    rows = [scene.burden(wave, obligation=f"Obligation {n}") for n in range(3)]
    assert [row.number for row in rows] == [1, 2, 3]
    changed = actions.edit_burden_row(rows[0], by=me, **{**WEIGHS, "workability": 2})
    assert (changed.workability, changed.obligation) == (2, WEIGHS["obligation"])
    actions.strike_burden_row(rows[1], by=me)
    assert [row.number for row in wave.burdens.kept().order_by("number")] == [1, 3]
    with pytest.raises(ActRefused, match="rayée"):
        actions.edit_burden_row(rows[1], by=me, **WEIGHS)
    # A number is never given twice.
    assert scene.burden(wave).number == 4
    for wrong, words in (
        ({"reasons": ""}, "pourquoi"),
        ({"irritations": ["x"]}, "bougé"),
    ):
        with pytest.raises(ActRefused, match=words):
            scene.burden(wave, **wrong)
        with pytest.raises(ActRefused, match=words):
            actions.edit_burden_row(rows[2], by=me, **{**WEIGHS, **wrong})


def test_forty_lines_at_most(scene: Scene) -> None:
    wave = scene.wave()
    make_burden(wave=wave, number=40)
    with pytest.raises(ActRefused, match="quarante"):
        scene.burden(wave)


def test_the_next_wave_starts_from_the_one_before(scene: Scene) -> None:
    wave, me = scene.wave(), scene.cast.director
    second = wave.engagement.waves.in_order()[1]
    with pytest.raises(ActRefused, match="avant"):
        actions.carry_burden_rows(second, by=me)
    actions.price_wave(wave, by=me, hourly_cost=D("38.50"))
    one, struck = scene.burden(fresh(wave)), scene.burden(fresh(wave))
    actions.strike_burden_row(struck, by=me)
    second = actions.carry_burden_rows(second, by=me)
    copy = second.burdens.get()
    assert (copy.number, copy.obligation, copy.hours_per_year, copy.workability) == (
        one.number, one.obligation, one.hours_per_year, one.workability,
    )  # fmt: skip
    assert copy.public_id != one.public_id
    assert (second.status, second.hourly_cost) == ("open", D("38.50"))
    with pytest.raises(ActRefused, match="déjà des lignes"):
        actions.carry_burden_rows(second, by=me)


# --- From the company to its lab ------------------------------------------------------


def test_the_company_hands_in_and_the_lab_approves(scene: Scene) -> None:
    wave = scene.wave()
    with pytest.raises(TransitionNotAllowed):
        actions.enter_wave(wave, by=scene.cast.director)
    row = scene.burden(wave)
    with pytest.raises(ActRefused, match="à l’entreprise"):
        actions.enter_wave(fresh(wave), by=scene.cast.moderator)
    wave = actions.enter_wave(fresh(wave), by=scene.cast.director)
    assert (wave.status, wave.entered_on) == ("entered", START)
    assert newly_owed(last_line(wave)) == {("wave_entered", scene.lab)}
    wave = actions.return_wave(wave, by=scene.cast.moderator, text="Et les balances ?")
    assert (wave.status, wave.remark) == ("open", "Et les balances ?")
    assert newly_owed(last_line(wave)) == {("wave_returned", scene.me)}
    wave = actions.enter_wave(wave, by=scene.cast.director)
    assert wave.remark == ""
    wave = actions.approve_wave(wave, by=scene.cast.moderator)
    assert (wave.status, wave.approved_on) == ("approved", START)
    assert newly_owed(last_line(wave)) == {("wave_approved", scene.me)}
    for act, given in (
        (actions.edit_burden_row, WEIGHS), (actions.strike_burden_row, {}),
    ):  # fmt: skip
        with pytest.raises(ActRefused, match="n’est plus"):
            act(row, by=scene.cast.director, **given)
    # A report may still come of it.
    assert actions.report_burden_row(row, by=scene.cast.director).report is not None


def test_the_lab_stands_in_for_a_company_that_has_nobody(scene: Scene) -> None:
    company = make_organisation(kind="industrial", lab=scene.cast.rouen)
    engagement = make_engagement(organisation=company, referent=scene.cast.moderator)
    wave = make_wave(engagement=engagement)
    make_burden(wave=wave)
    entered = actions.enter_wave(wave, by=scene.cast.moderator)
    assert entered.status == "entered"


def test_an_empty_wave_is_not_handed_in(scene: Scene) -> None:
    wave = scene.wave()
    row = scene.burden(wave)
    actions.strike_burden_row(row, by=scene.cast.director)
    with pytest.raises(ActRefused, match="Rien"):
        actions.enter_wave(fresh(wave), by=scene.cast.director)


def test_after_the_end_nothing_is_written(scene: Scene) -> None:
    wave, me = scene.wave(), scene.cast.director
    row, seen = scene.burden(wave), scene.seen(wave)
    actions.end_witness_engagement(wave.engagement, by=me, text="Fin.")
    wave = fresh(wave)
    empty = wave.engagement.waves.in_order()[1]
    for act, obj, given in (
        (actions.record_observation, wave, SEEN),
        (actions.add_burden_row, wave, WEIGHS),
        (actions.carry_burden_rows, empty, {}),
        (actions.price_wave, wave, {"hourly_cost": D(30)}),
        (actions.enter_wave, wave, {}),
        (actions.edit_burden_row, row, WEIGHS),
        (actions.strike_burden_row, row, {}),
        (actions.revise_observation, seen, SEEN),
    ):
        with pytest.raises(ActRefused, match="terminé"):
            act(fresh(obj), by=me, **given)


def test_it_starts_only_from_there(scene: Scene) -> None:
    writing = {"planned", "open"}
    acts = {
        actions.record_observation: (writing, SEEN),
        actions.add_burden_row: (writing, WEIGHS),
        actions.carry_burden_rows: (writing, {}),
        actions.price_wave: (writing, {"hourly_cost": None}),
        actions.nudge_wave: (writing, {"since": START, "rung": 0}),
        actions.enter_wave: ({"open"}, {}),
        actions.return_wave: ({"entered"}, {"text": "?"}),
        actions.approve_wave: ({"entered"}, {}),
    }
    engagement = scene.running()
    for act, (sources, given) in acts.items():
        assert set(act.sources) == sources
        for status in {"planned", "open", "entered", "approved"} - sources:
            Wave.objects.filter(kind="t0").delete()
            row = make_wave(engagement=engagement, status=status)
            with pytest.raises(TransitionNotAllowed):
                act(row, by=SYSTEM, **given)
            assert fresh(row).status == status


def test_who_may(scene: Scene) -> None:
    wave = scene.wave()
    row, seen = scene.burden(wave), scene.seen(wave)
    verbs = {
        "view_wave": wave, "record_observation": wave, "add_burden_row": wave,
        "carry_burden_rows": wave, "price_wave": wave, "enter_wave": wave,
        "return_wave": wave, "approve_wave": wave, "nudge_wave": wave,
        "view_burden_row": row, "edit_burden_row": row, "strike_burden_row": row,
        "report_burden_row": row, "view_observation": seen, "revise_observation": seen,
    }  # fmt: skip
    write = set(verbs) - {"return_wave", "approve_wave", "nudge_wave"}
    looks = {"view_wave", "view_burden_row", "view_observation"}
    wanted = {
        "director": write,
        "moderator": write - {"enter_wave"} | {"return_wave", "approve_wave"},
        "founder": set(), "colleague": set(), "liaison": set(), "stranger": set(),
        "admin": looks,
    }  # fmt: skip
    for who, names in wanted.items():
        user = fresh(getattr(scene.cast, who))
        found = {
            verb for verb in verbs if user.has_perm(f"programmes.{verb}", verbs[verb])
        }
        assert found == names, who
    assert make_observation(wave=wave, author=scene.cast.director).pk
