"""The kernel of acts: lock, check, journal, change, save, in one transaction."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from matchmaking import actions
from matchmaking.models import Introduction
from servindus import clock, workflow
from servindus.actors import SYSTEM, Channel
from servindus.models import JournalEntry
from servindus.workflow import ActRefused, Busy, TransitionNotAllowed
from tests.cast import (
    MONDAY,
    fresh,
    holder,
    make_decision_maker,
    make_introduction,
)
from tests.evidence import journal, last_line, nothing_written
from tests.matchmaking.stories import CHECKED, drafted, sent, submitted
from tests.threads import together


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def draft(cast, monday):
    return drafted(cast)


def asked(cast, status="sent", **fields):
    fields.setdefault("decision_maker", cast.manager)
    return make_introduction(
        startup=cast.startup, requested_by=cast.founder, status=status, **fields
    )


def test_the_fresh_row_is_returned_and_the_old_object_is_left_alone(cast, draft):
    done = actions.submit_introduction(draft, by=cast.founder)

    assert (done.status, draft.status) == ("submitted", "draft")
    assert done is not draft
    assert fresh(draft).status == "submitted"


def test_an_act_reads_the_row_anew_under_its_lock(cast, draft):
    stale = fresh(draft)
    actions.edit_introduction(draft, by=cast.founder, subject="Un autre objet")

    done = actions.submit_introduction(stale, by=cast.founder)

    assert done.subject == "Un autre objet"


def test_one_line_says_what_who_when_and_how(cast, draft):
    actions.submit_introduction(draft, by=cast.founder)

    line = last_line(draft)
    assert (line.verb, line.source, line.target) == (
        "submit_introduction",
        "draft",
        "submitted",
    )
    assert (line.user, line.actor_kind, line.channel) == (
        cast.founder,
        "user",
        "portal",
    )
    assert line.at == MONDAY
    assert (line.object_type, line.object_id) == (
        "matchmaking.introduction",
        draft.pk,
    )


def test_an_act_without_a_target_keeps_the_status_and_is_journalled(cast, draft):
    actions.edit_introduction(draft, by=cast.founder, subject="Un autre objet")

    line = last_line(draft)
    assert (line.verb, line.source, line.target) == (
        "edit_introduction",
        "draft",
        "draft",
    )


def test_a_wrong_source_is_refused_and_writes_nothing(cast, monday):
    introduction = asked(cast, "accepted")
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        actions.submit_introduction(introduction, by=cast.founder)


def test_a_guard_refuses_with_its_reason_and_writes_nothing(cast, monday):
    introduction = asked(cast, "sent")
    with nothing_written(), pytest.raises(ActRefused, match="overdue"):
        actions.expire_introduction(introduction, by=SYSTEM)


def test_a_refusal_in_the_body_takes_the_journal_line_back(cast, monday):
    introduction, moderator = asked(cast, "submitted"), cast.moderator
    with nothing_written(), pytest.raises(ActRefused):
        actions.approve_introduction(
            introduction, by=moderator, checklist={"need": True}
        )


def test_a_row_that_is_gone_is_refused(cast, draft):
    gone = fresh(draft)
    Introduction.objects.filter(pk=draft.pk).delete()
    with pytest.raises(TransitionNotAllowed):
        actions.submit_introduction(gone, by=cast.founder)


def test_the_journal_keeps_codes_and_never_sentences(cast, monday):
    introduction = asked(cast)
    actions.decline_introduction(
        introduction,
        by=holder(introduction),
        code="no_need",
        shared="Une phrase partagée",
        private="Une phrase privée",
    )
    assert last_line(introduction).details == {"code": "no_need"}


def test_an_empty_input_is_not_recorded(cast, draft):
    actions.withdraw_introduction(draft, by=cast.founder, reason="")
    assert last_line(draft).details == {}


def test_the_channel_is_the_actors_own_unless_named(cast, monday):
    introduction = asked(cast)
    actions.accept_introduction(introduction, by=holder(introduction))
    assert last_line(introduction).channel == "link"

    with clock.at(MONDAY + timedelta(hours=1)):
        actions.cancel_introduction(
            introduction, by=cast.moderator, channel=Channel.PHONE, text="Fin."
        )
    assert last_line(introduction).channel == "phone"


def test_what_follows_at_once_is_in_the_same_transaction(cast, monday):
    done = actions.approve_introduction(
        submitted(cast), by=cast.moderator, checklist=CHECKED
    )

    assert done.status == "sent"
    verbs = [line[0] for line in journal(done)][-2:]
    assert verbs == ["approve_introduction", "send_introduction"]
    pair = JournalEntry.objects.about(done).filter(verb__in=verbs)
    assert len(set(pair.values_list("transaction", flat=True))) == 1


def test_parents_are_locked_in_the_declared_order_then_the_row(cast, draft):
    with CaptureQueriesContext(connection) as queries:
        actions.submit_introduction(draft, by=cast.founder)

    locks = [q["sql"] for q in queries if "FOR NO KEY UPDATE" in q["sql"]]
    tables = [sql.split(' FROM "')[1].split('"')[0] for sql in locks]
    assert tables == [
        "matchmaking_decisionmaker",
        "programmes_organisation",
        "matchmaking_introduction",
    ]


def test_a_parent_that_was_replaced_meanwhile_is_refused(cast, draft):
    draft.decision_maker_id = cast.manager_with_account.pk
    with pytest.raises(TransitionNotAllowed):
        actions.submit_introduction(draft, by=cast.founder)


def test_why_not_gives_the_reason_or_none(cast, draft):
    submit = actions.submit_introduction
    assert submit.why_not(draft, MONDAY) is None
    draft.subject = ""
    assert submit.why_not(draft, MONDAY)
    draft.status = "sent"
    assert "moved" in str(submit.why_not(draft, MONDAY))


def test_buttons_are_what_this_actor_may_do_now(cast, monday):
    introduction = asked(cast, "submitted")

    def names(user):
        return {act.name for act in workflow.available_actions(introduction, user)}

    moderates = {"ask_info_introduction", "approve_introduction", "reject_introduction"}
    assert "withdraw_introduction" in names(cast.founder)
    assert moderates & names(cast.founder) == set()
    assert moderates <= names(cast.moderator)
    assert names(cast.other_founder) == names(cast.liaison) == set()


def test_the_names_of_an_act_follow_its_one_word():
    act = actions.accept_introduction
    assert act.name == "accept_introduction"
    assert act.permission == "matchmaking.accept_introduction"
    assert act.url_name == "matchmaking:accept_introduction"


def test_two_acts_of_one_name_are_refused():
    with pytest.raises(ValueError, match="accept_introduction"):
        workflow._registry.add(actions.accept_introduction)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_have_one_winner_each_time(cast, monday):
    for _round in range(10):
        introduction = asked(cast)
        who = holder(introduction)
        results = together(
            lambda i=introduction, w=who: actions.accept_introduction(i, by=w),
            lambda i=introduction, w=who: actions.decline_introduction(
                i, by=w, code="no_need"
            ),
        )
        won = [r for r in results if isinstance(r, Introduction)]
        lost = [r for r in results if isinstance(r, TransitionNotAllowed)]
        assert (len(won), len(lost)) == (1, 1), results
        assert fresh(introduction).status == won[0].status
        assert len(journal(introduction)) == 1
        with clock.at(MONDAY + timedelta(hours=1)):
            end(introduction)


@pytest.mark.django_db(transaction=True)
def test_the_row_alone_is_lock_enough(cast, monday):
    """These acts lock no parent; without the row's lock both would start."""
    first, second = cast.moderator, cast.second_moderator
    for _round in range(10):
        introduction = asked(cast, "submitted", decision_maker=another(cast))
        results = together(
            lambda i=introduction: actions.ask_info_introduction(i, by=first, text="?"),
            lambda i=introduction: actions.reject_introduction(
                i, by=second, code="unclear", text="Non."
            ),
        )
        refused = [r for r in results if isinstance(r, TransitionNotAllowed)]
        won = [r for r in results if isinstance(r, Introduction)]
        # To ask for more and then to refuse is a way through, in that order.
        assert (len(won), len(refused)) in ((1, 1), (2, 0)), results
        steps = [line[1:3] for line in journal(introduction)]
        assert steps in (
            [("submitted", "needs_info"), ("needs_info", "rejected")],
            [("submitted", "rejected")],
        )


