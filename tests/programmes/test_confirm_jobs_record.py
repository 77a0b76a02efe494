"""confirm, refuse, withdraw: the lab counts, never more than a company has grown."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from programmes import actions
from programmes.duplicates.refusing import reasons_against
from programmes.models import JobsRecord
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, make_member, make_organisation
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import portal
from tests.programmes.jobs import Scene, make_record, starts_only_from
from tests.threads import together

CONFIRM, REFUSE, WITHDRAW = (
    f"{verb}_jobs_record" for verb in ("confirm", "refuse", "withdraw")
)


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_the_lab_counts_it(client, scene: Scene) -> None:
    record = scene.submitted()
    client.force_login(scene.cast.moderator)
    with nothing_written():
        assert client.get(portal(record, CONFIRM)).status_code == 200
    assert client.post(portal(record, CONFIRM)).status_code == 302
    done = fresh(record)
    assert (done.status, done.confirmed_at) == ("confirmed", clock.now())
    me = scene.cast.moderator.email
    assert journal(done)[-1] == (CONFIRM, "submitted", "confirmed", me, "portal")
    assert newly_owed(last_line(done)) == {
        ("jobs_record_decided", scene.cast.director.email)
    }
    assert list(JobsRecord.objects.counted()) == [done]


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [(REFUSE, "submitted", "refused"), (WITHDRAW, "confirmed", "withdrawn")],
)
def test_it_does_not_count_and_why(client, scene, name, source, target) -> None:
    record = scene.submitted() if source == "submitted" else scene.counted()
    client.force_login(scene.cast.moderator)
    with nothing_written():
        assert client.get(portal(record, name)).status_code == 200
        assert client.post(portal(record, name), {"text": ""}).status_code == 200
    sent = {"text": "Le document parle d’une autre usine."}
    assert client.post(portal(record, name), sent).status_code == 302
    done = fresh(record)
    assert (done.status, done.reason) == (target, sent["text"])
    assert journal(done)[-1][:3] == (name, source, target)
    assert newly_owed(last_line(done)) == {
        ("jobs_record_decided", scene.cast.director.email)
    }
    assert not JobsRecord.objects.counted().exists()


def test_whoever_declared_and_confirms_gets_no_mail(scene: Scene) -> None:
    moderator = scene.cast.moderator
    record = scene.submitted(by=moderator)
    assert newly_owed(last_line(record)) == {
        ("jobs_record_submitted", scene.cast.second_moderator.email)
    }
    done = actions.confirm_jobs_record(record, by=moderator)
    assert newly_owed(last_line(done)) == set()


def test_who_has_left_is_not_written_to(scene: Scene) -> None:
    record = scene.submitted()
    other = make_member(organisation=scene.plant)
    place = scene.cast.director.memberships.get()
    actions.end_membership(place, by=SYSTEM)
    done = actions.confirm_jobs_record(record, by=scene.cast.moderator)
    assert newly_owed(last_line(done)) == {("jobs_record_decided", other.email)}


def test_each_starts_only_from_there(scene: Scene) -> None:
    starts_only_from(actions.confirm_jobs_record, scene, "submitted")
    starts_only_from(actions.refuse_jobs_record, scene, "submitted", text="Non.")
    starts_only_from(actions.withdraw_jobs_record, scene, "confirmed", text="Non.")


@pytest.mark.parametrize("name", [CONFIRM, REFUSE])
def test_who_may(client, scene: Scene, name: str) -> None:
    record = scene.submitted()
    found = {}
    for who in ("director", "founder", "moderator", "colleague", "liaison", "admin"):
        client.force_login(getattr(scene.cast, who))
        found[who] = client.get(portal(record, name)).status_code
    assert found == {
        "director": 403,
        "founder": 404,
        "moderator": 200,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }


def test_nobody_counts_their_own_company(client, scene: Scene) -> None:
    record = scene.submitted()
    both = make_member(organisation=scene.plant)
    from tests.cast import make_membership

    make_membership(user=both, organisation=scene.cast.rouen.operator)
    client.force_login(both)
    for name in (CONFIRM, REFUSE):
        assert client.post(portal(record, name)).status_code == 403
    assert fresh(record).status == "submitted"


# --- P3: never more than a company has grown by ---------------------------------------

AUGUST = date(2026, 8, 31)
ONE = {"fte": Decimal(1), "service_fte": Decimal(0), "higher_tertiary_fte": Decimal(0)}


def test_together_never_more_than_the_growth(client, scene: Scene) -> None:
    """From 100 to 105 is five: three counted leave two."""
    scene.counted(fte=Decimal(3))
    second = scene.declare(
        as_of=AUGUST, fte=Decimal(3), fte_before=Decimal(101), fte_now=Decimal(105)
    )
    client.force_login(scene.cast.director)
    page = client.post(portal(second, "submit_jobs_record"))
    assert page.status_code == 409
    text = page.content.decode()
    assert "6 ETP" in text
    assert "5 ETP" in text
    # What was sent before another one was counted is looked at again.
    second = make_record(
        organisation=scene.plant, by=scene.cast.director, status="submitted"
    )
    client.force_login(scene.cast.moderator)
    page = client.post(portal(second, CONFIRM))
    assert page.status_code == 409
    assert "6 ETP" in page.content.decode()
    assert fresh(second).status == "submitted"


def test_growth_is_from_the_earliest_count_to_the_latest(scene: Scene) -> None:
    """Two years that follow each other count in full."""
    scene.counted(fte=Decimal(5))
    later = scene.counted(
        as_of=AUGUST, fte=Decimal(4), fte_before=Decimal(105), fte_now=Decimal(109)
    )
    assert JobsRecord.objects.counted().count() == 2
    # Maintained and announced jobs are no growth.
    scene.counted(kind="maintained", fte=Decimal(50))
    scene.counted(kind="announced", fte=Decimal(50))
    with pytest.raises(ActRefused, match="10 ETP"):
        scene.counted(as_of=date(2026, 7, 31), **ONE)
    actions.withdraw_jobs_record(later, by=scene.cast.moderator, text="Double.")
    with pytest.raises(ActRefused, match="6 ETP"):
        scene.counted(as_of=date(2026, 7, 30), **ONE)


def test_a_withdrawal_that_leaves_too_many_says_which_way(scene: Scene) -> None:
    """The latest count holds the growth of those before it."""
    may = {**ONE, "fte_before": Decimal(100), "fte_now": Decimal(101)}
    scene.counted(as_of=date(2026, 5, 31), **may)
    last = scene.counted(
        as_of=AUGUST, **ONE, fte_before=Decimal(100), fte_now=Decimal(200)
    )
    scene.counted(fte=Decimal(9), fte_before=Decimal(50), fte_now=Decimal(60))
    with pytest.raises(ActRefused, match="10 ETP"):
        actions.withdraw_jobs_record(last, by=scene.cast.moderator, text="Double.")


def test_the_database_refuses_it_too(scene: Scene) -> None:
    director = scene.cast.director
    make_record(organisation=scene.plant, by=director, status="confirmed")
    given = {"organisation": scene.plant, "by": director, "status": "confirmed"}
    with pytest.raises(IntegrityError, match=r"6\.00 FTE linked"), transaction.atomic():
        make_record(**given)
    # As many as are left are let through, and other companies have their own growth.
    two = {**ONE, "fte": Decimal(2)}
    last = make_record(**given, **two)
    other = make_organisation(kind="industrial", lab=scene.cast.rouen)
    moved = make_record(organisation=other, by=director, status="confirmed")
    rows = JobsRecord.objects.filter(pk=last.pk)
    with pytest.raises(IntegrityError, match="FTE grown"), transaction.atomic():
        rows.update(fte=Decimal(3))
    with pytest.raises(IntegrityError, match="FTE grown"), transaction.atomic():
        rows.update(fte_now=Decimal(104))
    with pytest.raises(IntegrityError, match="FTE grown"), transaction.atomic():
        JobsRecord.objects.filter(pk=moved.pk).update(organisation=scene.plant)


def test_two_companies_that_would_have_too_many_are_not_merged(scene: Scene) -> None:
    scene.counted()
    twin = make_organisation(kind="industrial", lab=scene.cast.rouen)
    make_record(organisation=twin, by=scene.cast.moderator, status="confirmed")
    [reason] = reasons_against(twin, scene.plant)
    assert "6 ETP" in str(reason)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_of_two_at_once_one_is_counted(monday, round_: int) -> None:
    """Each fits alone; both together are more than the company has grown."""
    cast = Cast()
    scene = Scene(cast)
    records = [scene.submitted(), scene.submitted(as_of=AUGUST)]
    moderators = [cast.moderator, cast.second_moderator]
    found = together(
        *(
            lambda row=row, by=by: actions.confirm_jobs_record(row, by=by)
            for row, by in zip(records, moderators, strict=True)
        )
    )
    assert sum(isinstance(one, ActRefused) for one in found) == 1
    assert JobsRecord.objects.counted().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_act_the_database_lets_one_through(monday) -> None:
    """Two bare inserts at once: the trigger's own lock holds P3."""
    cast = Cast()
    plant, director = cast.plant, cast.director

    def insert() -> JobsRecord:
        with transaction.atomic():
            return make_record(organisation=plant, by=director, status="confirmed")

    found = together(insert, insert)
    assert sum(isinstance(one, IntegrityError) for one in found) == 1
    assert JobsRecord.objects.counted().count() == 1
