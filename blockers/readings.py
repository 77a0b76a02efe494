"""What each kind of reader may know of cited texts: blockers, companies, sums.

What a reader gets of a blocker is what its page tells them already: everybody the
whole cards, a lab its own file, an authority the dossiers that it was sent, as sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from blockers import figures, public_looks, register
from blockers.card_enums import FEWEST_COMPANIES, PublicStatus
from blockers.dossier import nameless
from blockers.enums import LIFTING, BlockerStatus, Confidentiality
from blockers.escalation_looks import company_count
from blockers.models import Answer, Blocker, Escalation, NormReference, Report
from blockers.priority import company_key

AT_A_TIME = 200
# Long texts that no line says.
UNREAD = ("summary", "public_summary", "local_attempt", "search", "public_search")
NORM = ("level", "title", "article", "identifier")
CASE = (
    *("blocker_id", "organisation_id", "organisation__name", "company_name"),
    *("lab_id", "lab__name", "confidentiality", "cost_per_month"),
)


@dataclass(frozen=True)
class Case:
    """What one case counts for: its company, its lab, what it says that it costs."""

    company: object
    lab: str
    organisation: int | None = None
    name: str = ""
    cost: Decimal | None = None


@dataclass
class Source:
    """One blocker as one reader may know it."""

    reference: str
    title: str
    href: str
    lab: str
    answered: bool = False
    promised: bool = False
    verified: bool = False
    cases: list[Case] = field(default_factory=list)
    # How many more companies than the cases that are told apart (in a dossier).
    others: int = 0
    cost: Decimal | None = None
    names: list[str] = field(default_factory=list)

    @property
    def companies(self) -> set[object]:
        """The companies that have reported it."""
        return {case.company for case in self.cases}


class Reading:
    """What one kind of reader gets: blockers, citations, and which sums are told."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.sources: dict[int, Source] = {}
        self.norms: list[tuple[int, tuple[str, ...]]] = []

    def companies(self, sources: Iterable[Source]) -> int | None:
        """Give how many companies these blockers have, or None."""
        found = set().union(*(source.companies for source in sources))
        return len(found)

    def cost(self, sources: Iterable[Source]) -> Decimal | None:
        """Give what these blockers cost a month, or None."""
        known = [source.cost for source in sources if source.cost is not None]
        return sum(known, Decimal(0)) if known else None

    # Whether a sum that is not there may have been held back.
    holds_back = False

    def labs(self, sources: Iterable[Source]) -> list[str]:
        """Give the labs whose companies meet it."""
        return sorted({source.lab for source in sources})


class OfBlockers(Reading):
    """Reads the register's own rows; sums of companies are told as cards tell them."""

    holds_back = True
    # Whether a title may name a company, and the reader may not.
    hides_names = False

    def __init__(self, rows: QuerySet[Blocker], today: date, href: Any) -> None:
        super().__init__(today)
        cited = NormReference.objects.filter(blocker=OuterRef("pk"))
        answers = register.public_answers(today)
        rows = register.with_state(rows, today).filter(Exists(cited))
        rows = rows.exclude(status=BlockerStatus.MERGED)
        rows = rows.annotate(is_answered=Exists(answers)).select_related("lab")
        for row in rows.defer(*UNREAD).order_by("pk"):
            self.sources[row.pk] = _source(row, href(row))
        norms = NormReference.objects.filter(blocker__in=list(self.sources))
        columns = ("blocker_id", *NORM)
        for pk, *words in norms.order_by("-checked_on", "pk").values_list(*columns):
            self.norms.append((pk, tuple(words)))
        self._count_cases()

    def _count_cases(self) -> None:
        cases = Report.objects.attached().filter(blocker__in=list(self.sources))
        rows = cases.order_by("pk").values_list(*CASE, named=True)
        for row in rows.iterator(chunk_size=AT_A_TIME):
            source = self.sources[row.blocker_id]
            source.cases.append(_case(row, told=self.is_told(row)))
            if self.hides_names:
                source.names.append(row.organisation__name or row.company_name)
        for source in self.sources.values():
            source.cost = self.cost_of(source)

    def is_told(self, case: Any) -> bool:
        """Whether the figures of a case may be told to this reader."""
        return str(case.confidentiality) != Confidentiality.RESTRICTED

    def cost_of(self, source: Source) -> Decimal | None:
        """Give the sum that the card of a blocker tells, or None."""
        return figures.shown_sum(_costs(source)).value


