"""Documents of a startup’s profile: three, added from its page."""

import pytest
from django.urls import reverse

from matchmaking.actions import (
    attach_startup_profile,
)
from servindus.uploads import read_upload
from servindus.workflow import ActRefused
from tests.cast import make_introduction, make_profile
from tests.evidence import journal, last_line
from tests.matchmaking.papers import PROFILE, pdf, png, sent_as

pytestmark = pytest.mark.usefixtures("disk")


def test_a_profile_takes_three_documents(client, cast, disk):
    client.force_login(cast.founder)
    for number in range(3):
        data = {**PROFILE, "attach": "1", "file": sent_as(pdf(str(number)))}
        response = client.post("/profil/", data)
        assert response.headers["Location"] == "/profil/#pieces"
    profile = cast.startup.profile
    documents = profile.documents.order_by("position")
    assert list(documents.values_list("position", flat=True)) == [1, 2, 3]
    for button in ({"attach": "1"}, {}):
        data = {**PROFILE, **button, "file": sent_as(pdf("4"))}
        response = client.post("/profil/", data)
        assert response.status_code == 409
        assert "Il n’y a plus de place pour un autre fichier" in response.text
        assert "Une phrase." in response.text
    assert len(disk()) == 3
    assert [line[0] for line in journal(profile)][:3] == [
        "edit_startup_profile",
        "publish_startup_profile",
        "attach_startup_profile",
    ]


def test_saving_the_profile_adds_the_chosen_document(client, cast):
    client.force_login(cast.founder)
    response = client.post("/profil/", {**PROFILE, "file": sent_as(png(), "a.png")})
    assert response.headers["Location"] == "/"
    row = cast.startup.profile.documents.get()
    assert (row.kind, row.introduction) == ("png", None)
    assert last_line(cast.startup.profile).details == {"piece": str(row.public_id)}


def test_a_suspended_profile_takes_none(cast):
    profile = make_profile(organisation=cast.startup, status="suspended")
    upload = read_upload(sent_as(pdf()))
    with pytest.raises(ActRefused):
        attach_startup_profile(
            profile, by=cast.founder, piece=upload.public_id, upload=upload
        )


def test_neither_portal_nor_desk_shows_the_acts_as_buttons(client, cast):
    draft = make_introduction(
        startup=cast.startup, decision_maker=cast.manager, requested_by=cast.founder,
        status="needs_info",
    )  # fmt: skip
    client.force_login(cast.founder)
    assert "Joindre un fichier" not in client.get(draft.get_absolute_url()).text
    client.force_login(cast.moderator)
    address = reverse("admin:matchmaking_introduction_change", args=[draft.pk])
    assert "Joindre un fichier" not in client.get(address).text
    act = reverse(
        "admin:matchmaking_introduction_act", args=[draft.pk, "attach_introduction"]
    )
    assert client.get(act).status_code == 404
