"""discard_introduction: a draft that nobody touches goes, its startup told first."""

import pytest
from django.core.files.storage import default_storage

from matchmaking import actions
from matchmaking.models import Attachment, Introduction
from matchmaking.views.attachments import shelf_of
from servindus import clock
from servindus.actors import SYSTEM
from servindus.models import JournalEntry
from servindus.uploads import read_upload
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.matchmaking.checks import in_status
from tests.matchmaking.days import lines, live, moment, span
from tests.matchmaking.papers import pdf, sent_as
from tests.matchmaking.queues import TODAY, day
from tests.matchmaking.stories import drafted

pytestmark = pytest.mark.usefixtures("posting")


def test_a_draft_that_nobody_touches_is_deleted_after_thirty_days(cast: Cast) -> None:
    draft = drafted(cast)
    live(span(TODAY, day(29)))
    # Day 23 is a Wednesday.
    assert lines(draft, "nudge_introduction") == [day(1), day(7), day(23)]
    assert Introduction.objects.filter(pk=draft.pk).exists()
    live([day(30), day(30)])
    assert not Introduction.objects.filter(pk=draft.pk).exists()
    [line] = JournalEntry.objects.about(draft).filter(verb="discard_introduction")
    assert (line.source, line.target, line.actor_kind) == ("draft", "", "system")


def test_a_change_keeps_it_for_thirty_days_more(cast: Cast) -> None:
    draft = drafted(cast)
    live([day(23)])
    with clock.at(moment(day(29))):
        actions.edit_introduction(draft, by=cast.founder, subject="Encore")
    # Day 23 of the draft, then the first and the twenty-third after the change.
    live([day(30), day(52), day(58)])
    assert lines(draft, "nudge_introduction") == [day(23), day(30), day(52)]
    assert Introduction.objects.filter(pk=draft.pk).exists()
    live([day(59)])
    assert not Introduction.objects.filter(pk=draft.pk).exists()


def test_an_earlier_warning_does_not_count_after_a_change(cast: Cast) -> None:
    draft = drafted(cast)
    live([day(23)])
    with clock.at(moment(day(29))):
        actions.edit_introduction(draft, by=cast.founder, subject="Encore")
    # Nobody ran for a month: what was said on day 23 was said of another text.
    live([day(64), day(65)])
    assert lines(draft, "nudge_introduction") == [day(23), day(64)]
    assert Introduction.objects.filter(pk=draft.pk).exists()
    live([day(71)])
    assert not Introduction.objects.filter(pk=draft.pk).exists()


def test_after_a_long_stop_the_startup_is_told_first(cast: Cast) -> None:
    draft = drafted(cast)
    live([day(200), day(206)])
    assert lines(draft, "nudge_introduction") == [day(200)]
    assert Introduction.objects.filter(pk=draft.pk).exists()
    live([day(207)])
    assert not Introduction.objects.filter(pk=draft.pk).exists()


def test_a_change_in_the_same_moment_keeps_it(cast: Cast) -> None:
    draft = drafted(cast)
    with clock.at(moment(day(40))):
        stale = fresh(draft)
        actions.edit_introduction(draft, by=cast.founder, subject="Encore")
        with pytest.raises(ActRefused):
            actions.discard_introduction(stale, by=SYSTEM)
        actions.submit_introduction(draft, by=cast.founder)
    with clock.at(moment(day(90))), pytest.raises(ActRefused):
        actions.discard_introduction(stale, by=SYSTEM)
    assert fresh(draft).status == "submitted"


@pytest.mark.django_db(transaction=True)
def test_its_files_go_with_it_but_for_those_that_another_row_names() -> None:
    cast = Cast()
    draft = drafted(cast)
    for number in (1, 2):
        upload = read_upload(sent_as(pdf(f"piece {number}")))
        shelf_of(draft, cast.founder).add(upload)
    first, second = draft.attachments.order_by("position")
    other = in_status(cast, "sent")
    names = ("position", "name", "kind", "size", "digest", "file")
    Attachment.objects.create(
        introduction=other, **{name: getattr(second, name) for name in names}
    )
    live([day(23)], only="matchmaking.nudge")
    live([day(31)], only="matchmaking.discard")
    assert not Introduction.objects.filter(pk=draft.pk).exists()
    assert not default_storage.exists(str(first.file))
    assert default_storage.exists(str(second.file))


def test_the_file_of_a_deleted_draft_is_no_more(client, cast: Cast) -> None:
    draft = drafted(cast)
    address = draft.get_absolute_url()
    live([day(23)], only="matchmaking.nudge")
    live([day(31)], only="matchmaking.discard")
    client.force_login(cast.founder)
    assert client.get(address).status_code == 404