def another(cast):
    return make_decision_maker(organisation=cast.plant)


def end(introduction):
    """Make room for the next request of the same pair."""
    introduction = fresh(introduction)
    if introduction.status == "accepted":
        actions.cancel_introduction(
            introduction, by=introduction.requested_by, text="Fin."
        )


def held(introduction):
    """Hold a row's lock in another connection until told to let go."""
    locked, let_go = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Introduction.objects.select_for_update(no_key=True).get(
                    pk=introduction.pk
                )
                locked.set()
                let_go.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(5)

    def release():
        let_go.set()
        thread.join(5)

    return release


@pytest.fixture
def impatient(transactional_db):
    """Wait a tenth of a second for a lock, as the web waits five."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        yield
        cursor.execute("RESET lock_timeout")


def test_a_lock_that_does_not_come_is_busy(impatient, cast, monday):
    introduction = asked(cast)
    who = holder(introduction)
    release = held(introduction)
    try:
        with pytest.raises(Busy):
            actions.accept_introduction(introduction, by=who)
    finally:
        release()
    assert fresh(introduction).status == "sent"


def test_a_busy_file_answers_503_and_keeps_the_typed_text(
    impatient, cast, monday, client
):
    introduction = sent(cast)
    link = holder(introduction).link
    release = held(introduction)
    try:
        response = client.post(
            f"/r/{link.token()}/decliner/",
            {"code": "no_need", "shared": "Un texte que personne ne retape"},
        )
    finally:
        release()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Un texte que personne ne retape" in response.text
    assert fresh(introduction).status == "sent"


def test_a_busy_file_answers_503_outside_perform_too(impatient, cast, monday, client):
    draft = drafted(cast)
    client.force_login(cast.founder)
    release = held(draft)
    try:
        response = client.post(
            f"/mises-en-relation/{draft.public_id}/demande/3/",
            {"formats": ["video"], "consent": "on"},
        )
    finally:
        release()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"


def test_a_moved_file_answers_409_and_keeps_the_typed_text(cast, monday, client):
    introduction = sent(cast)
    link = holder(introduction).link
    actions.accept_introduction(introduction, by=cast.moderator, channel=Channel.PHONE)

    response = client.post(
        f"/r/{link.token()}/decliner/",
        {"code": "no_need", "shared": "Un texte que personne ne retape"},
    )

    assert response.status_code == 409
    assert "Un texte que personne ne retape" in response.text
    assert fresh(introduction).status == "accepted"