class ForEverybody(OfBlockers):
    """Whole cards; a sum is made of what single cards tell, so that none can be
    subtracted from it.
    """

    hides_names = True

    def __init__(self, today: date) -> None:
        rows = Blocker.objects.public().filter(public_status=PublicStatus.FULL)
        super().__init__(rows, today, public_looks.address)
        for index, (pk, words) in enumerate(self.norms):
            level, title, *rest = words
            names = sorted(self.sources[pk].names, key=len, reverse=True)
            self.norms[index] = (pk, (level, nameless(names, title), *rest))

    def companies(self, sources: Iterable[Source]) -> int | None:
        """Count the companies of the cards that tell their own number."""
        told = [x for x in sources if len(x.companies) >= FEWEST_COMPANIES]
        return super().companies(told) if told else None


class OfAllLabs(OfBlockers):
    """What labs read of each other's blockers: numbers of companies, told sums."""

    def __init__(self, today: date) -> None:
        rows = Blocker.objects.all()
        super().__init__(rows, today, Blocker.get_absolute_url)


class OfOwnLabs(OfBlockers):
    """The blockers that some labs lead; without labs, the whole programme's."""

    holds_back = False

    def __init__(self, today: date, labs: set[int] | None) -> None:
        self.own = labs
        rows = Blocker.objects.all()
        rows = rows if labs is None else rows.filter(lab__in=labs)
        super().__init__(rows, today, Blocker.get_absolute_url)

    def is_told(self, case: Any) -> bool:
        """Whether the lab reads the case, or may read its figures."""
        ours = self.own is None or case.lab_id in self.own
        return ours or super().is_told(case)

    def cost_of(self, source: Source) -> Decimal | None:
        """Add up what the cases say."""
        return sum(_costs(source).values(), Decimal(0)) or None

    def labs(self, sources: Iterable[Source]) -> list[str]:
        """Give the labs that lead, and those to which companies have told it."""
        sources = list(sources)
        told = {case.lab for source in sources for case in source.cases}
        return sorted(told | {source.lab for source in sources})


class OfDossiers(Reading):
    """What an authority was sent: the last dossier of each blocker, as it was sent."""

    def __init__(self, user: Any, today: date) -> None:
        super().__init__(today)
        rows = Escalation.objects.visible_to(user).order_by("pk")
        texts: dict[int, list[dict[str, Any]]] = {}
        for row in rows.iterator(chunk_size=AT_A_TIME):
            # A later dossier of the same blocker takes the place of the first.
            self.sources[row.blocker_id] = _sent(row)
            texts[row.blocker_id] = row.dossier["norms"]
        for pk, norms in texts.items():
            for norm in norms:
                words = tuple(str(norm[name]) for name in NORM)
                self.norms.append((pk, words))
        self._note_answers(user)

    def _note_answers(self, user: Any) -> None:
        """Note what this authority itself has answered: no other's answer counts."""
        sent = Escalation.objects.visible_to(user)
        given = Answer.objects.current().filter(escalation__in=sent)
        verified = Q(
            escalation__blocker__outcome__in=register.VERIFIED,
            escalation__blocker__verified_at__isnull=False,
        )
        lifted = given.filter(kind__in=LIFTING)
        for name, found in (
            ("answered", given),
            ("promised", lifted),
            ("verified", lifted.filter(verified)),
        ):
            for pk in set(found.values_list("escalation__blocker", flat=True)):
                setattr(self.sources[pk], name, True)

    def companies(self, sources: Iterable[Source]) -> int | None:
        """Add up the companies of the dossiers, as each of them counts its own."""
        return sum(source.others for source in sources)


def _source(row: Any, href: str) -> Source:
    return Source(
        reference=row.reference,
        title=row.title,
        href=href,
        lab=row.lab.name,
        answered=row.is_answered,
        promised=row.is_promised,
        verified=row.is_verified,
    )


def _sent(row: Escalation) -> Source:
    dossier = row.dossier
    cost = dossier["cost_per_month"]
    return Source(
        reference=row.reference,
        title=row.title,
        href=row.get_absolute_url(),
        lab=dossier["lab"],
        others=company_count(dossier),
        cost=None if cost is None else Decimal(cost),
    )


def _case(row: Any, *, told: bool) -> Case:
    return Case(
        company=company_key(row),
        lab=row.lab__name,
        organisation=row.organisation_id,
        name=row.company_name,
        cost=row.cost_per_month if told else None,
    )


def _costs(source: Source) -> dict[str, Decimal]:
    return figures.by_company((x.organisation, x.name, x.cost) for x in source.cases)
