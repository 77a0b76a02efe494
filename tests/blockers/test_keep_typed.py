"""What is typed into a step is kept before its button, for its own writer alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from blockers import actions
from blockers.models import Report, Scratch
from servindus import clock, scratches
from servindus.models import JournalEntry
from tests.blockers.stories import by_visitor, drafted, submitted
from tests.cast import Cast
from tests.conftest import MONDAY


def address(report: Report, number: int, name: str = "keep_typed") -> str:
    return reverse(f"blockers:{name}", args=[report.public_id, number])


@pytest.fixture
def writer(cast: Cast, client: Client) -> Client:
    """The plant's director before her draft."""
    client.force_login(cast.director)
    return client


def field(page: Any, name: str) -> Any:
    return page.context["form"][name].value()


def test_typed_words_come_back_and_the_case_has_not_changed(
    cast: Cast, writer: Client
) -> None:
    """Unfinished, too long, wrong: all of it stands in the form again."""
    draft = drafted(cast)
    before = JournalEntry.objects.count()
    typed = {"title": "", "situation": "x" * 2100, "prevented": "a"}
    with clock.at(MONDAY + timedelta(hours=4, minutes=32)):
        answer = writer.post(address(draft, 2), typed)
    assert answer.status_code == 200
    assert answer.content.decode() == "Gardé à 14\u00a0h\u00a032, pas encore envoyé."
    page = writer.get(address(draft, 2, "edit_report"))
    assert field(page, "title") == ""
    assert field(page, "situation") == "x" * 2100
    assert field(page, "prevented") == "a"
    assert "ce que vous aviez tapé à 14\u00a0h\u00a032" in page.content.decode()
    draft.refresh_from_db()
    assert draft.prevented == "Le circuit fermé attend depuis huit mois."
    assert JournalEntry.objects.count() == before


def test_ticks_and_choices_come_back_too(cast: Cast, writer: Client) -> None:
    """An unticked box is unticked, whatever the case says."""
    draft = drafted(cast, name_shared=True, irritations=["unfair"])
    writer.post(address(draft, 5), {"confidentiality": "public_redacted"})
    page = writer.get(address(draft, 5, "edit_report"))
    assert field(page, "confidentiality") == "public_redacted"
    assert field(page, "name_shared") is False
    said = {"irritations": ["complex", "pointless"], "since_when": "hier"}
    writer.post(address(draft, 4), said)
    page = writer.get(address(draft, 4, "edit_report"))
    assert field(page, "irritations") == ["complex", "pointless"]
    assert field(page, "since_when") == "hier"
    writer.post(address(draft, 1), {"nature": "legal_void", "stuck": "yes"})
    page = writer.get(address(draft, 1, "edit_report"))
    assert (field(page, "nature"), field(page, "stuck")) == ("legal_void", "yes")


def test_the_button_of_a_step_drops_what_was_typed_there(
    cast: Cast, writer: Client
) -> None:
    """And handing in drops all; what stands in other steps stays until then."""
    draft = drafted(cast)
    writer.post(address(draft, 2), {"title": "Autre"})
    writer.post(address(draft, 4), {"consequences": "Un poste supprimé"})
    step = {"title": "Titre", "situation": "S", "project": "", "prevented": "P"}
    writer.post(address(draft, 2, "edit_report"), step)
    assert scratches.waiting(draft) == [4]
    page = writer.get(address(draft, 2, "edit_report"))
    assert field(page, "title") == "Titre"
    actions.submit_report(draft, by=cast.director)
    assert not Scratch.objects.exists()


def test_words_that_arrive_after_the_button_are_too_late(
    cast: Cast, writer: Client
) -> None:
    """They were on their way when the step was sent: it is not unsent again."""
    draft = drafted(cast)
    step = {"title": "Titre", "situation": "S", "prevented": "P", "sent": "0"}
    writer.post(address(draft, 2, "edit_report"), step)
    late = writer.post(address(draft, 2), {"title": "Tit", "sent": "0"})
    assert (late.status_code, late.content.decode()) == (
        409,
        "Pas gardé\u00a0: ceci a été envoyé depuis une autre page. Rouvrez-la.",
    )
    assert scratches.waiting(draft) == []
    assert (
        writer.post(address(draft, 2), {"title": "x", "sent": "1"}).status_code == 200
    )
    assert scratches.waiting(draft) == [2]


