"""Files go with a case and are taken away again (`add_file_`, `remove_file_report`)."""

import uuid

import pytest

from blockers.actions import add_file_report, remove_file_report, submit_report
from blockers.doors import Door
from blockers.views.reporting import shelf_of
from servindus.actors import LinkHolder
from servindus.uploads import FileRefused, read_upload
from tests.blockers import stories
from tests.blockers.checks import NOT_THEIRS, by_link, portal, starts_only_from
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing
from tests.matchmaking.papers import jpeg, pdf, png, sent_as

TEXTS = {"norm_title": "Arrêté de 2010", "norm_identifier": "", "topic": ""}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def disk(settings):
    """Give the number of files on the disk."""
    return lambda: sum(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))


def attach(report, by, content=None, name="Fiche-essai.pdf"):
    upload = read_upload(sent_as(content or pdf("un"), name))
    add_file_report(report, by=by, piece=upload.public_id, upload=upload)
    return report.files.get(public_id=upload.public_id)


def test_a_file_is_kept_and_the_journal_says_who(cast, disk):
    draft = stories.drafted(cast)
    row = attach(draft, cast.director)
    assert (row.position, row.name, row.kind) == (1, "Fiche-essai.pdf", "pdf")
    assert journal(draft)[-1] == (
        "add_file_report", "draft", "draft", "directrice@usine.example", "portal",
    )  # fmt: skip
    # The journal keeps the file's number, not its name.
    assert last_line(draft).details == {"piece": str(row.public_id)}
    assert newly_owed(last_line(draft)) == set()
    assert disk() == 1


def test_a_file_is_taken_away_with_its_content(client, cast, disk):
    draft = stories.drafted(cast)
    row = attach(draft, cast.director)
    client.force_login(cast.director)
    page = portal(draft, "edit_report", 3)
    assert client.post(page, {**TEXTS, "detach": str(row.public_id)}).status_code == 302
    assert (draft.files.count(), disk()) == (0, 0)
    assert journal(draft)[-2][0] == "remove_file_report"
    assert journal(draft)[-2][3] == "directrice@usine.example"
    # Twice is once; what is no number is nothing.
    for piece in (str(row.public_id), "rien", "\0", ""):
        assert client.post(page, {**TEXTS, "detach": piece}).status_code < 500
    with pytest.raises(FileRefused):
        remove_file_report(draft, by=cast.director, piece=row.public_id)


def test_three_files_and_no_file_twice(cast):
    draft = stories.drafted(cast)
    attach(draft, cast.director)
    with pytest.raises(FileRefused):
        attach(draft, cast.director)
    attach(draft, cast.director, png(), "plan.png")
    second = attach(draft, cast.director, jpeg(), "photo.jpg")
    with pytest.raises(FileRefused):
        attach(draft, cast.director, pdf("quatre"))
    assert second.position == 3


def test_a_question_may_be_answered_by_a_file(cast):
    asked = stories.asked(cast)
    attach(asked, cast.director)
    assert asked.files.count() == 1


def test_they_start_only_from_what_the_company_can_change(cast):
    upload = read_upload(sent_as(pdf()))
    piece = uuid.uuid4()
    starts_only_from(
        add_file_report, cast, "draft needs_info", piece=piece, upload=upload
    )
    starts_only_from(remove_file_report, cast, "draft needs_info", piece=piece)


def test_who_may_attach_and_take_away(client, cast):
    asked = stories.asked(cast)
    row = attach(asked, cast.director)
    page = portal(asked, "edit_report", 3)
    data = {**TEXTS, "detach": str(row.public_id)}
    assert answers_to(client, cast, page, data, " ".join(NOT_THEIRS)) == NOT_THEIRS
    assert asked.files.count() == 1
    for person in (cast.assistant, cast.moderator, cast.admin, cast.founder):
        assert not person.has_perm("blockers.add_file_report", asked)
        assert not person.has_perm("blockers.remove_file_report", asked)


def test_who_may_read_it(client, cast):
    report = stories.drafted(cast)
    row = attach(report, cast.director)
    page = portal(report, "report_file", row.public_id)
    people = "assistant moderator admin founder colleague liaison stranger"
    for who in people.split():
        client.force_login(getattr(cast, who))
        reading_writes_nothing(client, page, 404)
    submit_report(report, by=cast.director)
    for who in people.split():
        client.force_login(getattr(cast, who))
        known = who in ("assistant", "moderator", "admin")
        reading_writes_nothing(client, page, 200 if known else 404)
    client.logout()
    assert client.get(page).status_code == 302


def test_a_file_is_sent_as_an_attachment(client, cast):
    report = stories.drafted(cast)
    row = attach(report, cast.director, pdf("contenu"), "É tude.pdf")
    client.force_login(cast.director)
    sent = client.get(portal(report, "report_file", row.public_id))
    assert sent.content == pdf("contenu")
    assert sent["Content-Disposition"].startswith("attachment")
    assert sent["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_case_is_not_there(client, cast):
    row = attach(stories.drafted(cast), cast.director)
    other = stories.drafted(cast)
    client.force_login(cast.director)
    with nothing_written():
        page = portal(other, "report_file", row.public_id)
        assert client.get(page).status_code == 404
    shelf = shelf_of_account(other, cast.director)
    shelf.take_away(str(row.public_id))
    assert row.report.files.count() == 1


def shelf_of_account(report, user):
    return shelf_of(Door(report, user))


def test_a_visitor_attaches_to_the_draft_and_reads_it(client, cast):
    link = stories.by_visitor(cast)
    page = by_link(link.draft_token(), "edit_report", 3)
    data = {**TEXTS, "attach": "1", "file": sent_as(pdf("deux"), "lettre.pdf")}
    assert client.post(page, data).status_code == 302
    [row] = link.report.files.all()
    assert row.name == "lettre.pdf"
    assert journal(link.report)[-2][3:] == ("link", "link")
    read = by_link(link.draft_token(), "report_file", row.public_id)
    assert client.get(read).status_code == 200
    assert LinkHolder(link).has_perm("blockers.add_file_report", link.report)


@pytest.mark.parametrize("content", [b"MZ\x90", b"<svg/>", b"%PDF-1.4 rien", b""])
def test_what_is_no_file_of_ours_is_refused_and_texts_stay(client, cast, content):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    page = portal(draft, "edit_report", 3)
    sent = client.post(
        page, {**TEXTS, "attach": "1", "file": sent_as(content, "lettre.pdf")}
    )
    assert sent.status_code == 200
    assert TEXTS["norm_title"] in sent.text
    assert not draft.files.exists()
