"""Files of the register in a browser: the note is one page, lists leave by a button."""

import re
from datetime import date

from blockers import actions
from blockers.models import Ask, NormReference
from servindus import clock
from tests.blockers.escalations import acknowledged, answer, qualified
from tests.blockers.factories import make_report
from tests.cast import Cast, fresh
from tests.conftest import MONDAY
from tests.e2e.conftest import People
from tests.e2e.test_access import opened
from tests.sheets import read

SHEETS = re.compile(rb"/Type\s*/Page[^s]")
LONG = "Autorisation préfectorale complémentaire d’exploitation "


def long(size: int) -> str:
    return (LONG * 60)[:size]


def longest(stage: Cast):
    """A dossier with the longest of every text, answered in the longest words."""
    blocker = qualified(
        stage, title=long(120), summary=long(3000), local_attempt=long(600)
    )
    for number in range(8):
        NormReference.objects.create(
            blocker=blocker, level="order", title=long(236) + f" {number}",
            article=long(40), identifier=f"LEGIARTI00000000000{number}",
            checked_on=date(2026, 9, 1),
        )  # fmt: skip
        Ask.objects.create(
            blocker=blocker, wording=long(590) + str(number), kind="derogation",
            territory=long(120), duration_months=12,
        )  # fmt: skip
        make_report(
            lab=stage.rouen, status="attached", blocker=blocker,
            company_name=long(150) + f" {number}", confidentiality="ministry",
            name_shared_at=clock.now(), cost_per_month=1_234_567, jobs_at_stake=345,
        )  # fmt: skip
    stage.ministry.name = long(160)
    stage.ministry.save()
    blocker = actions.escalate_blocker(
        blocker, by=stage.moderator, authorities=[stage.ministry, stage.authority]
    )
    row = blocker.escalations.get(authority=stage.ministry)
    row = actions.acknowledge_escalation(row, by=stage.liaison)
    for ask in blocker.asks.order_by("pk"):
        row = answer(row, stage, ask=ask, public_text=long(2000))
    return row


def test_the_note_is_one_page_however_long_its_texts(
    people: People, stage: Cast
) -> None:
    """And shows the button that prints it; nothing of the site's frame is printed."""
    with clock.at(MONDAY):
        row = longest(stage)
        short = acknowledged(stage)
    window = people.window(stage.moderator)
    for path in (
        f"/blocages/saisines/{row.public_id}/note/",
        f"/blocages/dossiers/{row.blocker.public_id}/note/",
        f"/blocages/saisines/{short.public_id}/note/",
    ):
        assert not (found := opened(window, path)), found
        assert window.locator("[data-print]").is_visible()
        paper = window.pdf(prefer_css_page_size=True, print_background=True)
        assert len(SHEETS.findall(paper)) == 1, path
        window.emulate_media(media="print")
        assert not window.locator("[data-print]").is_visible()
        assert not window.locator(".site-footer").is_visible()
        window.emulate_media(media="null")


def test_lists_leave_by_a_button(people: People, stage: Cast) -> None:
    """Texts and delays pass the look of a page, and their files hold their rows."""
    row = acknowledged(stage)
    window = people.window(fresh(stage.liaison))
    for path in ("/blocages/textes/", "/blocages/delais/", "/blocages/saisines/"):
        assert not (found := opened(window, path)), found
        with window.expect_download() as download:
            window.locator("button[name=format][value=csv]").first.click()
        titles, *rows = read("csv", download.value.path().read_bytes())
        assert rows
        assert len(titles) == len(rows[0])
    assert row.reference in str(rows)
