"""Who acted is always named: the database refuses a line without."""

import pytest
from django.db import IntegrityError, transaction

from servindus import clock
from servindus.actors import SYSTEM, LinkHolder
from servindus.models import JournalEntry
from servindus.workflow import write_journal
from tests.cast import MONDAY, make_introduction, make_link


def entry(**fields):
    return JournalEntry.objects.create(
        verb="test", object_type="x.y", object_id=1, channel="portal", **fields
    )


@pytest.mark.parametrize("kind", ["user", "link", "nobody", ""])
def test_a_line_without_its_actor_is_refused(db, kind):
    with pytest.raises(IntegrityError, match="journal_actor_is_named"):
        entry(actor_kind=kind)


def test_the_platform_acts_for_nobody(cast):
    for fields in ({"user": cast.founder}, {"link": 1}):
        refuse = pytest.raises(IntegrityError, match="journal_actor_is_named")
        with refuse, transaction.atomic():
            entry(actor_kind="system", **fields)


def test_each_kind_of_actor_writes_what_it_is(cast, monday):
    introduction = make_introduction(
        startup=cast.startup, decision_maker=cast.manager, requested_by=cast.founder
    )
    link = make_link(introduction=introduction)

    def written(by):
        line = write_journal("test", introduction, by=by, now=MONDAY)
        return line.actor_kind, line.user, line.link, line.channel

    assert written(cast.founder) == ("user", cast.founder, None, "portal")
    assert written(LinkHolder(link)) == ("link", None, link.pk, "link")
    assert written(SYSTEM) == ("system", None, None, "system")


def test_somebody_who_answers_for_another_is_named(cast, monday):
    introduction = make_introduction(
        startup=cast.startup, decision_maker=cast.manager, requested_by=cast.founder
    )
    link = make_link(introduction=introduction)

    def names(typed):
        line = write_journal(
            "test", introduction, by=LinkHolder(link, typed), now=MONDAY
        )
        return line.on_behalf_of, line.typed_name

    assert names("Paul Quesnel") == ("Marc Hauchecorne", "Paul Quesnel")
    assert names("Marc Hauchecorne") == names("  ") == ("", "")


def test_lines_come_oldest_first_and_only_about_the_rows_asked_for(cast, monday):
    for verb, row in (("a", cast.founder), ("b", cast.startup), ("c", cast.founder)):
        write_journal(verb, row, by=SYSTEM, now=clock.now())
    about = JournalEntry.objects.about
    assert [line.verb for line in about(cast.founder)] == ["a", "c"]
    assert [line.verb for line in about(cast.founder, cast.startup)] == ["a", "b", "c"]
    assert not about().exists()
