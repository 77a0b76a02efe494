"""prepare, edit, sign, share and end: an engagement from its charter to its end."""

from datetime import date, timedelta

import pytest

from programmes import actions
from programmes.models import Wave, WitnessEngagement
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import Cast, fresh, make_organisation
from tests.evidence import journal, last_line, newly_owed
from tests.programmes.witnesses import ALL, NONE, START, Scene, make_engagement

SIGN = {"signed_on": START, **NONE}


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_the_lab_prepares_and_the_company_hears(scene: Scene) -> None:
    scene.cast.director  # noqa: B018
    engagement = scene.prepared(second_referent=scene.cast.second_moderator)
    assert (engagement.status, engagement.lab) == ("prepared", scene.cast.rouen)
    assert engagement.referents == [scene.cast.moderator, scene.cast.second_moderator]
    line = last_line(scene.plant)
    assert newly_owed(line) == {("witness_engagement_prepared", scene.me)}
    assert journal(engagement)[0][0] == "prepare_witness_engagement"
    with pytest.raises(ActRefused, match="déjà"):
        scene.prepared()
    # A startup is no witness, and whoever works elsewhere no referent.
    with pytest.raises(ActRefused, match="industrielle"):
        scene.prepared(organisation=scene.cast.startup)
    other = make_organisation(kind="industrial", lab=scene.cast.rouen)
    with pytest.raises(ActRefused, match="travaille"):
        scene.prepared(organisation=other, referent=scene.cast.colleague)
    twice = scene.cast.moderator
    with pytest.raises(ActRefused, match="deux personnes"):
        scene.prepared(organisation=other, referent=twice, second_referent=twice)
    nowhere = make_organisation(kind="industrial", lab=None)
    with pytest.raises(ActRefused, match="territoire"):
        scene.prepared(organisation=nowhere)


def test_referents_change(scene: Scene) -> None:
    engagement = actions.edit_witness_engagement(
        scene.prepared(), by=scene.cast.moderator, referent=scene.cast.second_moderator
    )
    assert engagement.referents == [scene.cast.second_moderator]
    with pytest.raises(ActRefused, match="travaille"):
        actions.edit_witness_engagement(
            engagement, by=scene.cast.moderator, referent=scene.cast.director
        )


def test_the_company_signs_and_its_waves_are_planned(scene: Scene) -> None:
    engagement = scene.running(share_indicators=True, share_quotes=True)
    assert (engagement.status, engagement.charter_signed_on, engagement.starts_on) == (
        "running", START, START,
    )  # fmt: skip
    assert engagement.planned_end_on == date(2028, 9, 7)
    shared = (engagement.share_indicators, engagement.share_quotes)
    assert shared == (True, True)
    assert (engagement.share_photos, engagement.share_name) == (False, False)
    waves = Wave.objects.filter(engagement=engagement).in_order()
    assert [str(wave.kind) for wave in waves][:5] == ["t0", *["quarterly"] * 3, "t12"]
    assert {wave.status for wave in waves} == {"planned"}
    assert waves[0].due_on == START + timedelta(days=30)
    line = last_line(engagement)
    assert journal(engagement)[-1][:4] == (
        "sign_witness_engagement", "prepared", "running", scene.me,
    )  # fmt: skip
    assert line.details == {**NONE, "share_indicators": True, "share_quotes": True}
    assert newly_owed(line) == {("witness_engagement_started", scene.lab)}


def test_the_lab_writes_down_a_paper_charter_without_consents(scene: Scene) -> None:
    scene.cast.director  # noqa: B018
    with pytest.raises(ActRefused, match="à l’entreprise"):
        actions.sign_witness_engagement(
            scene.prepared(), by=scene.cast.moderator, signed_on=START,
            **{**NONE, "share_name": True},
        )  # fmt: skip
    engagement = actions.sign_witness_engagement(
        WitnessEngagement.objects.get(), by=scene.cast.moderator,
        signed_on=START - timedelta(days=3),
    )  # fmt: skip
    assert engagement.charter_signed_on == START - timedelta(days=3)
    assert not any(getattr(engagement, name) for name in ALL)
    assert newly_owed(last_line(engagement)) == {
        ("witness_engagement_started", scene.me)
    }


