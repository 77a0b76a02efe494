"""Two blockers are one: merged with a preview, one level deep, taken back exactly."""

import pytest

from blockers import actions
from blockers.actions import (
    attach_report,
    merge_blocker,
    unmerge_blocker,
)
from blockers.actions.merging import open_merge
from blockers.merging import plan
from blockers.models import BlockerMerge, NormReference
from blockers.versions import version_of
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import stories
from tests.blockers.factories import make_blocker, make_report
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
from tests.blockers.merges import merge, pair, state, unmerge
from tests.blockers.test_edit_blocker import NO_EDIT
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing

NAME = "merge_blocker"


# --- What moves, and what stays -------------------------------------------------------


def test_all_that_counts_moves_and_remembers_its_place(cast):
    first, second = pair(cast)
    case = first.reports.get()
    done = merge(first, second, cast.moderator)
    assert (done.status, done.merged_into) == ("merged", second)
    assert (fresh(case).blocker, fresh(case).came_from) == (second, first)
    assert fresh(case).status == "attached"
    assert second.reports.count() == 2
    assert [n.came_from for n in second.norms.all()] == [first]
    assert [a.came_from for a in second.asks.all()] == [first]
    kept = open_merge(first)
    assert (kept.survivor, kept.status_before, kept.object_until) == (
        second, "qualified", None,
    )  # fmt: skip
    assert journal(done)[-1] == (
        NAME, "qualified", "merged", "moderatrice@rouen.example", "portal",
    )  # fmt: skip
    assert last_line(done).details == {"into": second.pk}
    assert journal(second)[-1][0] == "take_in_blocker"
    assert journal(case)[-1][0] == "move_report"
    assert newly_owed(last_line(done)) == set()


def test_undoing_restores_everything_exactly(cast):
    first, second = pair(cast)
    before = state(first, second)
    merge(first, second, cast.moderator)
    assert state(first, second) != before
    unmerge(first, cast.moderator)
    assert state(first, second) == before
    assert open_merge(first) is None
    assert journal(second)[-1][0] == "give_back_blocker"
    # And once more: a merge that was undone is no obstacle.
    merge(first, second, cast.moderator)
    unmerge(first, cast.second_moderator)
    assert state(first, second) == before
    assert BlockerMerge.objects.filter(undone_at__isnull=False).count() == 2


@pytest.mark.parametrize("status", ["qualifying", "qualified"])
def test_the_status_comes_back(cast, status):
    first = complete(cast) if status == "qualifying" else qualified(cast)
    second = make_blocker(lab=cast.rouen)
    merge(first, second, cast.moderator)
    wrong = "qualified" if status == "qualifying" else "qualifying"
    with pytest.raises(ActRefused):
        unmerge_blocker(fresh(first), by=cast.moderator, to=wrong)
    assert unmerge(first, cast.moderator).status == status


def test_cases_that_came_afterwards_stay_and_those_taken_out_stay_out(cast):
    first, second = pair(cast)
    later = make_report(lab=cast.rouen, status="attached", blocker=first)
    merge(first, second, cast.moderator)
    new = attach_report(stories.submitted(cast), by=cast.moderator, blocker=second)
    actions.detach_report(later, by=cast.moderator, text="Autre texte.")
    unmerge(first, cast.moderator)
    assert fresh(new).blocker == second
    assert fresh(later).blocker is None
    assert first.reports.count() == 1


def test_a_text_that_is_cited_already_stays_behind(cast):
    first, second = pair(cast)
    NormReference.objects.create(blocker=second, **{**NORM, "title": "Le même"})
    before = state(first, second)
    doing = plan(fresh(first), fresh(second))
    assert doing.norms == []
    assert [str(row) for row in doing.left] == [f"{NORM['title']} 5"]
    merge(first, second, cast.moderator)
    assert first.norms.count() == second.norms.count() == 1
    unmerge(first, cast.moderator)
    assert state(first, second) == before


