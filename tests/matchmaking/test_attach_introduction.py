"""The startup adds files to a request that the lab does not read yet."""

import pytest
from django.db import IntegrityError, transaction

from matchmaking.actions import (
    attach_introduction,
    redirect_introduction,
)
from matchmaking.models import Attachment
from matchmaking.views.attachments import shelf_of
from servindus.models.stored_file import MAX_FILE_BYTES
from servindus.uploads import UnfitFile, clean_name, kind_of, read_upload
from tests.cast import fresh, holder, make_profile
from tests.evidence import journal, last_line, nothing_written, owed
from tests.matchmaking.checks import answers_to, in_status, starts_only_from
from tests.matchmaking.papers import TEXTS, chunk, jpeg, pdf, png, sent_as, step
from tests.matchmaking.stories import COLLEAGUE, drafted, sent
from tests.threads import together

pytestmark = pytest.mark.usefixtures("disk")


def attach(introduction, by, content=None, name="Fiche-essai.pdf"):
    upload = read_upload(sent_as(content or pdf(), name))
    return attach_introduction(
        introduction, by=by, piece=upload.public_id, upload=upload
    )


def test_it_is_kept_under_a_random_name_and_journalled_by_its_id(cast, disk):
    draft = in_status(cast, "draft")
    attach(draft, cast.founder)
    row = draft.attachments.get()
    assert (row.name, row.kind, row.size, row.position, row.profile) == (
        "Fiche-essai.pdf", "pdf", len(pdf()), 1, None,
    )  # fmt: skip
    assert disk() == [row.file.name]
    assert row.file.name.startswith("attachments/")
    assert "Fiche" not in row.file.name
    assert str(row.public_id).replace("-", "") not in row.file.name
    assert row.file.read() == pdf()
    row.file.close()
    line = last_line(draft)
    assert (line.verb, line.source, line.target, line.user, line.details) == (
        "attach_introduction", "draft", "draft", cast.founder,
        {"piece": str(row.public_id)},
    )  # fmt: skip
    assert owed() == set()


def test_it_starts_only_before_the_lab_reads(cast, disk):
    upload = read_upload(sent_as(pdf()))
    starts_only_from(
        attach_introduction, cast, "draft needs_info", piece=upload.public_id,
        upload=upload,
    )  # fmt: skip
    assert disk() == []


# --- What it is, by its content -----------------------------------------------------

HTML = b"<!doctype html><script>alert(1)</script>"
REFUSED = {
    "html": HTML,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "office": b"PK\x03\x04" + bytes(100),
    "nothing but a beginning": b"%PDF-1.4\n",
    "html before a pdf": HTML + pdf(),
    "html in place of a pdf's beginning": pdf().replace(b"%PDF-1.4", b"<script>"),
    "a pdf that is cut": pdf()[:-20],
    "a pdf with an archive behind": pdf() + b"PK\x05\x06" + bytes(18),
    "a pdf whose table is elsewhere": pdf().replace(b"xref\n0 4", b"xxxx\n0 4"),
    "a pdf whose table is outside": b"%PDF-1.4\nstartxref\n999999\n%%EOF\n",
    "a pdf that points at its start": b"%PDF-1.4\nstartxref\n0\n%%EOF\n",
    "a png that is cut": png()[:-1],
    "a png with html behind": png() + HTML,
    "a png with a wrong sum": png()[:-1] + b"\0",
    "a png without pixels": png(width=0),
    "a png without data": png()[:33] + chunk(b"IEND", b""),
    "a png without a head": png()[:8] + chunk(b"IDAT", b"x") + chunk(b"IEND", b""),
    "a png that announces too much": png()[:8] + b"\xff\xff\xff\xffIHDR" + bytes(40),
    "only the beginning of a jpeg": b"\xff\xd8\xff\xe0",
    "a jpeg that is cut": jpeg()[:-2],
    "a jpeg with an archive behind": jpeg() + b"PK\x05\x06" + bytes(18),
    "a jpeg without pixels": jpeg(height=0),
    "a jpeg without a frame": jpeg().replace(b"\xff\xc0", b"\xff\xee"),
    "a jpeg with a wrong length": jpeg().replace(b"\xe0\x00\x10", b"\xe0\xff\x10"),
    "a gif": b"GIF89a" + bytes(50),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_other_things_are_refused_whatever_their_name(what):
    assert kind_of(REFUSED[what]) is None
    with pytest.raises(UnfitFile):
        read_upload(sent_as(REFUSED[what], "Fiche.pdf"))


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (pdf(), "fiche.PDF", ("pdf", "fiche.PDF")),
        (pdf(), "image.png", ("pdf", "image.png.pdf")),
        (pdf() + b"\r\n\0", "a.pdf", ("pdf", "a.pdf")),
        (png(), "plan.pdf", ("png", "plan.pdf.png")),
        (jpeg(), "photo.JPG", ("jpeg", "photo.JPG")),
        (jpeg() + b"\0\0", "photo.jpeg", ("jpeg", "photo.jpeg")),
        (jpeg(), "photo", ("jpeg", "photo.jpg")),
    ],
)
def test_a_good_file_is_what_it_is_whatever_its_name(content, name, kept):
    upload = read_upload(sent_as(content, name))
    assert (upload.kind, upload.name) == kept


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("\uff0e\uff0e\uff0fetc\uff0fhosts.pdf", "hosts.pdf"),
        ("fac\u202efdp.exe", "facfdp.exe.pdf"),
        ("a\u200bb\r\nc\x00\x07.pdf", "ab c.pdf"),
        ("...", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("\u202e.pdf", "pdf.pdf"),
        ("ﬁche n°\u00a01 .pdf", "fiche n°1.pdf".replace("°1", "° 1")),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ('"><script>.pdf', '"><script>.pdf'),
    ],
)
def test_names_are_cleaned(raw, name):
    assert clean_name(raw, "pdf") == name
    assert len(clean_name(raw, "pdf")) <= 120


