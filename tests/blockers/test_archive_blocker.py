"""The archive of a closed file: whole for whoever may have it, sealed, and noted."""

import hashlib
import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from blockers import actions, archive
from blockers.models import Blocker, Contestation
from programmes.actions import allow_export
from servindus import clock
from servindus.actors import SYSTEM
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.blockers.escalations import escalated
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.following import later
from tests.blockers.test_contestations import contested
from tests.blockers.test_exports import window
from tests.cast import Cast, fresh
from tests.evidence import nothing_written
from tests.matchmaking.papers import pdf, sent_as
from tests.sheets import body


def closed(cast: Cast) -> Blocker:
    """A refusal that was contested once and stood, with a file and a secret case."""
    row = contested(cast)
    report = row.report
    blocker = report.blocker
    assert blocker is not None
    attach(report, "plan de l’atelier.pdf")
    make_report(
        lab=cast.nancy, status="attached", blocker=blocker, company_name="Secrète SA",
        confidentiality="restricted", situation="Confidence faite à Nancy.",
    )  # fmt: skip
    actions.dismiss_contestation(row, by=cast.moderator, text="Rien de neuf.")
    with later(60):
        return actions.close_blocker(fresh(blocker), by=SYSTEM)


def attach(report: Any, name: str) -> Any:
    from servindus.uploads import read_upload, store

    upload = read_upload(sent_as(pdf("Plan"), name))
    return report.files.create(
        position=1, name=upload.name, kind=upload.kind, size=len(upload.content),
        digest=upload.digest, file=store(upload),
    )  # fmt: skip


def address(blocker: Blocker) -> str:
    return reverse("blockers:archive_blocker", args=[blocker.public_id])


def taken(user: Any, blocker: Blocker) -> tuple[bytes, dict[str, bytes]]:
    """Give the archive, and its members by name."""
    response = window(user).post(address(blocker))
    assert response.status_code == 200
    content = body(response)
    with ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        return content, {name: parts.read(name) for name in parts.namelist()}


def test_it_holds_the_whole_file(cast: Cast) -> None:
    blocker = closed(cast)
    _content, members = taken(cast.moderator, blocker)
    report = blocker.reports.get(lab=cast.rouen)
    row = blocker.escalations.get()
    folder = next(n for n in members if n.endswith("/dossier.json"))[:-12]
    assert folder.startswith("dossiers/01-")
    assert sorted(members) == sorted([
        "blocage.json", f"cas/{report.reference}.json", f"{folder}dossier.json",
        f"{folder}suite.json", "journal.jsonl", "manifest.json",
        f"pieces/{report.reference}/1-plan de l’atelier.pdf",
    ])  # fmt: skip
    said = json.loads(members["blocage.json"])
    assert (said["reference"], said["outcome"]) == (
        blocker.reference,
        "refused_explained",
    )
    assert [norm["article"] for norm in said["norms"]] == ["5"]
    assert len(said["asks"]) == 1
    case = json.loads(members[f"cas/{report.reference}.json"])
    assert (case["company"], case["cost_per_month"]) == (cast.plant.name, "1500.00")
    [objection] = case["contestations"]
    assert (objection["status"], objection["dismissal"]) == (
        "dismissed",
        "Rien de neuf.",
    )
    after = json.loads(members[f"{folder}suite.json"])
    [given] = after["answers"]
    assert (given["kind"], given["ask"]) == (
        "explained_refusal",
        said["asks"][0]["public_id"],
    )
    assert json.loads(members[f"{folder}dossier.json"]) == row.dossier
    lines = [json.loads(line) for line in members["journal.jsonl"].splitlines()]
    verbs = [line["act"] for line in lines]
    for verb in (
        "escalate_blocker",
        "answer_escalation",
        "contest_report",
        "close_blocker",
    ):
        assert verb in verbs, verb
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)