@pytest.mark.parametrize(
    "status", ["escalated", "answered", "implementing", "verifying"]
)
def test_what_a_ministry_has_read_gets_cases_and_nothing_to_answer(cast, status):
    first = qualified(cast)
    second = make_blocker(lab=cast.rouen, status=status)
    before = state(first, second)
    merge(first, second, cast.moderator)
    assert second.reports.count() == 1
    assert second.norms.count() == second.asks.count() == 0
    assert fresh(second).status == status
    unmerge(first, cast.moderator)
    assert state(first, second) == before


def test_an_article_that_both_cite_by_now_stays_with_the_other_one(cast):
    first, second = pair(cast)
    NormReference.objects.create(blocker=second, **{**NORM, "article": "7"})
    NormReference.objects.create(blocker=first, **{**NORM, "article": "7"})
    merge(first, second, cast.moderator)
    moved = second.norms.get(article="5")
    own = second.norms.get(article="7")
    actions.remove_norm_blocker(second, by=cast.moderator, piece=own.pk)
    actions.change_norm_blocker(
        second, by=cast.moderator, piece=moved.pk, seen=version_of(moved),
        **{**NORM, "article": "7"},
    )  # fmt: skip
    unmerge(first, cast.moderator)
    assert [n.article for n in first.norms.all()] == ["7"]
    assert [(n.article, n.came_from) for n in second.norms.all()] == [("7", None)]


def test_what_came_with_a_merge_is_not_taken_away(cast):
    first, second = pair(cast)
    merge(first, second, cast.moderator)
    [ask], [norm] = second.asks.all(), second.norms.all()
    for act, piece in (
        (actions.remove_ask_blocker, ask), (actions.remove_norm_blocker, norm),
    ):  # fmt: skip
        with nothing_written(), pytest.raises(ActRefused):
            act(second, by=cast.moderator, piece=piece.pk)


def test_it_cannot_go_back_once_it_has_been_sent_on(cast):
    first, by = qualified(cast), cast.moderator
    second = make_blocker(lab=cast.rouen, status="escalated")
    merge(first, second, by)
    # As if the other one had been sent after the merge.
    first.asks.update(blocker=second, came_from=first)
    with nothing_written(), pytest.raises(ActRefused):
        unmerge(first, by)


def test_the_other_one_stays_complete(cast):
    first, second = pair(cast)
    merge(first, second, cast.moderator)
    edited(fresh(second), cast.moderator, local_attempt=DOOR)
    actions.qualify_blocker(fresh(second), by=cast.moderator)
    with nothing_written(), pytest.raises(ActRefused):
        unmerge(first, cast.moderator)
    actions.add_ask_blocker(second, by=cast.moderator, **{**ASK, "wording": "Autre"})
    actions.add_norm_blocker(second, by=cast.moderator, **{**NORM, "article": "9"})
    assert unmerge(first, cast.moderator).status == "qualified"


# --- What is refused ------------------------------------------------------------------


def test_never_with_itself_nor_with_one_that_has_ended(cast):
    first = opened(cast)
    for other in (
        first, make_blocker(lab=cast.rouen, status="closed"),
        make_blocker(lab=cast.rouen, status="merged"),
    ):  # fmt: skip
        assert plan(first, other).refusals
        by = cast.moderator
        with nothing_written(), pytest.raises(ActRefused):
            merge(first, other, by)
    with nothing_written(), pytest.raises(ActRefused):
        merge_blocker(first, by=by, into=2**31, seen="")


def test_one_level_deep(cast):
    first, second = pair(cast)
    third, by = make_blocker(lab=cast.rouen), cast.moderator
    merge(first, second, by)
    with nothing_written(), pytest.raises(ActRefused):
        merge(second, third, by)
    assert merge(third, second, by).merged_into == second


