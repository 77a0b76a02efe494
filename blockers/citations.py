"""Which text blocks whom: each cited text with what it holds up, for one reader.

The page and its file ask this one layer. What a reader gets of a blocker is what its
page tells them already: everybody the whole cards, a lab its own file, an authority the
dossiers that it was sent, as they were sent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers import figures, public_looks, register
from blockers.card_enums import FEWEST_COMPANIES, PublicStatus
from blockers.dossier import nameless
from blockers.enums import LIFTING, BlockerStatus, Confidentiality, NormLevel
from blockers.escalation_looks import company_count
from blockers.models import Answer, Blocker, Escalation, NormReference, Report
from blockers.priority import company_key
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus.search import folded_words

# A word of the address: the blockers of all labs, as labs read each other's.
ALL_LABS = "tous"
AT_A_TIME = 200
# Long texts that no line says.
UNREAD = ("summary", "public_summary", "local_attempt", "search", "public_search")
NORM = ("level", "title", "article", "identifier")


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


@dataclass(frozen=True)
class Cited:
    """One text: how many blockers and companies it holds up, and what came of them."""

    level: str
    title: str
    article: str
    identifier: str
    sources: list[Source]
    labs: list[str]
    # None where it may not be told.
    companies: int | None
    cost: Decimal | None
    # Whether a missing cost is one that may not be told.
    holds_cost_back: bool = False

    @property
    def name(self) -> str:
        """The text as people name it."""
        if not self.article:
            return self.title
        return _("%(title)s, article %(article)s") % {
            "title": self.title,
            "article": self.article,
        }

    @property
    def answered(self) -> int:
        """How many of its blockers have a published answer."""
        return sum(source.answered for source in self.sources)

    @property
    def promised(self) -> int:
        """How many of them an administration has promised to lift."""
        return sum(source.promised for source in self.sources)

    @property
    def verified(self) -> int:
        """How many of them companies have confirmed on site."""
        return sum(source.verified for source in self.sources)


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
        for report in cases.select_related("organisation", "lab").order_by("pk"):
            source = self.sources[report.blocker_id or 0]
            source.cases.append(_case(report, told=self.is_told(report, source)))
            source.names.append(report.company)
        for source in self.sources.values():
            source.cost = self.cost_of(source)

    def is_told(self, report: Report, source: Source) -> bool:
        """Whether the figures of a case may be told to this reader."""
        return report.confidentiality != Confidentiality.RESTRICTED

    def cost_of(self, source: Source) -> Decimal | None:
        """Give the sum that the card of a blocker tells, or None."""
        return figures.shown_sum(_costs(source)).value


class ForEverybody(OfBlockers):
    """Whole cards; a sum is made of what single cards tell, so that none can be
    subtracted from it.
    """

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

    def is_told(self, report: Report, source: Source) -> bool:
        """Whether the lab reads the case, or may read its figures."""
        ours = self.own is None or report.lab_id in self.own
        return ours or super().is_told(report, source)

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


def _case(report: Report, *, told: bool) -> Case:
    return Case(
        company=company_key(report),
        lab=report.lab.name,
        organisation=report.organisation_id,
        name=report.company_name,
        cost=report.cost_per_month if told else None,
    )


def _costs(source: Source) -> dict[str, Decimal]:
    return figures.by_company((x.organisation, x.name, x.cost) for x in source.cases)


# --- The list -------------------------------------------------------------------------


def is_lab_reader(user: Any) -> bool:
    """Whether a reader chooses between the own lab's blockers and all labs'."""
    return bool(frame.lab_ids(user)) and not frame.is_programme_admin(user)


# Whose blockers a reader gets, as the page says it.
LEADS: dict[str, Promise] = {
    "public": gettext_lazy("Counted over the cards that everybody reads whole."),
    "programme": gettext_lazy("Counted over the blockers of all labs."),
    "labs": gettext_lazy("Counted over the blockers of all labs."),
    "lab": gettext_lazy("Counted over the blockers that your lab leads."),
    "authority": gettext_lazy("Counted over the dossiers sent to your authority."),
}


def kind_of(user: Any, scope: str) -> str:
    """Give which of the readings is this reader's."""
    if not user.is_authenticated:
        return "public"
    if frame.is_programme_admin(user):
        return "programme"
    if frame.lab_ids(user):
        return "labs" if scope == ALL_LABS else "lab"
    is_liaison = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    return "authority" if is_liaison else "public"


def reading(user: Any, scope: str, today: date) -> Reading:
    """Give what this reader may know of texts and of what they hold up."""
    made: dict[str, Callable[[], Reading]] = {
        "public": lambda: ForEverybody(today),
        "programme": lambda: OfOwnLabs(today, None),
        "labs": lambda: OfAllLabs(today),
        "lab": lambda: OfOwnLabs(today, frame.lab_ids(user)),
        "authority": lambda: OfDossiers(user, today),
    }
    return made[kind_of(user, scope)]()


def cited(user: Any, chosen: dict[str, Any], today: date) -> list[Cited]:
    """Give the texts, those that hold up most first, by the filters' clean values."""
    read = reading(user, chosen.get("portee") or "", today)
    groups: dict[object, tuple[tuple[str, ...], dict[int, Source]]] = {}
    for pk, words in read.norms:
        _words, found = groups.setdefault(_same(words), (words, {}))
        found[pk] = read.sources[pk]
    lines = [
        _line(read, words, list(found.values())) for words, found in groups.values()
    ]
    wanted = [line for line in lines if _is_wanted(line, chosen)]
    return sorted(
        wanted,
        key=lambda x: (-len(x.sources), -(x.companies or 0), folded_words(x.name)),
    )


def _same(words: tuple[str, ...]) -> object:
    """Tell texts apart: by their number, else by their title, and by the article."""
    _level, title, article, identifier = words
    return (identifier or tuple(folded_words(title)), tuple(folded_words(article)))


def _line(read: Reading, words: tuple[str, ...], sources: list[Source]) -> Cited:
    level, title, article, identifier = words
    return Cited(
        level=str(NormLevel(level).label),
        title=title,
        article=article,
        identifier=identifier,
        sources=sources,
        labs=read.labs(sources),
        companies=read.companies(sources),
        cost=read.cost(sources),
        holds_cost_back=read.holds_back,
    )


def _is_wanted(line: Cited, chosen: dict[str, Any]) -> bool:
    level = chosen.get("niveau")
    if level and line.level != str(NormLevel(level).label):
        return False
    there = folded_words(f"{line.name} {line.identifier}")
    wanted = folded_words(chosen.get("q") or "")
    return all(any(word.startswith(one) for word in there) for one in wanted)