def test_five_megabytes_pass_and_one_byte_more_does_not(cast, client):
    draft = drafted(cast)
    client.force_login(cast.founder)
    whole = png(size=MAX_FILE_BYTES)
    assert len(whole) == 5_242_880
    client.post(step(draft), {**TEXTS, "attach": "1", "file": sent_as(whole)})
    assert draft.attachments.get().size == 5_242_880
    more = png(size=MAX_FILE_BYTES + 1)
    response = client.post(step(draft), {**TEXTS, "attach": "1", "file": sent_as(more)})
    assert response.status_code == 200
    assert "dépasse 5\xa0Mo" in response.text
    assert draft.attachments.count() == 1


# --- The page -----------------------------------------------------------------------


def test_the_button_adds_and_keeps_the_texts(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    response = client.post(
        step(draft), {**TEXTS, "attach": "1", "file": sent_as(pdf())}
    )
    assert response.headers["Location"] == step(draft) + "#pieces"
    assert fresh(draft).subject == "Un objet"
    page = client.get(step(draft)).text
    assert "Fiche-essai.pdf" in page
    assert "1\xa0ko, vérifiée" in page
    assert [line[0] for line in journal(draft)] == [
        "attach_introduction",
        "edit_introduction",
    ]


def test_going_on_adds_the_chosen_file_too(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    response = client.post(step(draft), {**TEXTS, "file": sent_as(jpeg(), "a.jpg")})
    assert response.headers["Location"].endswith("/demande/3/")
    assert draft.attachments.get().kind == "jpeg"


def test_the_texts_need_not_be_complete_to_add_a_file(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    data = {"subject": "À moitié", "attach": "1", "file": sent_as(pdf())}
    response = client.post(step(draft), data)
    assert response.status_code == 200
    assert "À moitié" in response.text
    assert "faults" not in response.text
    assert draft.attachments.count() == 1
    assert fresh(draft).subject != "À moitié"


@pytest.mark.parametrize("button", [{"attach": "1"}, {}, {"quit": "1"}])
def test_a_refused_file_keeps_all_that_was_typed(client, cast, button, disk):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    data = {**TEXTS, **button, "file": sent_as(HTML)}
    with nothing_written():
        response = client.post(step(draft), data)
    assert response.status_code == 200
    assert "Ce n’est pas un fichier PDF, PNG ou JPEG" in response.text
    assert "Un objet" in response.text
    assert "Parce que." in response.text
    assert disk() == []


def test_the_button_without_a_file_asks_for_one(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    with nothing_written():
        response = client.post(step(draft), {**TEXTS, "attach": "1"})
    assert "Choisissez d’abord un fichier." in response.text


def test_an_empty_file_is_refused(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    response = client.post(step(draft), {**TEXTS, "attach": "1", "file": sent_as(b"")})
    assert response.status_code == 200
    assert not draft.attachments.exists()


def test_a_third_file_and_the_same_twice_are_refused(client, cast, disk):
    draft = in_status(cast, "draft")
    attach(draft, cast.founder, pdf("1"))
    client.force_login(cast.founder)
    same = {**TEXTS, "attach": "1", "file": sent_as(pdf("1"))}
    response = client.post(step(draft), same)
    assert response.status_code == 409
    assert "Ce fichier est déjà joint." in response.text
    attach(draft, cast.founder, pdf("2"))
    for button in ({"attach": "1"}, {}):
        data = {**TEXTS, **button, "file": sent_as(pdf("3"))}
        response = client.post(step(draft), data)
        assert response.status_code == 409
        assert "Il n’y a plus de place pour un autre fichier" in response.text
        assert "Un objet" in response.text
    assert draft.attachments.count() == len(disk()) == 2


def test_after_the_lab_has_it_nothing_is_added(client, cast, disk):
    introduction = in_status(cast, "sent")
    client.force_login(cast.founder)
    data = {**TEXTS, "attach": "1", "file": sent_as(pdf())}
    with nothing_written():
        response = client.post(step(introduction), data)
    assert response.headers["Location"] == introduction.get_absolute_url()
    assert disk() == []


def test_who_may(client, cast, disk):
    introduction = in_status(cast, "needs_info")
    people = "visitor other_founder moderator colleague liaison stranger admin director"
    data = {**TEXTS, "attach": "1", "file": sent_as(pdf())}
    assert answers_to(client, cast, step(introduction), data, people) == {
        "visitor": 302,
        "other_founder": 404,
        "moderator": 403,
        "colleague": 404,
        "liaison": 404,
        "stranger": 404,
        "admin": 403,
        "director": 404,
    }
    assert disk() == []


# --- What holds when two come at once, or when writing fails -------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_of_two_last_files_at_once_one_is_kept(cast, disk, _round):
    draft = in_status(cast, "draft")
    attach(draft, cast.founder, pdf("first"))
    uploads = [read_upload(sent_as(pdf(f"parallel {n}"))) for n in range(2)]
    done = together(
        *[
            lambda upload=upload: shelf_of(draft, cast.founder).add(upload)
            for upload in uploads
        ]
    )
    refused = [type(result).__name__ for result in done if result is not None]
    assert refused == ["FileRefused"]
    assert draft.attachments.count() == len(disk()) == 2


def test_a_file_without_its_row_does_not_stay(cast, disk, monkeypatch):
    draft = in_status(cast, "draft")
    monkeypatch.setattr("matchmaking.models.Introduction.save", lambda *_a, **_o: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        shelf_of(draft, cast.founder).add(read_upload(sent_as(pdf())))
    assert disk() == []
    assert not Attachment.objects.exists()


def test_the_database_refuses_what_the_act_would(cast):
    draft = in_status(cast, "draft")
    profile = make_profile(organisation=cast.startup)
    good = {
        "introduction": draft, "position": 1, "name": "a.pdf", "kind": "pdf",
        "size": 1, "digest": "d", "file": "attachments/x",
    }  # fmt: skip
    for wrong, constraint in [
        ({"profile": profile}, "attachment_has_one_owner"),
        ({"introduction": None}, "attachment_has_one_owner|attachment_within_limits"),
        ({"position": 3}, "attachment_within_limits"),
        ({"position": 0}, "attachment_within_limits"),
        (
            {"introduction": None, "profile": profile, "position": 4},
            "attachment_within_limits",
        ),
        ({"size": 0}, "attachment_is_whole"),
        ({"size": MAX_FILE_BYTES + 1}, "attachment_is_whole"),
        ({"kind": "svg"}, "attachment_is_whole"),
        ({"name": ""}, "attachment_is_whole"),
        ({"file": ""}, "attachment_is_whole"),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Attachment.objects.create(**{**good, **wrong})
    Attachment.objects.create(**good)
    for change, constraint in [
        ({"digest": "e"}, "attachment_place_of_request"),
        ({"position": 2}, "attachment_once_per_request"),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Attachment.objects.create(**{**good, **change})


def test_a_request_that_is_passed_on_takes_its_files_along(cast):
    asked = sent(cast)
    row = Attachment.objects.create(
        introduction=asked, position=1, name="a.pdf", kind="pdf", size=1, digest="d",
        file="attachments/x",
    )  # fmt: skip
    done = redirect_introduction(asked, by=holder(asked), **COLLEAGUE)
    copy = done.redirected_to.attachments.get()
    assert (copy.name, copy.file.name) == (row.name, row.file.name)
    assert copy.public_id != row.public_id
