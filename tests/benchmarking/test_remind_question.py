"""What time brings to questions: two working days before the date, and once late."""

from datetime import date

from benchmarking import actions
from servindus import clock, timers
from servindus.models import JournalEntry
from tests.benchmarking.exchanging import Labs, at, day
from tests.cast import fresh
from tests.evidence import newly_owed


def live(*days: int) -> None:
    """Run the timer twice on each of these days."""
    for number in days:
        with clock.at(at(number, 10)):
            for _twice in (1, 2):
                timers.run("benchmarking.remind_questions")


def told(question) -> list[tuple[date, set[str]]]:
    """Give who was reminded on which day."""
    found = JournalEntry.objects.about(question).filter(verb="remind_question")
    return [
        (clock.local_day(line.at), {to for _kind, to in newly_owed(line)})
        for line in found
    ]


def test_the_labs_asked_are_reminded_before_and_once_after(labs: Labs) -> None:
    people = {labs.bruno.email, labs.helene.email}
    question = labs.asked()
    live(*range(1, 60))
    # Due on Monday the 21st: two working days before is the Thursday.
    assert told(question) == [(day(10), people), (day(15), people)]
    assert (fresh(question).status, question.answers.count()) == ("asked", 0)


def test_a_run_that_comes_late_reminds_once(labs: Labs) -> None:
    question = labs.asked(labs=[labs.rouen])
    live(30)
    assert told(question) == [(day(30), {labs.helene.email})]


def test_the_asker_is_reminded_of_the_answers(labs: Labs) -> None:
    question = labs.answered()
    live(*range(1, 40))
    # Due on Monday the 14th.
    assert told(question) == [
        (day(3), {labs.julie.email}),
        (day(8), {labs.julie.email}),
    ]


def test_asked_again_counts_anew_and_a_closed_one_is_left_in_peace(labs: Labs) -> None:
    question = labs.answered()
    live(3)
    with clock.at(at(4)):
        actions.reopen_question(question, by=labs.julie, text="Encore ?")
    live(*range(5, 17))
    # Ten working days after Friday the 11th.
    assert told(question)[1:] == [(day(16), {labs.helene.email})]
    with clock.at(at(16)):
        actions.withdraw_question(fresh(question), by=labs.julie, text="Non.")
    live(*range(17, 60))
    assert len(told(question)) == 2
