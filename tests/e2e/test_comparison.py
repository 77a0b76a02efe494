"""The comparison in a browser: nothing for axe, filters without a script, a table."""

from django.core.cache import cache
from playwright.sync_api import expect

from benchmarking.comparison import store
from benchmarking.views.comparison import SLUGS
from tests.blockers.following import published
from tests.cast import Cast
from tests.e2e.conftest import PHONE, People
from tests.e2e.test_access import looked_at, opened


def test_everybody_compares_the_labs(people: People, stage: Cast) -> None:
    stage.moderator, stage.liaison  # noqa: B018 - they exist
    published(stage, "explained_refusal")
    store.refresh()
    visitor = people.window(None)
    visitor.goto("/resultats/")
    visitor.get_by_role("link", name="Comparer les quatre laboratoires").click()
    found = looked_at(visitor)
    # Nothing is aimed at in this story.
    for slug in set(SLUGS) - {"indicateurs"}:
        details = visitor.locator(f"#{slug} details")
        if not details.evaluate("details => details.open"):
            details.locator("summary").click()
    found += looked_at(visitor)
    # Every table fits, and so does the page, on the smallest phone.
    visitor.set_viewport_size(PHONE | {"width": 320})
    wide = visitor.evaluate("document.documentElement.scrollWidth")
    assert wide == 320
    visitor.locator("[name=periode]").select_option("douze-mois")
    visitor.get_by_role("button", name="Montrer").click()
    expect(visitor).to_have_url("/comparaison/?periode=douze-mois&nature=&aligner=date")
    expect(visitor.locator("main")).to_contain_text("0 sur 1, trop peu de cas")
    with visitor.expect_download() as file:
        visitor.locator(f"#{SLUGS[0]}").get_by_role("link", name="Fichier").click()
    assert file.value.suggested_filename.startswith("comparaison-levees-verifiees-")
    visitor.get_by_role("link", name="La méthode").click()
    found += looked_at(visitor)
    assert found == []


def test_while_nothing_is_counted(people: People, stage: Cast) -> None:
    cache.clear()
    found = opened(people.window(None), "/comparaison/")
    found = opened(people.window(stage.admin), "/admin/benchmarking/denominator/figer/")
    found += opened(people.window(stage.admin), "/admin/benchmarking/denominator/")
    assert found == []
