"""Who reads a witness company by the programme's right leaves a line in its journal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from servindus import clock
from tests.cast import Cast
from tests.evidence import journal, nothing_written
from tests.programmes.facilities import portal
from tests.programmes.witnesses import Scene


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def read_lines(row) -> list[tuple[str, str, str]]:
    """Give (verb, who, channel) of the lines that reading has left."""
    lines = [(verb, who, channel) for verb, _from, _to, who, channel in journal(row)]
    return [line for line in lines if line[0].startswith("read_")]


def pages_of(wave) -> list[str]:
    """Every page that shows the file: in the portal, then at the desk."""
    engagement = wave.engagement
    return [
        engagement.get_absolute_url(),
        portal(engagement, "witness_story"),
        wave.get_absolute_url(),
        portal(wave, "wave_csv"),
        *desk_pages(wave),
    ]


def desk_pages(wave) -> list[str]:
    """The desks' pages of one company and of one of its waves."""
    return [
        reverse(f"admin:programmes_{name}_change", args=[row.pk])
        for name, row in (("witnessengagement", wave.engagement), ("wave", wave))
    ]


def test_the_company_and_its_lab_leave_none(client, scene: Scene) -> None:
    wave = scene.wave()
    scene.burden(wave)
    scene.seen(wave)
    for who in ("director", "moderator"):
        client.force_login(getattr(scene.cast, who))
        with nothing_written():
            for page in pages_of(wave)[:4]:
                assert client.get(page).status_code == 200
    with nothing_written():
        for page in desk_pages(wave):
            assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("place", "of", "channel"),
    [
        (0, "engagement", "portal"), (1, "engagement", "portal"),
        (2, "wave", "portal"), (3, "wave", "portal"),
        (4, "engagement", "admin"), (5, "wave", "admin"),
    ],
)  # fmt: skip
def test_the_programme_leaves_one_on_each_page(
    client, scene: Scene, place: int, of: str, channel: str
) -> None:
    wave = scene.wave()
    client.force_login(scene.cast.admin)
    page, me = pages_of(wave)[place], scene.cast.admin.email
    with nothing_written():
        assert client.head(page).status_code == 200
    assert client.get(page).status_code == 200
    found = (read_lines(wave.engagement), read_lines(wave))
    verb = "read_wave" if of == "wave" else "read_witness_engagement"
    line = [(verb, me, channel)]
    assert found == (([], line) if of == "wave" else (line, []))


def test_one_line_a_day_for_each_reader(client, scene: Scene) -> None:
    wave = scene.wave()
    page, me = wave.get_absolute_url(), scene.cast.admin.email
    client.force_login(scene.cast.admin)
    for _time in range(3):
        client.get(page)
    assert read_lines(wave) == [("read_wave", me, "portal")]
    with clock.at(clock.now() + timedelta(days=1)):
        client.force_login(scene.cast.admin)
        client.get(page)
        client.get(page)
    assert read_lines(wave) == [("read_wave", me, "portal")] * 2


def test_the_lab_reads_in_the_journal_who_has_read(client, scene: Scene) -> None:
    engagement = scene.running()
    client.force_login(scene.cast.admin)
    client.get(engagement.get_absolute_url())
    client.force_login(scene.cast.moderator)
    address = reverse(
        "admin:programmes_witnessengagement_history", args=[engagement.pk]
    )
    lines = client.get(address).context["lines"]
    assert (lines[0]["word"], lines[0]["who"]) == (
        "Lu pour le programme", scene.cast.admin,
    )  # fmt: skip


def test_nobody_else_reads_and_nothing_is_noted(client, scene: Scene) -> None:
    wave = scene.wave()
    for who in ("colleague", "liaison", "founder"):
        client.force_login(getattr(scene.cast, who))
        for page in pages_of(wave)[:4]:
            assert client.get(page).status_code == 404
    assert (read_lines(wave), read_lines(wave.engagement)) == ([], [])
