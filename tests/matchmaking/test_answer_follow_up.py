"""What came of a meeting later on: asked of each side, told by each for itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from matchmaking import actions
from matchmaking.actions.follow_ups import Claim
from matchmaking.enums import Outcome
from matchmaking.follow_ups import claim_words, round_due
from matchmaking.models import FollowUp, Introduction, OutcomeClaim
from servindus import clock
from servindus.actors import LinkHolder
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.evidence import journal
from tests.matchmaking.checks import answers_to, portal, reading_writes_nothing
from tests.matchmaking.days import lines, live, moment, posted, span
from tests.matchmaking.meetings import booked, settled

MET = date(2026, 9, 8)
TENTH = date(2026, 9, 18)
NAME = "answer_follow_up"


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def held(cast: Cast) -> Introduction:
    """They met on the 8th, and the founder has told."""
    introduction = settled(cast)
    meeting = booked(introduction, at=moment(MET, 14))
    with clock.at(moment(MET, 17)):
        actions.hold_meeting(fresh(meeting), by=cast.founder, outcome=Outcome.NEXT_STEP)
        actions.report_meeting(
            fresh(meeting),
            by=LinkHolder(introduction.links.get()),
            happened="held",
            outcome=Outcome.NEXT_STEP,
        )
    return introduction


def asked(cast: Cast, day: date = TENTH) -> tuple[FollowUp, FollowUp]:
    """The questions to the startup and to the manager of one round."""
    introduction = held(cast)
    live([day])
    rows = introduction.follow_ups.order_by("-side")
    startup, manager = rows
    return startup, manager


@pytest.mark.parametrize(
    ("day", "round_"),
    [
        (date(2026, 9, 17), None),
        (TENTH, "j10"),
        (date(2026, 12, 7), "j10"),
        (date(2026, 12, 8), "m3"),
        (date(2027, 3, 8), "m6"),
        (date(2027, 9, 7), "m6"),
        (date(2027, 9, 8), "m12"),
    ],
)
def test_the_latest_round_that_has_come(day, round_):
    assert round_due(MET, day) == round_


def test_each_side_is_asked_once_a_round_for_a_year(cast: Cast) -> None:
    introduction = held(cast)
    days = span(TENTH - timedelta(days=1), date(2027, 12, 1))
    live(days, runs=2, only="matchmaking.follow_up")
    # The 8th of March 2027 is a Monday, the others are working days too.
    rounds = [TENTH, date(2026, 12, 8), date(2027, 3, 8), date(2027, 9, 8)]
    assert lines(introduction, "ask_follow_up") == [
        day for day in rounds for _side in range(2)
    ]
    for to in (cast.founder.email, cast.manager.email):
        mails = [one for one in posted(to) if one[0] == "follow_up_asked"]
        assert len(mails) == 4


def test_a_round_that_was_missed_is_let_go(cast: Cast) -> None:
    introduction = held(cast)
    live([date(2027, 4, 1)])
    assert set(introduction.follow_ups.values_list("side", "round")) == {
        ("startup", "m6"),
        ("manager", "m6"),
    }


def test_nobody_is_asked_of_a_meeting_that_did_not_take_place(cast: Cast) -> None:
    introduction = settled(cast)
    meeting = booked(introduction, at=moment(MET, 14))
    with clock.at(moment(MET, 17)):
        actions.miss_meeting(fresh(meeting), by=cast.founder, to="no_show_manager")
    live(span(TENTH, date(2026, 10, 1)))
    assert not FollowUp.objects.exists()


def test_whoever_wants_no_more_is_not_asked(cast: Cast) -> None:
    introduction = held(cast)
    actions.opt_out_decision_maker(
        cast.manager, by=LinkHolder(introduction.links.get())
    )
    live([TENTH])
    assert [row.side for row in FollowUp.objects.all()] == ["startup"]


def test_a_mail_whose_answer_has_come_does_not_leave(cast: Cast) -> None:
    startup, _manager = asked(cast)
    OutboxEmail.objects.filter(kind="follow_up_asked").update(
        state="owed", sent_at=None
    )
    actions.answer_follow_up(startup, by=cast.founder, satisfaction=3)
    live([TENTH])
    states = dict(
        OutboxEmail.objects.filter(kind="follow_up_asked").values_list(
            "recipient", "state"
        )
    )
    assert states == {
        cast.founder.email: "dropped",
        cast.manager.email: "sent",
    }


def test_by_link_the_manager_tells_and_is_thanked(cast: Cast, client) -> None:
    _startup, manager = asked(cast)
    assert manager.link is not None
    address = reverse("matchmaking:outcome_link", args=[manager.link.token()])
    with clock.at(moment(TENTH, 11)):
        reading_writes_nothing(client, address)
        typed = {
            "satisfaction": "2",
            "kinds": ["contract", "visit"],
            "contract_value": "12000",
            "comment": "Une visite en octobre.",
        }
        assert client.post(address, typed).status_code == 302
        assert "Merci, c’est enregistré." in client.get(address).content.decode()
        # A second click is the same.
        assert client.post(address, typed).status_code == 302
    done = fresh(manager)
    assert (done.satisfaction, done.comment, done.may_share) == (
        *(2, "Une visite en octobre."),
        False,
    )
    assert journal(done) == [(NAME, "", "", "link", "link")]
    words = {claim_words(row) for row in done.claims.all()}
    assert words == {"Une commande ou un contrat, 12\xa0000\xa0€", "Une visite"}


def test_what_was_typed_is_kept(cast: Cast, client) -> None:
    _startup, manager = asked(cast)
    assert manager.link is not None
    address = reverse("matchmaking:outcome_link", args=[manager.link.token()])
    with clock.at(moment(TENTH, 11)):
        for typed, words in (
            ({}, "Choisissez une des quatre réponses."),
            ({"satisfaction": "2", "contract_value": "5"}, "cochez aussi le contrat"),
            ({"satisfaction": "9"}, "9 n’en fait pas partie"),
            ({"satisfaction": "2", "contract_value": "1e400"}, "contract_value"),
            ({"satisfaction": "2", "kinds": ["jobs_created"]}, "kinds"),
            ({"satisfaction": "2", "comment": "é" * 401}, "401"),
        ):
            page = client.post(address, typed)
            assert page.status_code == 200, typed
            assert words in page.content.decode(), typed
    assert fresh(manager).answered_at is None


def test_the_same_word_of_both_sides_confirms_itself(cast: Cast) -> None:
    startup, manager = asked(cast)
    actions.answer_follow_up(
        startup, by=cast.founder, claims=[Claim("contract", Decimal(12000))]
    )
    mine = OutcomeClaim.objects.get()
    assert mine.confirmed_at is None
    with clock.at(moment(TENTH, 12)):
        actions.answer_follow_up(
            manager,
            by=LinkHolder(manager.link),
            claims=[Claim("contract", Decimal(12000)), Claim("visit")],
        )
    found = dict(OutcomeClaim.objects.values_list("kind", "confirmed_at"))
    assert found == {"contract": moment(TENTH, 12), "visit": None}
    assert fresh(mine).confirmed_at == moment(TENTH, 12)


def test_another_amount_confirms_nothing_and_a_tick_does(cast: Cast, client) -> None:
    startup, manager = asked(cast, date(2026, 12, 8))
    actions.answer_follow_up(
        startup, by=cast.founder, claims=[Claim("jobs_created", Decimal(2))]
    )
    claim = OutcomeClaim.objects.get()
    assert manager.link is not None
    address = reverse("matchmaking:outcome_link", args=[manager.link.token()])
    with clock.at(moment(date(2026, 12, 8), 12)):
        page = client.get(address).content.decode()
        assert "Emplois créés, 2" in page
        typed = {"jobs_created": "1", "confirmed": [str(claim.pk)]}
        assert client.post(address, typed).status_code == 302
    assert fresh(claim).confirmed_at == moment(date(2026, 12, 8), 12)
    other = OutcomeClaim.objects.get(side="manager")
    assert (other.amount, other.confirmed_at) == (1, None)


def test_a_later_round_replaces_what_a_side_has_said(cast: Cast) -> None:
    startup, _manager = asked(cast)
    actions.answer_follow_up(startup, by=cast.founder, claims=[Claim("contract")])
    live([date(2026, 12, 8)])
    later = FollowUp.objects.get(side="startup", round="m3")
    actions.answer_follow_up(
        later, by=cast.founder, claims=[Claim("contract", Decimal("99.50"))]
    )
    row = OutcomeClaim.objects.get()
    assert (row.amount, row.follow_up) == (Decimal("99.50"), later)
    assert claim_words(row) == "Une commande ou un contrat, 99,50\xa0€"


def test_one_does_not_confirm_ones_own_word(cast: Cast) -> None:
    startup, _manager = asked(cast)
    actions.answer_follow_up(startup, by=cast.founder, claims=[Claim("visit")])
    claim = OutcomeClaim.objects.get()
    live([date(2026, 12, 8)])
    later = FollowUp.objects.get(side="startup", round="m3")
    actions.answer_follow_up(later, by=cast.founder, confirmed=[claim.pk])
    assert fresh(claim).confirmed_at is None


def test_a_word_is_told_once(cast: Cast) -> None:
    startup, _manager = asked(cast)
    actions.answer_follow_up(startup, by=cast.founder, satisfaction=1)
    with pytest.raises(ActRefused, match="déjà"):
        actions.answer_follow_up(startup, by=cast.founder, satisfaction=3)


def test_words_are_for_the_lab_unless_they_may_be_shared(cast: Cast, client) -> None:
    startup, manager = asked(cast)
    actions.answer_follow_up(
        manager, by=LinkHolder(manager.link), satisfaction=0, comment="Trop long."
    )
    page = startup.introduction.get_absolute_url()
    with clock.at(moment(TENTH, 12)):
        for who, reads in ((cast.founder, False), (cast.moderator, True)):
            client.force_login(who)
            text = client.get(page).content.decode()
            assert ("Trop long." in text, "utile" in text) == (reads, reads)
        FollowUp.objects.filter(pk=manager.pk).update(may_share=True)
        client.force_login(cast.founder)
        text = client.get(page).content.decode()
        # The words, never the mark.
        assert ("Trop long." in text, "utile" in text) == (True, False)


def test_in_the_portal(cast: Cast, client) -> None:
    startup, _manager = asked(cast)
    introduction = startup.introduction
    address = portal(introduction, NAME)
    client.force_login(cast.founder)
    with clock.at(moment(TENTH, 11)):
        page = client.get(introduction.get_absolute_url()).content.decode()
        assert address in page
        # Both sides were asked: the thread says so once.
        assert page.count("Il a été demandé ce qui est sorti") == 1
        reading_writes_nothing(client, address)
        answer = client.post(address, {"satisfaction": "3", "kinds": ["trial"]})
        assert answer.status_code == 302
        page = client.get(introduction.get_absolute_url()).content.decode()
        assert ("Un essai" in page, address in page) == (True, False)


def test_who_may(cast: Cast, client) -> None:
    startup, manager = asked(cast)
    address = portal(startup.introduction, NAME)
    with clock.at(moment(TENTH, 11)):
        people = "founder other_founder moderator colleague visitor"
        assert answers_to(client, cast, address, {}, people) == {
            "founder": 200,
            "other_founder": 404,
            "moderator": 404,
            "colleague": 404,
            "visitor": 302,
        }
    assert not LinkHolder(manager.link).has_perm(f"matchmaking.{NAME}", startup)
    answer_link = startup.introduction.links.filter(purpose="answer").get()
    assert not LinkHolder(answer_link).has_perm(f"matchmaking.{NAME}", manager)
    assert LinkHolder(manager.link).has_perm(f"matchmaking.{NAME}", manager)
    # The link of one question answers no other.
    live([date(2026, 12, 8)])
    later = FollowUp.objects.get(side="manager", round="m3")
    with clock.at(moment(TENTH)):
        assert not LinkHolder(manager.link).has_perm(f"matchmaking.{NAME}", later)


@pytest.mark.parametrize(
    "wrong",
    [
        {"satisfaction": 4, "answered_at": moment(TENTH)},
        {"satisfaction": 1, "round": "m3", "answered_at": moment(TENTH)},
        {"comment": "sans réponse"},
    ],
)
def test_the_database_refuses_wrong_follow_ups(cast: Cast, wrong) -> None:
    startup, _manager = asked(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=startup.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1},
        {"kind": "jobs_kept", "amount": None},
        {"kind": "jobs_kept", "amount": 0},
        {"kind": "visit", "amount": 3},
        {"confirmed_at": moment(MET)},
    ],
)
def test_the_database_refuses_wrong_claims(cast: Cast, wrong) -> None:
    startup, _manager = asked(cast)
    with clock.at(moment(TENTH)):
        actions.answer_follow_up(
            startup, by=cast.founder, claims=[Claim("contract", Decimal(1))]
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        OutcomeClaim.objects.update(**wrong)