def test_a_second_window_does_not_write_over_the_first(
    cast: Cast, writer: Client
) -> None:
    """What was typed stays; sending once more decides."""
    draft = drafted(cast)
    url = address(draft, 2, "edit_report")
    page = writer.get(url).content.decode()
    assert '<input type="hidden" name="sent" value="0">' in page
    step = {"title": "Premier", "situation": "S", "prevented": "P", "sent": "0"}
    with clock.at(MONDAY + timedelta(hours=4)):
        assert writer.post(url, step).status_code == 302
    page = writer.post(url, {**step, "title": "Second"})
    assert page.status_code == 409
    [told] = page.context["form"].non_field_errors()
    assert told == (
        "Cette étape a été envoyée depuis une autre page à 14\u00a0h, après "
        "l’ouverture de celle-ci. Regardez ce qui s’y trouve\u00a0; renvoyez pour "
        "mettre vos mots à la place."
    )
    assert field(page, "title") == "Second"
    assert 'name="sent" value="1"' in page.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Premier"
    assert writer.post(url, {**step, "title": "Second", "sent": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Second"


def test_a_refused_step_keeps_it(cast: Cast, writer: Client) -> None:
    """A step with a fault is not sent: the next visit finds the words again."""
    draft = drafted(cast)
    writer.post(address(draft, 2), {"title": "", "situation": "Tapé"})
    refused = writer.post(address(draft, 2, "edit_report"), {"situation": "Tapé"})
    assert refused.status_code == 200
    page = writer.get(address(draft, 2, "edit_report"))
    assert field(page, "situation") == "Tapé"


def test_only_its_writer_keeps_and_reads(cast: Cast, writer: Client) -> None:
    """A colleague sees no draft; the lab sees the case, and writes nothing there."""
    draft = drafted(cast)
    writer.post(address(draft, 2), {"title": "Secret"})
    for user, status in ((cast.assistant, 404), (cast.moderator, 404)):
        other = Client()
        other.force_login(user)
        assert other.post(address(draft, 2), {"title": "x"}).status_code == status
    handed_in = submitted(cast, title="Un autre cas", situation="Autre")
    lab = Client()
    lab.force_login(cast.moderator)
    assert lab.post(address(handed_in, 2), {"title": "x"}).status_code == 403
    assert writer.post(address(handed_in, 2), {"title": "x"}).status_code == 409
    assert writer.get(address(draft, 2)).status_code == 405
    assert writer.post(address(draft, 9), {"title": "x"}).status_code == 404
    assert [row.said for row in Scratch.objects.all()] == [{"title": ["Secret"]}]


def test_a_visitor_s_words_are_kept_behind_the_draft_s_address(
    cast: Cast, client: Client
) -> None:
    """The same for somebody without an account."""
    link = by_visitor(cast)
    url = reverse("blockers:link_keep_typed", args=[link.draft_token(), 2])
    assert client.post(url, {"title": "Sans compte"}).status_code == 200
    back = reverse("blockers:link_edit_report", args=[link.draft_token(), 2])
    assert field(client.get(back), "title") == "Sans compte"


def test_pasting_a_book_or_hammering_is_bounded(cast: Cast, writer: Client) -> None:
    """Ten thousand characters a field, six hundred times an hour."""
    draft = drafted(cast)
    writer.post(address(draft, 2), {"title": "x" * 50_000, "unknown": "y"})
    assert {
        name: len(texts[0]) for name, texts in Scratch.objects.get().said.items()
    } == {"title": 10_000}
    for _n in range(599):
        writer.post(address(draft, 2), {"title": "x"})
    assert writer.post(address(draft, 2), {"title": "z"}).status_code == 429
    assert Scratch.objects.get().said == {"title": ["x"]}


def test_the_database_keeps_one_row_a_step(cast: Cast) -> None:
    """The constraint itself."""
    draft = drafted(cast)
    Scratch.objects.create(report=draft, number=2, said={}, at=MONDAY)
    with pytest.raises(IntegrityError, match="scratch_once"), transaction.atomic():
        Scratch.objects.create(report=draft, number=2, said={}, at=MONDAY)
