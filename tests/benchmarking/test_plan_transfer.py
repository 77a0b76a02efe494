"""plan, edit_plan, adapt, use, sustain, stop: to the word of a third lab."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from benchmarking import actions
from benchmarking.models import Transfer
from benchmarking.transfers.enums import OPEN
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.practices import refused_by
from tests.benchmarking.transfers import TEXT, Moving, copied, portal
from tests.cast import fresh, make_lab
from tests.evidence import last_line, newly_owed
from tests.matchmaking.days import moment
from tests.programmes.facilities import day

ALL = [
    *("proposed", "understanding", "planned", "adapting", "in_use"),
    *("sustained", "declined", "stopped"),
]


def typed(moving: Moving, **fields: str) -> dict[str, str]:
    """Give the plan as a browser sends it."""
    taker = str(moving.taker.pk)
    plan = moving.plan(
        sponsor=taker, owner=taker, baseline="2", target="1 200,5",
        target_on="2026-12-06", legal_state="checked",
        legal_text="Le règlement du site, lu par un juriste.",
    )  # fmt: skip
    return {**plan, **fields}


def test_the_receiver_writes_its_plan(client, moving: Moving) -> None:
    transfer = moving.understood()
    url = portal(transfer, "plan")
    for other in (moving.writer, moving.amiens):
        client.force_login(other)
        assert client.get(url).status_code == 403
    client.force_login(moving.taker)
    page = client.get(url)
    assert page.context["form"].fields["sponsor"].choices == [
        ("", "Choisissez une personne"), (moving.taker.pk, str(moving.taker)),
    ]  # fmt: skip
    empty = dict.fromkeys(typed(moving), "")
    errors = client.post(url, empty).context["form"].errors
    assert set(errors) == {
        *("plan", "sponsor", "owner", "indicator", "baseline", "target"),
        *("target_on", "kept", "legal_state"),
    }
    for name, wrong in (
        ("target_on", "2026-09-07"),
        ("target_on", "2031-09-08"),
        ("target", "99999999999"),
        ("sponsor", str(moving.writer.pk)),
        ("legal_text", ""),
    ):
        page = client.post(url, typed(moving, **{name: wrong}))
        assert set(page.context["form"].errors) == {name}, wrong
    client.post(url, typed(moving))
    row = fresh(transfer)
    assert (row.status, row.baseline, row.target, row.planned_on) == (
        "planned", Decimal(2), Decimal("1200.5"), day(0),
    )  # fmt: skip
    assert (row.owner, row.legal_state) == (moving.taker, "checked")
    assert row.due_on == date(2026, 10, 7)
    assert newly_owed(last_line(row)) == {("transfer_planned", moving.writer.email)}


def test_nobody_of_another_lab_backs_it(moving: Moving) -> None:
    """The form's choices, and the act behind them."""
    transfer = moving.understood()
    for name in ("sponsor", "owner"):
        plan = moving.plan(**{name: moving.writer})
        with pytest.raises(ActRefused, match="travaillent pour le laboratoire"):
            actions.plan_transfer(transfer, by=moving.taker, **plan)


def test_the_plan_changes_until_it_is_in_use(client, moving: Moving) -> None:
    transfer = moving.planned()
    client.force_login(moving.taker)
    url = portal(transfer, "edit_plan")
    page = client.get(url)
    assert page.context["form"]["target"].value() == "12"
    client.post(url, typed(moving, target_on="2026-11-20"))
    assert fresh(transfer).target_on == date(2026, 11, 20)
    row = actions.adapt_transfer(transfer, by=moving.taker)
    assert (row.status, row.due_on) == ("adapting", date(2026, 11, 20))
    client.post(url, typed(moving, target_on="2026-12-01"))
    assert fresh(transfer).due_on == date(2026, 12, 1)
    # What the law says was known before it began.
    page = client.post(url, typed(moving, legal_state="to_check", legal_text=""))
    assert page.status_code == 409


def test_it_begins_once_the_law_was_looked_at(moving: Moving) -> None:
    transfer = moving.planned(legal_state="to_check")
    with pytest.raises(ActRefused, match="ce que dit le droit ici"):
        actions.adapt_transfer(transfer, by=moving.taker)
    with refused_by("transfer_started_is_lawful"):
        copied(
            transfer,
            status="adapting",
            started_on=day(0),
            receiver=make_lab("amiens"),
            proposed_lab=moving.nancy_lab,
        )


