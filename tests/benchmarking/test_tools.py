"""Tools: described, shared with their files, taken off the shelf, out of date."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarking import actions
from benchmarking.models import Tool, ToolFile
from servindus.workflow import ActRefused
from tests.benchmarking.practices import Reading
from tests.cast import fresh, make_membership
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.papers import pdf
from tests.programmes.facilities import day

SHELF = "/bonnes-pratiques/outils/"
SENT = {
    "kind": "agreement",
    "name": "Convention d’essai",
    "description": "Une page à remplir avant un essai.",
    "release": "1.1",
    "licence": "cc-by-4.0",
    "checked_by": "Un avocat",
    "checked_on": "2026-08-20",
    "valid_until": "2027-08-20",
}


def page_of(tool: Tool, word: str = "") -> str:
    return f"{SHELF}{tool.public_id}/{word}"


def test_a_lab_describes_a_tool_and_adds_its_file(client, reading: Reading) -> None:
    practice = reading.published().practice
    client.force_login(reading.writer)
    with nothing_written():
        assert client.get(f"{SHELF}ajouter/").status_code == 200
    sent = {**SENT, "practices": [practice.pk]}
    page = client.post(f"{SHELF}ajouter/", sent)
    tool = Tool.objects.get()
    assert page.url == page_of(tool, "modifier/")
    assert (tool.status, tool.lab.slug, list(tool.practices.all())) == (
        "draft", "nancy", [practice],
    )  # fmt: skip
    assert [line[0] for line in journal(tool)] == ["draft_tool"]
    # Nothing to take yet.
    assert client.post(page_of(tool, "partager/")).status_code == 409
    upload = SimpleUploadedFile("convention.pdf", pdf("convention"))
    page = client.post(page.url, {"attach": "1", "file": upload})
    assert page.url == page_of(tool, "modifier/") + "#pieces"
    assert client.post(page_of(tool, "partager/")).status_code == 302
    kept = ToolFile.objects.get()
    client.logout()
    shown = client.get(page_of(tool)).content.decode()
    assert "convention.pdf" in shown
    assert "Un avocat" in shown
    got = client.get(f"{SHELF}fichiers/{kept.public_id}/")
    assert got.content == pdf("convention")
    assert (
        "Convention d’essai" in client.get(practice.get_absolute_url()).content.decode()
    )
    assert newly_owed(last_line(tool)) == set()


def test_the_same_click_twice_is_one_tool(client, reading: Reading) -> None:
    client.force_login(reading.writer)
    one, two = (client.post(f"{SHELF}ajouter/", SENT) for _twice in range(2))
    assert one.url == two.url == page_of(Tool.objects.get(), "modifier/")


def test_what_is_typed_beside_a_file_stays(client, reading: Reading) -> None:
    tool = reading.tool(release="2")
    client.force_login(reading.writer)
    sent = {**SENT, "release": "3", "description": "À moitié", "checked_on": ""}
    upload = SimpleUploadedFile("a.pdf", pdf("a"))
    page = client.post(
        page_of(tool, "modifier/"), {**sent, "attach": "1", "file": upload}
    )
    text = page.content.decode()
    assert (page.status_code, ToolFile.objects.count()) == (200, 1)
    assert ("À moitié" in text, "a.pdf" in text) == (True, True)
    assert page.context["form"]["release"].value() == "3"
    assert fresh(tool).release == "2"
    # The page's own button takes a file along that was chosen and not attached yet.
    upload = SimpleUploadedFile("b.pdf", pdf("b"))
    sent |= {"checked_on": "2026-08-20", "file": upload}
    assert client.post(page_of(tool, "modifier/"), sent).status_code == 302
    assert (fresh(tool).release, ToolFile.objects.count()) == ("3", 2)


def test_whoever_works_for_two_labs_says_for_which(client, reading: Reading) -> None:
    rouen = reading.cast.rouen
    make_membership(user=reading.writer, organisation=rouen.operator)
    client.force_login(reading.writer)
    page = client.get(f"{SHELF}ajouter/")
    assert page.context["lab"].slug == "nancy"
    assert 'href="?laboratoire=rouen"' in page.content.decode()
    client.post(f"{SHELF}ajouter/?laboratoire=rouen", SENT)
    assert Tool.objects.get().lab == rouen
    assert client.get(f"{SHELF}ajouter/?laboratoire=amiens").status_code == 404


def test_what_is_wrong_is_said(client, reading: Reading) -> None:
    reading.tool(name=SENT["name"], release="1.1")
    client.force_login(reading.writer)
    sent = {**SENT, "checked_on": "", "website": "nulle part", "licence": "gratuit"}
    page = client.post(f"{SHELF}ajouter/", sent)
    assert set(page.context["form"].errors) == {
        "checked_on", "website", "licence", "release",
    }  # fmt: skip
    assert Tool.objects.count() == 1
    tool = Tool.objects.get()
    page = client.post(page_of(tool, "modifier/"), {"attach": "1"})
    assert page.status_code == 200
    assert "Choisissez d’abord un fichier." in page.content.decode()
    wrong = SimpleUploadedFile("x.pdf", b"<script>")
    page = client.post(page_of(tool, "modifier/"), {"attach": "1", "file": wrong})
    assert "Ce n’est pas un fichier PDF" in page.content.decode()
    assert not ToolFile.objects.exists()


def test_files_that_others_took_stay_until_it_is_off_the_shelf(
    client, reading: Reading
) -> None:
    tool = actions.share_tool(reading.tool(), by=reading.writer)
    client.force_login(reading.writer)
    upload = SimpleUploadedFile("a.pdf", pdf("a"))
    page = client.post(page_of(tool, "modifier/"), {"attach": "1", "file": upload})
    assert page.status_code == 409
    assert not ToolFile.objects.exists()
    words = {**SENT, "name": "Autre nom", "website": tool.website, "practices": []}
    assert client.post(page_of(tool, "modifier/"), words).status_code == 302
    assert fresh(tool).name == "Autre nom"
    assert client.post(page_of(tool, "retirer/")).status_code == 302
    assert fresh(tool).status == "withdrawn"
    upload = SimpleUploadedFile("a.pdf", pdf("a"))
    client.post(page_of(tool, "modifier/"), {"attach": "1", "file": upload})
    kept = ToolFile.objects.get()
    client.post(page_of(tool, "modifier/"), {"detach": str(kept.public_id)})
    assert not ToolFile.objects.exists()
    client.logout()
    assert client.get(page_of(tool)).status_code == 404


def test_what_is_shared_can_be_taken(client, reading: Reading) -> None:
    tool = actions.share_tool(reading.tool(), by=reading.writer)
    reading.tool(release="2")
    client.force_login(reading.writer)
    page = client.post(page_of(tool, "modifier/"), {**SENT, "website": ""})
    assert page.status_code == 409
    assert fresh(tool).website == "https://exemple.fr/fiche"
    # Two at once: the form has not seen the other one yet.
    with pytest.raises(ActRefused):
        reading.tool(release="2")


def test_only_its_lab_touches_it(client, reading: Reading) -> None:
    draft = reading.tool(release="2")
    shared = actions.share_tool(reading.tool(), by=reading.writer)
    for who, draft_seen in (("moderator", 404), ("director", 404), ("admin", 403)):
        client.force_login(getattr(reading.cast, who))
        for word in ("modifier/", "partager/", "retirer/"):
            assert client.post(page_of(shared, word)).status_code == 403
            assert client.post(page_of(draft, word)).status_code == draft_seen
    assert client.get(f"{SHELF}ajouter/").status_code == 403


def test_the_shelf_finds_filters_and_tells_what_is_old(
    client, reading: Reading
) -> None:
    old = reading.tool(valid_until=day(-1))
    actions.share_tool(old, by=reading.writer)
    page = client.get(SHELF)
    assert [tool.name for tool in page.context["tools"]] == ["Fiche de relais"]
    assert "peut-être dépassé" in page.content.decode()
    assert "peut-être dépassé" in client.get(page_of(old)).content.decode()
    for query, found in (
        ({"q": "relai"}, 1), ({"q": "autre"}, 0), ({"genre": "guide"}, 1),
        ({"genre": "note"}, 0), ({"laboratoire": "rouen"}, 0),
    ):  # fmt: skip
        assert len(client.get(SHELF, query).context["tools"]) == found, query
    client.force_login(reading.rouen)
    sent = client.post("/exports/outils/", {"format": "csv"})
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert "Fiche de relais" in text


def test_each_starts_where_it_may(reading: Reading) -> None:
    draft = reading.tool()
    with pytest.raises(ActRefused):
        actions.withdraw_tool(draft, by=reading.writer)
    shared = actions.share_tool(draft, by=reading.writer)
    with pytest.raises(ActRefused):
        actions.share_tool(shared, by=reading.writer)
    with pytest.raises(ActRefused):
        actions.remove_file_tool(shared, by=reading.writer, piece=shared.public_id)
