"""Everybody whom one blocker concerns: their windows, their day, what they look at."""

from datetime import datetime
from functools import cached_property

from playwright.sync_api import Page

from blockers import timers
from blockers.models import Blocker, Report, ReportLink
from programmes.enums import OrganisationKind
from programmes.models import Organisation
from servindus.models import User
from tests.cast import MONDAY, Cast, make_member, make_organisation
from tests.e2e.conftest import PHONE, People
from tests.e2e.pages import kept
from tests.e2e.test_access import looked_at


class Everywhere:
    """One date for all threads: the test's own and the server's."""

    def __init__(self) -> None:
        self.moment: datetime = MONDAY

    def get(self) -> datetime:
        """Give the moment in which everybody lives."""
        return self.moment

    def go(self, day: str) -> None:
        """Go to ten o'clock of a day, on which the worker does what has come due."""
        self.moment = datetime.fromisoformat(f"{day} 10:00").replace(
            tzinfo=MONDAY.tzinfo
        )
        timers.sweep()


class Everybody:
    """The people with their windows, and the blocker that they talk about."""

    def __init__(self, people: People, stage: Cast, everywhere: Everywhere) -> None:
        self.people, self.stage, self.clock = people, stage, everywhere
        self.found: list[str] = []
        # They exist before anybody looks for them.
        stage.moderator, stage.colleague, stage.liaison  # noqa: B018
        stage.second_liaison, self.prefect, self.founder  # noqa: B018

    @cached_property
    def prefecture(self) -> Organisation:
        return make_organisation(kind=OrganisationKind.AUTHORITY, name="Préfecture 76")

    @cached_property
    def prefect(self) -> User:
        """The correspondent of a third authority, to which a dossier is forwarded."""
        return make_member(
            organisation=self.prefecture,
            email="liaison3@prefecture.example",
            given_name="Rose",
            family_name="Delamare",
        )

    @cached_property
    def founder(self) -> User:
        """Somebody with an account in a plant of Nancy."""
        plant = make_organisation(
            kind=OrganisationKind.INDUSTRIAL,
            lab=self.stage.nancy,
            name="Émaux de la Meurthe",
        )
        return make_member(organisation=plant, email="chef@emaux.example")

    # --- Windows ---------------------------------------------------------------------

    @cached_property
    def visitor(self) -> Page:
        """A company without an account, on a phone."""
        return self.people.window(size=PHONE)

    @cached_property
    def member(self) -> Page:
        return self.people.window(self.founder)

    @cached_property
    def rouen(self) -> Page:
        return self.people.window(self.stage.moderator)

    @cached_property
    def nancy(self) -> Page:
        return self.people.window(self.stage.colleague)

    @cached_property
    def bercy(self) -> Page:
        return self.people.window(self.stage.liaison)

    @cached_property
    def dgpr(self) -> Page:
        return self.people.window(self.stage.second_liaison)

    @cached_property
    def town(self) -> Page:
        return self.people.window(self.prefect)

    # --- What they talk about --------------------------------------------------------

    @property
    def blocker(self) -> Blocker:
        """The one that goes on, as it stands."""
        return Blocker.objects.get(lab=self.stage.rouen)

    @property
    def link(self) -> str:
        """The address in the visitor's mails."""
        return ReportLink.objects.get(email="visiteuse@atelier.example").url()

    @property
    def case(self) -> str:
        """The address of the case of Nancy's plant."""
        return Report.objects.get(lab=self.stage.nancy).get_absolute_url()

    def dossier(self, authority: Organisation) -> str:
        """The address of the dossier of an authority."""
        row = self.blocker.escalations.get(authority=authority)
        return str(row.get_absolute_url())

    def look(self, page: Page, name: str) -> None:
        """Look at a page with axe at both widths, light and dark, and keep pictures."""
        was = page.viewport_size
        kept(page, name)
        self.found += looked_at(page)
        page.emulate_media(color_scheme="light")
        if was:
            page.set_viewport_size(was)
