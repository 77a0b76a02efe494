"""Who walks: companies, two labs, two authorities, the programme."""

from dataclasses import dataclass, field

from django.test import Client

from programmes.models import Organisation
from servindus.models import User
from tests.cast import Cast


@dataclass
class Stage:
    """The people of one walk, read anew for each step: rights are kept per object."""

    cast: Cast
    people: list[int] = field(default_factory=list)
    authorities: list[Organisation] = field(default_factory=list)
    companies: list[tuple[int, Organisation]] = field(default_factory=list)
    browsers: dict[int, Client] = field(default_factory=dict)

    @classmethod
    def of(cls, cast: Cast) -> "Stage":
        """Name everybody once."""
        made = cls(cast)
        users: list[User] = [
            cast.director,
            cast.founder,
            cast.moderator,
            cast.second_moderator,
            cast.colleague,
            cast.liaison,
            cast.second_liaison,
            cast.admin,
        ]
        made.people = [user.pk for user in users]
        made.authorities = [cast.ministry, cast.authority]
        made.companies = [
            (cast.director.pk, cast.plant),
            (cast.founder.pk, cast.startup),
        ]
        return made

    def everybody(self) -> list[User]:
        """Give the people as the next request reads them."""
        return list(User.objects.filter(pk__in=self.people).order_by("pk"))

    def browser(self, turn: int) -> Client:
        """Give the browser of whose turn it is to read, signed in once."""
        pk = self.people[turn % len(self.people)]
        if pk not in self.browsers:
            self.browsers[pk] = Client()
            self.browsers[pk].force_login(User.objects.get(pk=pk))
        return self.browsers[pk]