def test_each_member_has_its_seal_and_the_dossier_its_own(cast: Cast) -> None:
    """The frozen dossier's SHA-256 in the list is the one that sealed it."""
    blocker = closed(cast)
    content, members = taken(cast.moderator, blocker)
    manifest = json.loads(members.pop("manifest.json"))
    assert {
        one["name"]: (one["sha256"], one["size"]) for one in manifest["members"]
    } == {
        name: (hashlib.sha256(data).hexdigest(), len(data))
        for name, data in members.items()
    }
    sealed = next(x for x in manifest["members"] if x["name"].endswith("dossier.json"))
    assert sealed["sha256"] == blocker.escalations.get().dossier_hash
    assert manifest["missing"] == []
    line = JournalEntry.objects.get(verb="archive_blocker")
    assert (line.user, line.source, line.target) == (cast.moderator, "closed", "closed")
    assert line.details == {
        "members": len(members), "digest": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def test_the_same_state_gives_the_same_bytes(cast: Cast) -> None:
    blocker = closed(cast)
    first, _members = taken(cast.moderator, blocker)
    with clock.at(clock.now() + timedelta(days=3)):
        second, _members = taken(cast.moderator, blocker)
    assert first == second
    assert JournalEntry.objects.filter(verb="archive_blocker").count() == 2


def test_each_reader_has_what_they_read_and_no_more(cast: Cast) -> None:
    """Another lab's case stays there; what contests a refusal is the lab's alone."""
    blocker = closed(cast)
    _content, ours = taken(cast.moderator, blocker)
    text = b"".join(ours.values()).decode(errors="replace")
    assert "Confidence faite à Nancy" not in text
    assert "Secrète" not in text
    assert json.loads(ours["manifest.json"])["withheld"] == {
        "cases": 1, "contestations": 0,
    }  # fmt: skip
    fact = Contestation.objects.get().text
    assert fact in text
    _content, theirs = taken(cast.admin, blocker)
    text = b"".join(theirs.values()).decode(errors="replace")
    assert "Confidence faite à Nancy" in text
    assert fact not in text
    assert json.loads(theirs["manifest.json"])["withheld"] == {
        "cases": 0, "contestations": 1,
    }  # fmt: skip
    # Nobody's address or phone is in either.
    for members in (ours, theirs):
        everything = b"".join(members.values()).decode(errors="replace")
        for user in (cast.director, cast.moderator, cast.liaison):
            assert user.email not in everything


def test_a_file_that_the_disk_has_lost_is_told(cast: Cast) -> None:
    blocker = closed(cast)
    paper = blocker.reports.get(lab=cast.rouen).files.get()
    default_storage.delete(str(paper.file.name))
    _content, members = taken(cast.moderator, blocker)
    [lost] = json.loads(members["manifest.json"])["missing"]
    assert lost["sha256"] == paper.digest
    assert lost["name"] not in members


def test_only_a_closed_file_is_archived(cast: Cast) -> None:
    blocker = escalated(cast)
    client = window(cast.moderator)
    assert (
        "Sortir l’archive</button>" not in client.get(address(blocker)).content.decode()
    )
    with nothing_written():
        response = client.post(address(blocker))
    assert response.status_code == 409
    assert not response.streaming
    with pytest.raises(ActRefused):
        actions.archive_blocker(blocker, by=cast.moderator, members=1, digest="0" * 64)


def test_a_get_writes_nothing(cast: Cast) -> None:
    blocker = closed(cast)
    client = window(cast.moderator)
    with nothing_written():
        page = client.get(address(blocker))
    assert "Sortir l’archive" in page.content.decode()


WHO = {
    "moderator": 200, "admin": 200, "second_moderator": 403, "colleague": 403,
    "director": 403, "liaison": 404, "second_liaison": 404, "stranger": 404,
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_who_takes_it_out(cast: Cast, who: str) -> None:
    """The leading lab and the programme, those of them who may export."""
    blocker = closed(cast)
    response = window(getattr(cast, who)).post(address(blocker))
    assert response.status_code == WHO[who]
    assert JournalEntry.objects.filter(verb="archive_blocker").exists() == (
        WHO[who] == 200
    )
    if response.status_code == 200:
        assert body(response)


def test_a_colleague_whom_the_lead_lets_may_too(cast: Cast) -> None:
    blocker = closed(cast)
    [duty] = cast.second_moderator.memberships.all()
    allow_export(duty, by=cast.moderator)
    taken(cast.second_moderator, blocker)


def test_its_pages_lead_to_it_once_it_is_closed(cast: Cast) -> None:
    blocker = closed(cast)
    for page in (
        blocker.get_absolute_url(),
        reverse("admin:blockers_blocker_change", args=[blocker.pk]),
    ):
        link = f'href="{address(blocker)}"'
        assert link in window(cast.moderator).get(page).content.decode()
        assert link not in window(cast.second_moderator).get(page).content.decode()
    still = make_blocker(lab=cast.rouen, status="qualified")
    page = window(cast.moderator).get(still.get_absolute_url()).content.decode()
    assert address(still) not in page


def test_a_big_file_passes_block_by_block(cast: Cast, monkeypatch: Any) -> None:
    """No member is read whole."""
    blocker = closed(cast)
    sizes: list[int] = []
    add = archive.Bundle.add

    def watched(self: Any, name: str, blocks: Any) -> None:
        def told() -> Any:
            for block in blocks:
                sizes.append(len(block))
                yield block

        add(self, name, told() if name.startswith("pieces/") else blocks)

    monkeypatch.setattr(archive.Bundle, "add", watched)
    monkeypatch.setattr(archive, "BLOCK", 100)
    taken(cast.moderator, blocker)
    assert len(sizes) > 1
    assert max(sizes) == 100
