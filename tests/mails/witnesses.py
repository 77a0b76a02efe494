"""Witness companies: a charter, waves that come, that wait and that are approved."""

from collections.abc import Iterator
from datetime import timedelta

from programmes import actions
from servindus import clock, timers
from tests.cast import Cast, fresh
from tests.matchmaking.days import moment
from tests.programmes.witnesses import ALL, NONE, T0_ON, Scene

Told = Iterator[str]


def witnesses(cast: Cast) -> Told:
    """A plant signs, enters its baseline, is asked for more, and leaves."""
    scene = Scene(cast)
    cast.director  # noqa: B018
    engagement = scene.prepared()
    yield "witness_engagement_prepared"
    given = {**NONE, "share_quotes": True, "share_name": True}
    engagement = actions.sign_witness_engagement(
        engagement, by=cast.director, signed_on=clock.today(), **given
    )
    yield "witness_engagement_started"
    actions.share_witness_engagement(engagement, by=cast.director, **NONE)
    yield "witness_consents_changed"
    actions.share_witness_engagement(engagement, by=cast.director, **ALL)
    yield "witness_consents_changed"
    wave = engagement.waves.in_order()[0]
    for days, kind in ((-14, "wave_due"), (7, "wave_late")):
        with clock.at(moment(T0_ON + timedelta(days=days))):
            timers.run("programmes.wave")
            yield kind
    scene.burden(wave)
    wave = actions.enter_wave(fresh(wave), by=cast.director)
    yield "wave_entered"
    wave = actions.return_wave(
        wave, by=cast.moderator, text="Combien d’heures pour les balances ?"
    )
    yield "wave_returned"
    wave = actions.enter_wave(wave, by=cast.director)
    yield "wave_entered"
    actions.approve_wave(wave, by=cast.moderator)
    yield "wave_approved"
    actions.end_witness_engagement(
        fresh(engagement), by=cast.director, text="L’atelier déménage."
    )
    yield "witness_engagement_ended"


STORIES = (witnesses,)
