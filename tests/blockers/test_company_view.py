"""What a company reads while the ministry has its blocker."""

from datetime import date, timedelta

from blockers import actions
from blockers.models import Report
from blockers.turns import turn
from servindus import clock
from tests.blockers import escalations as stories
from tests.cast import MONDAY, fresh

TEXT, SECRET = "Oui, sous conditions.", "Le cabinet hésite encore."


def answered(cast):
    return stories.answer(
        stories.acknowledged(cast), cast, public_text=TEXT, restricted_text=SECRET
    )


def read(client, cast, row, days=0):
    client.force_login(cast.director)
    with clock.at(MONDAY + timedelta(days=days)):
        return client.get(row.blocker.reports.get().get_absolute_url())


def test_it_reads_since_when_and_until_when(client, cast):
    row = stories.sent(cast)
    page = read(client, cast, row)
    [one] = page.context["ministry"]
    assert (one.authority, one.since, one.due, one.is_late) == (
        "Bercy", date(2026, 9, 7), date(2026, 11, 9), False,
    )  # fmt: skip
    found = page.context["turn"]
    assert (found.person.name, found.due, found.mine) == (
        "Bercy", date(2026, 11, 9), False,
    )  # fmt: skip
    late = read(client, cast, row, days=64)
    assert late.context["ministry"][0].is_late
    assert late.context["turn"].clock.kind == "late"


def test_forwarding_changes_neither_the_day_nor_the_date(client, cast):
    row = stories.forwarded(cast)
    [one] = read(client, cast, row, days=10).context["ministry"]
    assert (one.authority, one.since, one.due) == (
        "DGPR", date(2026, 9, 7), date(2026, 11, 9),
    )  # fmt: skip


def test_an_answer_is_read_once_published_and_never_the_word_to_the_lab(client, cast):
    row = answered(cast)
    assert TEXT not in read(client, cast, row).text
    assert read(client, cast, row).context["turn"].due == date(2026, 9, 22)
    actions.publish_escalation(row, by=cast.liaison)
    text = read(client, cast, row).text
    assert TEXT in text
    assert SECRET not in text


def test_an_embargo_holds_until_its_day(client, cast):
    row = answered(cast)
    actions.publish_escalation(row, by=cast.liaison, embargo_until=date(2026, 9, 17))
    assert TEXT not in read(client, cast, row, days=9).text
    assert TEXT in read(client, cast, row, days=10).text


def test_whose_turn_it_is_follows_the_dossier(cast):
    def who(row):
        report = row.blocker.reports.select_related("blocker").get()
        found = turn(report, cast.director, clock.now())
        return found.person.name, found.due

    lab = cast.rouen.operator_name
    assert who(stories.asked(cast)) == (lab, None)
    assert who(stories.recalled(cast)) == (lab, None)
    assert who(stories.acknowledged(cast)) == ("Bercy", date(2026, 11, 9))
    done = actions.publish_escalation(stories.answered(cast), by=cast.liaison)
    assert who(fresh(done)) == (lab, None)


def titles(page):
    return [item.title for item in page.context["items"]]


def test_the_thread_tells_what_became_of_the_blocker(client, cast):
    blocker = stories.escalated(cast)
    Report.objects.update(attached_at=MONDAY)
    with clock.at(MONDAY + timedelta(days=1)):
        actions.recall_blocker(fresh(blocker), by=cast.moderator, text="Un fait.")
    row = blocker.escalations.get()
    sent, taken = (
        "Rouen Normandy Invest a transmis le blocage au ministère",
        "Rouen Normandy Invest a retiré le dossier",
    )
    assert titles(read(client, cast, row, days=2)) == [taken, sent]
    # What was before the case became part of it is not its story.
    Report.objects.update(attached_at=MONDAY + timedelta(hours=1))
    assert titles(read(client, cast, row, days=2)) == [taken]


def test_the_last_reopening_says_why(client, cast):
    closed = stories.qualified(cast)
    Report.objects.update(attached_at=MONDAY)
    evidence = {
        "outcome": "local_solution",
        "evidence": "Note",
        "evidenced_on": MONDAY.date(),
    }
    for number, text in enumerate(("La règle est revenue.", "Encore elle.")):
        with clock.at(MONDAY + timedelta(days=number)):
            actions.close_locally_blocker(closed, by=cast.moderator, **evidence)
            closed = actions.reopen_blocker(fresh(closed), by=cast.moderator, text=text)
            closed = actions.qualify_blocker(fresh(closed), by=cast.moderator)
    client.force_login(cast.director)
    with clock.at(MONDAY + timedelta(days=3)):
        page = client.get(closed.reports.get().get_absolute_url())
    assert [(item.title, item.quote) for item in page.context["items"]] == [
        ("Rouen Normandy Invest a rouvert le blocage", "Encore elle."),
        ("Rouen Normandy Invest a clos le blocage sur place", ""),
        ("Rouen Normandy Invest a rouvert le blocage", ""),
        ("Rouen Normandy Invest a clos le blocage sur place", ""),
    ]
