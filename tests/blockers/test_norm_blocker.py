"""Texts and asks of a blocker: written, corrected, taken away, until it is sent."""

import pytest

from blockers import actions
from blockers.models import Ask, NormReference
from blockers.versions import version_of
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers.factories import make_blocker
from tests.blockers.leading import (
    ASK,
    DOOR,
    NORM,
    complete,
    desk,
    edited,
    file_of,
    opened,
    qualified,
)
from tests.blockers.test_edit_blocker import NO_EDIT
from tests.cast import fresh
from tests.evidence import journal, last_line, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing
from tests.threads import together

ADD = {"norm": NORM, "ask": ASK}
ROWS = {"norm": NormReference, "ask": Ask}
KINDS = sorted(ADD)
NORM_FORM = {**NORM, "checked_on": "2026-09-07"}
ADD_FORM = {"norm": NORM_FORM, "ask": ASK}
MORE = {"norm": {"article": "6"}, "ask": {"wording": "Le dire par écrit."}}


def act(verb, kind):
    return getattr(actions, f"{verb}_{kind}_blocker")


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_written_once_and_the_journal_says_who(client, cast, kind):
    blocker, name = opened(cast), f"add_{kind}_blocker"
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(blocker, name))
    for _time in range(2):
        sent = client.post(desk(blocker, name), ADD_FORM[kind])
        assert (sent.status_code, sent.url) == (302, file_of(blocker))
    row = ROWS[kind].objects.get(blocker=blocker)
    for field, value in ADD[kind].items():
        assert getattr(row, field) == value
    assert journal(blocker)[-1] == (
        name, "qualifying", "qualifying", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert [line[0] for line in journal(blocker)].count(name) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_corrected_where_nobody_else_did(client, cast, kind):
    blocker, name = complete(cast), f"change_{kind}_blocker"
    row = ROWS[kind].objects.get()
    address = f"{desk(blocker, name)}?piece={row.pk}"
    client.force_login(cast.moderator)
    reading_writes_nothing(client, address)
    form = client.get(address).context["form"]
    data = {**ADD_FORM[kind], **MORE[kind]}
    data |= {"piece": row.pk, "seen": form["seen"].value()}
    assert form["seen"].value() == version_of(row)
    for _time in range(2):
        assert client.post(address, data).status_code == 302
    [(field, value)] = MORE[kind].items()
    assert getattr(fresh(row), field) == value
    assert last_line(blocker).details["piece"] == row.pk
    # Whoever opened the page before is told, with what stands now.
    page = client.post(address, {**data, field: "à moi"})
    assert page.status_code == 409
    assert value in page.text
    assert "à moi" in page.text


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_taken_away(client, cast, kind):
    blocker, name = complete(cast), f"remove_{kind}_blocker"
    row = ROWS[kind].objects.get()
    client.force_login(cast.moderator)
    reading_writes_nothing(client, f"{desk(blocker, name)}?piece={row.pk}")
    with nothing_written():
        assert client.post(desk(blocker, name), {}).status_code == 200
    for _time in range(2):
        sent = client.post(desk(blocker, name), {"piece": row.pk})
        assert sent.status_code == 302
    assert not ROWS[kind].objects.exists()
    assert last_line(blocker).details == {"piece": row.pk}


@pytest.mark.parametrize("kind", KINDS)
def test_one_of_another_blocker_is_not_reached(client, cast, kind):
    complete(cast)
    mine, row = opened(cast), ROWS[kind].objects.get()
    by, data = cast.moderator, {**ADD[kind], "seen": version_of(row)}
    with nothing_written():
        with pytest.raises(ActRefused):
            act("change", kind)(mine, by=by, piece=row.pk, **data)
        with pytest.raises(ActRefused):
            act("remove", kind)(mine, by=by, piece=row.pk)
    client.force_login(by)
    address = desk(mine, f"change_{kind}_blocker")
    for piece in (row.pk, "x", "", 10**30, -1):
        assert client.get(f"{address}?piece={piece}").status_code == 404
        sent = client.post(address, {**ADD_FORM[kind], "piece": piece})
        assert sent.status_code in (200, 409)
    assert ROWS[kind].objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", ["escalated", "answered", "closed", "merged"])
def test_what_was_sent_is_not_written_on(cast, status, kind):
    blocker, by = make_blocker(lab=cast.rouen, status=status), cast.moderator
    row = ROWS[kind].objects.create(blocker=blocker, **ADD[kind])
    with nothing_written():
        for verb, inputs in {
            "add": ADD[kind], "remove": {"piece": row.pk},
            "change": {**ADD[kind], "piece": row.pk, "seen": version_of(row)},
        }.items():  # fmt: skip
            with pytest.raises(TransitionNotAllowed):
                act(verb, kind)(blocker, by=by, **inputs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["add", "change", "remove"])
def test_who_may(client, cast, verb, kind):
    blocker = complete(cast)
    row = ROWS[kind].objects.get()
    data = {**ADD_FORM[kind], **MORE[kind], "piece": row.pk, "seen": version_of(row)}
    address = desk(blocker, f"{verb}_{kind}_blocker")
    assert answers_to(client, cast, address, data, " ".join(NO_EDIT)) == NO_EDIT


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_one_of_a_qualified_blocker_stays(cast, kind):
    blocker, by = qualified(cast), cast.moderator
    row = ROWS[kind].objects.get()
    with nothing_written(), pytest.raises(ActRefused):
        act("remove", kind)(blocker, by=by, piece=row.pk)
    act("add", kind)(blocker, by=by, **{**ADD[kind], **MORE[kind]})
    act("remove", kind)(blocker, by=by, piece=row.pk)
    assert ROWS[kind].objects.count() == 1


def test_a_text_takes_no_text_found_back(cast):
    blocker = edited(opened(cast), cast.moderator, no_text_found=True)
    after = actions.add_norm_blocker(blocker, by=cast.moderator, **NORM)
    assert after.no_text_found is False


def test_an_article_is_cited_once(cast):
    blocker, by = complete(cast), cast.moderator
    with nothing_written(), pytest.raises(ActRefused):
        actions.add_norm_blocker(blocker, by=by, **{**NORM, "title": "Le même"})
    second = {**NORM, "article": "6"}
    actions.add_norm_blocker(blocker, by=by, **second)
    row = blocker.norms.get(article="6")
    with nothing_written(), pytest.raises(ActRefused):
        actions.change_norm_blocker(
            blocker, by=by, piece=row.pk, seen=version_of(row), **NORM
        )


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_write_one_ask(cast):
    blocker, by = opened(cast), cast.moderator
    add = actions.add_ask_blocker
    together(*[lambda: add(blocker, by=by, **ASK) for _click in range(4)])
    assert blocker.asks.count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("legiarti 000022959325", "LEGIARTI000022959325"), ("NOR : DEVP1025930A",
         "DEVP1025930A"), ("celex:32011L0092", "32011L0092"), ("", ""),
        ("/eli/arrete/2010/10/4/DEVP1/jo", "/eli/arrete/2010/10/4/DEVP1/jo"),
    ],
)  # fmt: skip
def test_numbers_of_texts_are_kept_in_their_form(client, cast, typed, kept):
    blocker = opened(cast)
    client.force_login(cast.moderator)
    data = {**NORM_FORM, "identifier": typed}
    assert client.post(desk(blocker, "add_norm_blocker"), data).status_code == 302
    assert blocker.norms.get().identifier == kept


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("norm", {"identifier": "article 5"}), ("norm", {"title": ""}),
        ("norm", {"identifier": "/eli/" + "x" * 90}), ("norm", {"level": "x"}),
        ("norm", {"checked_on": "2026-09-08"}), ("norm", {"checked_on": "1700-01-01"}),
        ("norm", {"checked_on": "hier"}), ("norm", {"address": "javascript:x"}),
        ("norm", {"address": "https://x.fr/" + "x" * 200}),
        ("norm", {"quote": "x" * 3001}), ("norm", {"article": "x" * 41}),
        ("ask", {"wording": ""}), ("ask", {"wording": "x" * 601}),
        ("ask", {"territory": ""}), ("ask", {"duration_months": ""}),
        ("ask", {"duration_months": "0"}), ("ask", {"duration_months": 10**30}),
        ("ask", {"kind": "x"}),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_kept(client, cast, kind, fields):
    blocker = opened(cast)
    client.force_login(cast.moderator)
    data = {**ADD_FORM[kind], **fields}
    with nothing_written():
        page = client.post(desk(blocker, f"add_{kind}_blocker"), data)
    assert page.status_code == 200
    [(name, typed)] = fields.items()
    assert name in page.context["form"].errors
    assert str(page.context["form"][name].value()) == str(typed)


def test_an_ask_that_is_no_derogation_needs_no_place(client, cast):
    blocker = opened(cast)
    client.force_login(cast.moderator)
    data = {"kind": "practice", "wording": DOOR}
    assert client.post(desk(blocker, "add_ask_blocker"), data).status_code == 302
    ask = blocker.asks.get()
    assert (ask.territory, ask.duration_months) == ("", None)