def test_a_preview_that_has_aged_is_read_again(client, cast):
    first, second = pair(cast)
    seen = plan(first, second).seen
    attach_report(stories.submitted(cast), by=cast.moderator, blocker=first)
    client.force_login(cast.moderator)
    data = {"reference": second.reference, "seen": seen}
    page = client.post(desk(first, NAME), data)
    assert page.status_code == 409
    assert len(page.context["form"].plan.cases) == 2
    assert fresh(first).status == "qualified"
    fresh_seen = plan(fresh(first), fresh(second)).seen
    assert fresh_seen in page.text
    sent = client.post(desk(first, NAME), {**data, "seen": fresh_seen})
    assert sent.status_code == 302
    assert fresh(first).status == "merged"


@pytest.mark.parametrize(
    "status", ["escalated", "answered", "implementing", "verifying", "closed", "merged"]
)
def test_it_starts_only_before_a_ministry_has_it(cast, status):
    blocker, other = make_blocker(lab=cast.rouen, status=status), opened(cast)
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        merge_blocker(blocker, by=SYSTEM, into=other.pk, seen="")


def test_who_may_merge_and_undo(client, cast):
    first, second = pair(cast)
    data = {"reference": second.reference, "seen": plan(first, second).seen}
    found = answers_to(client, cast, desk(first, NAME), data, " ".join(NO_EDIT))
    assert found == NO_EDIT
    merge(first, second, cast.moderator)
    address = desk(first, "unmerge_blocker")
    assert answers_to(client, cast, address, {}, " ".join(NO_EDIT)) == NO_EDIT


@pytest.mark.parametrize("typed", ["", "ROU-B-2026-9999999", "x", "ROU-B-2026-00" * 9])
def test_a_reference_that_is_none_is_told_and_kept(client, cast, typed):
    first = opened(cast)
    client.force_login(cast.moderator)
    for more in ({}, {"fill": "1"}):
        with nothing_written():
            page = client.post(desk(first, NAME), {"reference": typed, **more})
        assert page.status_code == 200
        assert page.context["form"].plan is None
    page = client.get(desk(first, NAME), {"reference": typed})
    assert page.status_code == 200
    assert page.context["form"]["reference"].value() == typed


# --- At the desk and in the portal ----------------------------------------------------


def test_the_preview_then_the_merge_then_the_undoing(client, cast):
    first, second = pair(cast)
    client.force_login(cast.moderator)
    address = desk(first, NAME)
    reading_writes_nothing(client, address)
    with nothing_written():
        page = client.post(address, {"reference": second.reference, "fill": "1"})
    assert page.status_code == 200
    for text in (second.title, NORM["title"], ASK["wording"]):
        assert text in page.text
    data = {"reference": second.reference, "seen": page.context["form"].plan.seen}
    for _time in range(2):
        assert client.post(address, data).status_code == 302
    assert [line[0] for line in journal(first)].count(NAME) == 1
    assert second.reference in client.get(file_of(first)).text
    assert first.reference in client.get(file_of(second)).text
    back = desk(first, "unmerge_blocker")
    reading_writes_nothing(client, back)
    for _time in range(2):
        assert client.post(back, {}).status_code == 302
    assert fresh(first).status == "qualified"
    assert [line[0] for line in journal(first)].count("unmerge_blocker") == 1


def test_what_is_alike_is_offered(client, cast):
    first = complete(cast)
    same = make_blocker(lab=cast.nancy, title="Même article")
    NormReference.objects.create(blocker=same, **NORM)
    make_blocker(lab=cast.rouen, title="Tout autre chose")
    client.force_login(cast.moderator)
    assert client.get(desk(first, NAME)).context["alike"] == [same]


def test_old_links_lead_companies_to_the_one_that_goes_on(client, cast):
    first, second = pair(cast)
    merge(first, second, cast.moderator)
    for who in ("director", "moderator", "colleague"):
        client.force_login(fresh(getattr(cast, who)))
        page = client.get(first.get_absolute_url())
        assert (page.status_code, page.url) == (302, second.get_absolute_url())
        page = client.get(page.url)
        assert page.status_code == 200
        assert page.context["companies"] == 2
    client.force_login(fresh(cast.founder))
    assert client.get(first.get_absolute_url()).status_code == 404