def test_the_first_dated_evidence(client, moving: Moving) -> None:
    transfer = moving.adapting()
    client.force_login(moving.taker)
    url = portal(transfer, "use")
    assert client.get(url).context["form"]["kept"].value() == transfer.kept
    sent = {
        "used_on": "2026-10-01", "text": "Sept pièces.", "source": "Carnet, octobre",
        "value": "7", "kept": "Le jour fixe.", "adapted": "Le lieu.", "dropped": "",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 409
    with clock.at(moment(date(2026, 10, 5))):
        client.post(url, sent)
    row = fresh(transfer)
    assert (row.status, row.used_on, row.use_value, row.adapted, row.due_on) == (
        "in_use", date(2026, 10, 1), Decimal(7), "Le lieu.", date(2027, 10, 1),
    )  # fmt: skip
    assert newly_owed(last_line(row)) == {("transfer_used", moving.writer.email)}
    # What it is held against stays.
    with pytest.raises(IntegrityError, match="in use stays"), transaction.atomic():
        _set(row, target=Decimal(1))


def test_a_third_lab_confirms_it_a_year_later(client, moving: Moving) -> None:
    transfer = moving.in_use()
    url = portal(transfer, "sustain")
    client.force_login(moving.amiens)
    early = client.post(url, {"text": "Toujours là."})
    assert early.status_code == 409
    assert "douze mois d’usage" in early.content.decode()
    with clock.at(moment(date(2027, 9, 7))):
        for side in (moving.writer, moving.taker):
            client.force_login(side)
            assert client.post(url, {"text": "Oui."}).status_code == 403
        client.force_login(moving.amiens)
        client.post(url, {"text": "Toujours un mardi sur deux.", "value": "-3"})
    row = fresh(transfer)
    assert (row.status, row.checked_by, row.checked_lab.slug, row.sustained_on) == (
        "sustained", moving.amiens, "amiens", date(2027, 9, 7),
    )  # fmt: skip
    assert (row.check_value, row.due_on) == (Decimal(-3), None)
    assert newly_owed(last_line(row)) == {
        ("transfer_sustained", moving.writer.email),
        ("transfer_sustained", moving.taker.email),
    }
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        _set(row, check_text="Autre")


def test_by_sql_no_side_confirms_and_no_month_is_a_year(moving: Moving) -> None:
    row = moving.in_use()
    lab = make_lab("amiens")
    given = {
        "status": "sustained", "due_on": None, "check_text": "Vu",
        "checked_by": moving.amiens, "sustained_on": row.used_on + timedelta(days=365),
    }  # fmt: skip
    for wrong in (
        {"checked_lab": moving.rouen_lab},
        {"checked_lab": moving.nancy_lab},
        {"checked_lab": None},
        {"sustained_on": row.used_on + timedelta(days=364)},
    ):
        with refused_by("transfer_sustained_a_year"):
            copied(row, **{**given, "checked_lab": lab, **wrong})


@pytest.mark.parametrize("status", [str(one) for one in OPEN])
def test_it_is_stopped_wherever_it_is_and_stays_in_sight(
    client, moving: Moving, status: str
) -> None:
    transfer = moving.standing(status)
    client.force_login(moving.amiens)
    assert client.get(portal(transfer, "stop")).status_code == 403
    client.force_login(moving.taker)
    client.post(portal(transfer, "stop"), {"code": "no_effect", "text": TEXT})
    row = fresh(transfer)
    assert (row.status, row.end_code, row.ended_on) == ("stopped", "no_effect", day(0))
    assert newly_owed(last_line(row)) == {("transfer_ended", moving.writer.email)}
    client.logout()
    page = client.get(row.version.get_absolute_url()).content.decode()
    assert "Essayé, sans effet." in page
    assert TEXT in page


def test_the_giver_stops_until_it_has_begun(client, moving: Moving) -> None:
    planned = moving.planned()
    ends = {"code": "other", "text": TEXT}
    begun = actions.adapt_transfer(planned, by=moving.taker)
    with pytest.raises(ActRefused, match="laboratoire qui la reprend"):
        actions.stop_transfer(begun, by=moving.writer, **ends)
    client.force_login(moving.writer)
    acts = client.get(begun.get_absolute_url()).context["acts"]
    assert acts == []


def test_a_third_lab_says_that_it_is_not_in_use_any_more(
    client, moving: Moving
) -> None:
    transfer = moving.in_use()
    url, sent = portal(transfer, "refute"), {"code": "no_effect", "text": TEXT}
    client.force_login(moving.amiens)
    assert client.post(url, sent).status_code == 409
    with clock.at(moment(date(2027, 9, 7))):
        client.force_login(moving.taker)
        assert client.post(url, sent).status_code == 403
        client.force_login(moving.amiens)
        client.post(url, sent)
    row = fresh(transfer)
    assert (row.status, row.due_on) == ("stopped", None)
    # What showed the use stands beside why it ended.
    client.logout()
    page = client.get(row.version.get_absolute_url()).content.decode()
    assert "Sept pièces en un mois." in page
    assert TEXT in page


def test_a_name_is_taken_out_of_what_everybody_reads(client, moving: Moving) -> None:
    transfer = moving.stopped()
    url = portal(transfer, "redact")
    for other in (moving.taker, moving.writer):
        client.force_login(other)
        assert client.get(url).status_code == 403
    client.force_login(moving.cast.admin)
    page = client.get(url)
    assert list(page.context["form"].fields) == ["end_text"]
    assert client.post(url, {"end_text": ""}).context["form"].errors
    client.post(url, {"end_text": "Sans nom."})
    row = fresh(transfer)
    assert (row.end_text, row.use_text) == ("Sans nom.", "")
    assert last_line(row).verb == "redact_transfer"
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        _set(row, end_code="other")


def test_nobody_writes_over_a_colleague_s_plan(client, moving: Moving) -> None:
    transfer = moving.planned()
    client.force_login(moving.taker)
    url = portal(transfer, "edit_plan")
    seen = client.get(url).context["form"]["seen"].value()
    with clock.at(moment(day(0), 12)):
        client.post(url, typed(moving, seen=seen, plan="Le plan d’Antoine."))
    page = client.post(url, typed(moving, seen=seen, plan="Le plan d’Hélène."))
    assert page.status_code == 409
    said = page.content.decode()
    assert "Le plan d’Antoine." in said
    assert page.context["form"]["plan"].value() == "Le plan d’Hélène."
    assert fresh(transfer).plan == "Le plan d’Antoine."
    again = page.context["form"]["seen"].value()
    client.post(url, typed(moving, seen=again, plan="Le plan d’Hélène."))
    assert fresh(transfer).plan == "Le plan d’Hélène."
    # The journal keeps what the plan was held against.
    assert last_line(transfer).details["target"] == "1200.5"


def test_its_day_has_not_passed_when_it_begins(moving: Moving) -> None:
    transfer = moving.planned(target_on=date(2026, 9, 20))
    assert transfer.due_on == date(2026, 9, 20)
    with clock.at(moment(date(2026, 9, 21))):
        with pytest.raises(ActRefused, match="changez-la d’abord dans le plan"):
            actions.adapt_transfer(transfer, by=moving.taker)
        plan = moving.plan(target_on=date(2026, 12, 1))
        row = actions.edit_plan_transfer(transfer, by=moving.taker, **plan)
    assert row.due_on == date(2026, 10, 7)


def test_who_was_asked_declines_and_does_not_stop(moving: Moving) -> None:
    with pytest.raises(ActRefused, match="celle de l’autre laboratoire"):
        actions.stop_transfer(
            moving.proposed(), by=moving.writer, code="other", text=TEXT
        )


@pytest.mark.parametrize(
    ("name", "source", "inputs"),
    [
        ("plan", "understanding", {}),
        ("adapt", "planned", {}),
        ("use", "adapting", {"used_on": day(0), "text": "x", "source": "x"}),
        ("sustain", "in_use", {"text": "x"}),
    ],
)
def test_each_stage_follows_the_one_before(
    moving: Moving, name: str, source: str, inputs: dict[str, object]
) -> None:
    act = getattr(actions, f"{name}_transfer")
    assert act.sources == (source,)
    wrong = "planned" if source != "planned" else "in_use"
    given = moving.plan() if name == "plan" else inputs
    with pytest.raises(TransitionNotAllowed):
        act(moving.standing(wrong), by=moving.taker, **given)


def test_by_sql_no_stage_is_left_out(moving: Moving) -> None:
    transfer = moving.proposed()
    for status in ("planned", "in_use", "sustained"):
        with pytest.raises(IntegrityError), transaction.atomic():
            _set(transfer, status=status)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        transfer.delete()
    kept = pytest.raises(IntegrityError, match="as it was proposed")
    with kept, transaction.atomic():
        _set(transfer, why="Autre chose")


def _set(transfer: Transfer, **fields: object) -> None:
    """Write columns behind the acts' back."""
    Transfer.objects.filter(pk=transfer.pk).update(**fields)
