"""Away: nothing is asked on these days, and none of them counts."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from matchmaking import actions
from matchmaking.models import Absence
from servindus import clock
from servindus.workflow import ActRefused
from tests.cast import (
    Cast,
    fresh,
    holder,
    make_decision_maker,
    make_organisation,
)
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    desk,
    portal,
    reading_writes_nothing,
)
from tests.matchmaking.days import lines, live, moment, span
from tests.matchmaking.stories import CHECKED, sent, submitted

TODAY = date(2026, 9, 7)
NAME = "announce_absence"
# A week of five working days within the fifteen.
FIRST, LAST = date(2026, 9, 14), date(2026, 9, 20)
WEEK = {"first_day": FIRST, "last_day": LAST}
TYPED = {"first_day": "2026-09-14", "last_day": "2026-09-20"}


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def test_the_date_of_the_answer_moves_and_the_startup_is_told(cast: Cast) -> None:
    introduction = sent(cast)
    link = introduction.links.get()
    assert (introduction.due_on, link.expires_at) == (
        date(2026, 9, 28),
        moment(date(2026, 10, 28), 23) + timedelta(minutes=59, seconds=59.999999),
    )
    actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
    found = fresh(introduction)
    assert found.due_on == date(2026, 10, 5)
    assert clock.local_day(fresh(link).expires_at) == date(2026, 11, 4)
    assert journal(found)[-1] == (
        *("recount_introduction", "sent", "sent"),
        *("moderatrice@rouen.example", "portal"),
    )
    assert newly_owed(last_line(found)) == {
        ("introduction_recounted", "fondatrice@startup.example")
    }


def test_no_reminder_and_no_call_on_days_away(cast: Cast) -> None:
    introduction = sent(cast)
    actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
    live(span(TODAY, date(2026, 10, 10)))
    assert lines(introduction, "remind_introduction") == [
        date(2026, 9, 10),
        date(2026, 9, 23),
        date(2026, 9, 30),
    ]
    assert lines(introduction, "flag_introduction") == [date(2026, 9, 24)]
    assert lines(introduction, "expire_introduction") == [date(2026, 10, 6)]


def test_a_request_approved_meanwhile_leaves_after_the_absence(cast: Cast) -> None:
    waiting = submitted(cast)
    with clock.at(moment(FIRST)):
        actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
        queued = actions.approve_introduction(
            fresh(waiting), by=cast.moderator, checklist=CHECKED
        )
        assert (queued.status, queued.expected_on) == ("queued", date(2026, 9, 21))
    live(span(FIRST, LAST))
    assert fresh(waiting).status == "queued"
    live([date(2026, 9, 21)])
    assert fresh(waiting).status == "sent"


def test_a_request_that_leaves_before_an_absence_counts_without_it(cast: Cast) -> None:
    actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
    assert sent(cast).due_on == date(2026, 10, 5)


def test_the_strip_says_why_the_date_is_later(cast: Cast, client) -> None:
    introduction = sent(cast)
    actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
    client.force_login(cast.founder)
    page = client.get(introduction.get_absolute_url()).content.decode()
    assert "Absence de la personne sollicitée" in page
    assert "du lundi 14\u00a0septembre au dimanche 20\u00a0septembre" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((TODAY - timedelta(days=9), TODAY - timedelta(days=1)), "passés"),
        ((LAST, FIRST), "avant le premier"),
        ((FIRST, FIRST + timedelta(days=365)), "un an au plus"),
    ],
)
def test_days_that_make_no_sense_are_refused(cast: Cast, days, words) -> None:
    first, last = days
    with pytest.raises(ActRefused, match=words):
        actions.announce_absence(
            cast.manager, by=cast.moderator, first_day=first, last_day=last
        )
    assert not Absence.objects.exists()


def test_a_year_less_a_day_is_allowed(cast: Cast) -> None:
    last = FIRST + timedelta(days=364)
    actions.announce_absence(
        cast.manager, by=cast.moderator, first_day=FIRST, last_day=last
    )
    assert Absence.objects.get().last_day == last


def test_the_same_day_is_announced_once(cast: Cast) -> None:
    actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
    with pytest.raises(ActRefused, match="déjà"):
        actions.announce_absence(
            cast.manager, by=cast.moderator, first_day=LAST, last_day=LAST
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            decision_maker=cast.manager, first_day=LAST, last_day=LAST
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            decision_maker=cast.manager, first_day=TODAY, last_day=date(2026, 9, 6)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            decision_maker=cast.manager,
            first_day=TODAY,
            last_day=TODAY,
            backup=cast.manager,
        )
    # Somebody else may well be away on the same days.
    other = make_decision_maker(organisation=cast.plant)
    actions.announce_absence(other, by=cast.moderator, **WEEK)


def _another_plant(cast: Cast):
    return make_organisation(kind="industrial", lab=cast.rouen)


def test_only_a_colleague_stands_in(cast: Cast) -> None:
    stranger = make_decision_maker(organisation=_another_plant(cast))
    with pytest.raises(ActRefused, match="collègue"):
        actions.announce_absence(
            cast.manager, by=cast.moderator, backup=stranger.pk, **WEEK
        )
    colleague = make_decision_maker(organisation=cast.plant)
    actions.announce_absence(
        cast.manager, by=cast.moderator, backup=colleague.pk, **WEEK
    )
    assert Absence.objects.get().backup == colleague


def test_back_earlier_the_clock_runs_again(cast: Cast) -> None:
    introduction = sent(cast)
    actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
    absence = Absence.objects.get()
    with clock.at(moment(date(2026, 9, 16))):
        actions.end_absence(cast.manager, by=cast.moderator, absence=absence.pk)
    # Two days away are left, the 14th and the 15th.
    assert fresh(absence).last_day == date(2026, 9, 15)
    assert fresh(introduction).due_on == date(2026, 9, 30)
    with (
        clock.at(moment(date(2026, 9, 16))),
        pytest.raises(ActRefused, match="Aucune absence"),
    ):
        actions.end_absence(cast.manager, by=cast.moderator, absence=absence.pk)


def test_an_absence_that_does_not_take_place_goes(cast: Cast) -> None:
    introduction = sent(cast)
    actions.announce_absence(cast.manager, by=cast.moderator, **WEEK)
    absence = Absence.objects.get()
    actions.end_absence(cast.manager, by=cast.moderator, absence=absence.pk)
    assert not Absence.objects.exists()
    assert fresh(introduction).due_on == date(2026, 9, 28)


def test_by_the_link_of_a_mail(cast: Cast, client) -> None:
    introduction = sent(cast)
    address = by_link(introduction, NAME)
    make_decision_maker(organisation=cast.plant, family_name="Zidane")
    # A mail may have been passed on: who else works there is not told.
    assert "Zidane" not in client.get(address).content.decode()
    reading_writes_nothing(client, address)
    answer = client.post(address, TYPED)
    assert (answer.status_code, fresh(introduction).due_on) == (302, date(2026, 10, 5))
    assert journal(cast.manager)[-1] == (NAME, "active", "active", "link", "link")
    # The page of the five ways leads there.
    page = client.get(reverse("matchmaking:answer_link", args=[_token(introduction)]))
    assert address in page.content.decode()


def _token(introduction) -> str:
    return holder(introduction).link.token()


def test_what_was_typed_is_kept(cast: Cast, client) -> None:
    address = by_link(sent(cast), NAME)
    typed = {"first_day": "2026-09-20", "last_day": "2026-09-14"}
    page = client.post(address, typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Le dernier jour vient avant le premier." in text
    assert 'value="2026-09-20"' in text
    for nonsense, status in (
        *(("demain", 200), ("0000-00-00", 200), ("99999-01-01", 200)),
        ("\x00", 400),
    ):
        answer = client.post(address, {**typed, "first_day": nonsense})
        assert answer.status_code == status
    assert not Absence.objects.exists()


def test_in_the_portal_one_sees_announces_and_ends(cast: Cast, client) -> None:
    card = cast.manager_with_account
    client.force_login(cast.director)
    address = reverse("matchmaking:absence_list")
    reading_writes_nothing(client, address)
    assert client.post(address, TYPED).status_code == 302
    page = client.get(address).content.decode()
    assert "lundi 14\u00a0septembre" in page
    absence = card.absences.get()
    end = reverse("matchmaking:end_absence")
    assert client.get(end).status_code == 405
    assert client.post(end, {"absence": "99999999999999999999"}).status_code == 200
    assert client.post(end, {"absence": absence.pk}).status_code == 302
    assert not card.absences.exists()
    assert [line[0] for line in journal(card)] == [NAME, "end_absence"]


def test_other_days_that_overlap_are_no_second_click(cast: Cast, client) -> None:
    card = cast.manager_with_account
    client.force_login(cast.director)
    address = reverse("matchmaking:absence_list")
    assert [client.post(address, TYPED).status_code for _click in range(2)] == [302] * 2
    page = client.post(address, {**TYPED, "last_day": "2026-09-25"})
    assert page.status_code == 409
    assert 'value="2026-09-25"' in page.content.decode()
    assert card.absences.get().last_day == LAST


def test_somebody_who_is_never_asked_has_no_such_page(cast: Cast, client) -> None:
    for who in (cast.founder, cast.moderator):
        client.force_login(who)
        assert client.get(reverse("matchmaking:absence_list")).status_code == 404


def test_who_may(cast: Cast, client) -> None:
    introduction = sent(cast)
    people = "founder other_founder moderator colleague visitor"
    assert answers_to(client, cast, portal(introduction, NAME), {}, people) == {
        "founder": 403,
        "other_founder": 404,
        "moderator": 200,
        "colleague": 404,
        "visitor": 302,
    }
    card = desk(cast.manager, NAME)
    assert answers_to(client, cast, card, {}, "founder moderator colleague") == {
        "founder": 403,
        "moderator": 200,
        "colleague": 404,
    }


def test_the_desk_announces_and_ends(cast: Cast, client) -> None:
    colleague = make_decision_maker(organisation=cast.plant, family_name="Zidane")
    client.force_login(cast.moderator)
    page = client.get(desk(cast.manager, NAME)).content.decode()
    assert "Zidane" in page
    answer = client.post(desk(cast.manager, NAME), {**TYPED, "backup": colleague.pk})
    assert answer.status_code == 302
    absence = Absence.objects.get()
    assert absence.backup == colleague
    change = reverse("admin:matchmaking_decisionmaker_change", args=[cast.manager.pk])
    assert "du lundi 14\u00a0septembre" in client.get(change).content.decode()
    answer = client.post(desk(cast.manager, "end_absence"), {"absence": absence.pk})
    assert (answer.status_code, Absence.objects.exists()) == (302, False)