def test_days_of_the_charter(scene: Scene) -> None:
    engagement = scene.prepared(planned_end_on=START)
    me = scene.cast.director
    with pytest.raises(ActRefused, match="jour à venir"):
        actions.sign_witness_engagement(
            engagement, by=me, **{**SIGN, "signed_on": START + timedelta(days=1)}
        )
    with pytest.raises(ActRefused, match="fin prévue"):
        actions.sign_witness_engagement(engagement, by=me, **SIGN)


def test_consents_change_and_the_referents_hear(scene: Scene) -> None:
    engagement = scene.running(**ALL)
    me = scene.cast.director
    engagement = actions.share_witness_engagement(
        engagement, by=me, **{**ALL, "share_name": False}
    )
    assert (engagement.share_name, engagement.share_quotes) == (False, True)
    line = last_line(engagement)
    assert (line.verb, line.details["share_name"]) == (
        "share_witness_engagement", False,
    )  # fmt: skip
    assert newly_owed(line) == {("witness_consents_changed", scene.lab)}
    # The same again is no news.
    engagement = actions.share_witness_engagement(
        engagement, by=me, **{**ALL, "share_name": False}
    )
    assert newly_owed(last_line(engagement)) == set()


def test_it_ends_with_a_reason_and_consents_are_only_taken_back(scene: Scene) -> None:
    engagement = scene.running(share_quotes=True)
    me = scene.cast.director
    engagement = actions.end_witness_engagement(
        engagement, by=me, text="Nous déménageons."
    )
    assert (engagement.status, engagement.ended_on) == ("ended", START)
    assert engagement.end_reason == "Nous déménageons."
    assert engagement.share_quotes is True
    assert newly_owed(last_line(engagement)) == {
        ("witness_engagement_ended", scene.lab)
    }
    with pytest.raises(ActRefused, match="terminé"):
        actions.share_witness_engagement(engagement, by=me, **ALL)
    engagement = actions.share_witness_engagement(engagement, by=me, **NONE)
    assert engagement.share_quotes is False
    # And another may begin.
    assert scene.prepared().pk != engagement.pk


def test_it_starts_only_from_there(scene: Scene) -> None:
    acts = {
        actions.edit_witness_engagement: ("prepared", "running"),
        actions.sign_witness_engagement: ("prepared",),
        actions.share_witness_engagement: ("running", "ended"),
        actions.end_witness_engagement: ("prepared", "running"),
    }
    inputs = {"edit": {"referent": scene.cast.moderator}, "sign": SIGN,
              "share": NONE, "end": {"text": "Fin."}}  # fmt: skip
    for act, sources in acts.items():
        assert set(act.sources) == set(sources)
        for status in {"prepared", "running", "ended"} - set(sources):
            company = make_organisation(kind="industrial", lab=scene.cast.rouen)
            row = make_engagement(
                organisation=company, referent=scene.cast.moderator, status=status
            )
            with pytest.raises(TransitionNotAllowed):
                act(row, by=SYSTEM, **inputs[act.name.split("_")[0]])
            assert fresh(row).status == status


def test_who_may(scene: Scene) -> None:
    engagement = scene.running()
    may: dict[str, set[str]] = {}
    people = ("director", "founder", "moderator", "colleague", "liaison", "admin")
    for who in people:
        for verb in ("view", "edit", "sign", "share", "end"):
            name = f"programmes.{verb}_witness_engagement"
            if fresh(getattr(scene.cast, who)).has_perm(name, engagement):
                may.setdefault(who, set()).add(verb)
    assert may == {
        "director": {"view", "sign", "share", "end"},
        "moderator": {"view", "edit", "sign", "end"},
        "admin": {"view"},
    }
    prepare = "programmes.prepare_witness_engagement"
    found = {
        who
        for who in people
        if fresh(getattr(scene.cast, who)).has_perm(prepare, scene.plant)
    }
    assert found == {"moderator"}
    assert clock.today() == START
