"""The method in plain words: what each figure counts, and the rules of comparing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from servindus.ui import Text


@dataclass(frozen=True)
class Definition:
    """One figure: what is counted, of what, from where, how sure, what is held back."""

    slug: str
    title: Text
    counted: Text
    above: Text
    below: Text
    source: Text
    interval: Text
    secrecy: Text


REGISTER: Text = _("The register of blockers, with the public status of each.")
WILSON: Text = _(
    "Wilson’s interval at 95 %: were the same work done a hundred times, such an"
    " interval would hold the true share some ninety-five times."
)
OPEN: Text = _(
    "Nothing is held back of all natures together: these are files of the register, not"
    " figures of a company. Split by what blocks, a lab’s figures are about three"
    " companies at least; others go with what is hidden, so that the total does not"
    " tell it, and only the whole time is split."
)


def definitions() -> Sequence[Definition]:
    """Give the definitions, in the order of the page."""
    return (
        *(_VERIFIED, _WAITS, _FUNNEL, _LABS, _STATE),
        *(_VOLUMES, _TRANSFERS, _MATRIX, _GOALS),
    )


_VERIFIED = Definition(
    "levees-verifiees",
    _("Lifts that a company has verified"),
    _(
        "Blockers that a company has confirmed, on its own site, as lifted. A promise"
        " does not count, however official."
    ),
    _("Blockers lifted and verified."),
    _(
        "All blockers whose answer is due: answered, or past the day on which the"
        " answer should have come. What nobody has answered stays in it."
    ),
    REGISTER,
    WILSON,
    OPEN,
)
_WAITS = Definition(
    "attente-d-une-reponse",
    _("Share of files still without an answer"),
    _(
        "For each number of days since a file was sent, the share that still waits."
        " Files that wait today count for as long as they have waited: to leave them"
        " out would make the wait look shorter than it is (Kaplan and Meier’s curve)."
    ),
    _("Files that still wait after so many days."),
    _(
        "All files sent, answered or not. A forwarded file goes on from its first day,"
        " and so does one that another authority decides. A recalled one counts until"
        " its recall."
    ),
    REGISTER,
    _(
        "None. The median is told only where the curve crosses one half; the mean of"
        " the answered files is never told."
    ),
    OPEN,
)
_FUNNEL = Definition(
    "du-signalement-a-la-verification",
    _("From the report to the verification"),
    _(
        "How many cases were reported, how many blockers they make, and how far these"
        " have come. Several cases about the same rule are one blocker."
    ),
    _("Files that have reached each stage."),
    _("None: these are counts. Each stage is part of the one before it."),
    REGISTER,
    _("None."),
    _(
        "Reports and blockers are never split by what blocks: of a few cases it could"
        " tell which company is meant."
    ),
)
_LABS = Definition(
    "delais-des-laboratoires",
    _("First contact and qualification on time"),
    _(
        "Two delays that a lab owes each company: a first contact within five working"
        " days, a qualification within thirty days."
    ),
    _("Delays that ended by their day."),
    _(
        "All delays that were due: ended, or still running past their day. One that"
        " is paused is not due."
    ),
    _("The clocks of the register, each frozen with the rule that it began under."),
    WILSON,
    OPEN,
)
_STATE = Definition(
    "delais-des-reponses",
    _("Official answers on time"),
    _(
        "The delay that an administration owes: an official answer within two months,"
        " ten weeks where it was extended."
    ),
    _("Answers given by their day."),
    _("All answers that were due, the missing ones included."),
    _("The clocks of the register, each frozen with the rule that it began under."),
    WILSON,
    OPEN,
)
_VOLUMES = Definition(
    "volumes",
    _("Reports for the size of the territory"),
    _(
        "Reports handed in, for 1,000 industrial sites, 1,000 industrial jobs and"
        " 100,000 inhabitants. Many reports are activity, not a bad mark."
    ),
    _("Reports handed in during the period."),
    _(
        "For each report, the number frozen for its own year, with its source; where"
        " a year has none yet, the last one before it, and the figure says so. A lab"
        " without one has no figure: nothing is guessed, and the sites of the portal’s"
        " own directory are never a denominator."
    ),
    _("The register; the frozen denominators listed below."),
    _(
        "Poisson’s exact interval at 95 %: how far chance alone moves a count like this"
        " one from one period to the next."
    ),
    OPEN,
)
_TRANSFERS = Definition(
    "transferts",
    _("Practices that another lab has taken over"),
    _(
        "What one lab of the four has taken over from another: in use, on its way, or"
        " ended. Readers and good marks count for nothing here."
    ),
    _("Transfers that are in use, first shown by a dated piece of evidence."),
    _("All transfers that were proposed, those declined and stopped too."),
    _("The transfers of the platform; a third lab looks again after a year."),
    _("None: all are counted, and they are few."),
    _("Nothing is held back: these are steps of labs, not figures of a company."),
)
_MATRIX = Definition(
    "obligations-des-temoins",
    _("What weighs on witness companies"),
    _(
        "Obligations that witness companies have written down, by what they cost a year"
        " and whether one can live with them."
    ),
    _("Obligations in each cell."),
    _("None: these are counts."),
    _(
        "The latest wave of each company that a lab has approved, of companies that"
        " share their figures. Waves are not set side by side: what differs between"
        " two of them could be one company’s own."
    ),
    _("None."),
    _(
        "A number is told from three companies on, none of which makes more than 85 %;"
        " others go with it, so that no hidden number can be reckoned from the"
        " totals."
    ),
)
_GOALS = Definition(
    "indicateurs",
    _("Indicators, their baseline and their target"),
    _("The first six indicators that a lab or the programme has set a target for."),
    _("The latest reading that a lab’s lead has approved."),
    _("As the definition of each indicator says."),
    _("The labs’ sheets of readings."),
    _("None."),
    _("None: readings are published once they are approved."),
)


# The twelve rules of a fair comparison, each with its name.
PRINCIPLES: Sequence[tuple[Text, Text]] = (
    (
        _("No ranking"),
        _("Labs stand in alphabetical order, always. There is no podium."),
    ),
    (
        _("Counts before rates"),
        _(
            "Each rate says how many of how many, with Wilson’s interval at 95 %: a"
            " point and a bar."
        ),
    ),
    (
        _("Too few cases are said"),
        _(
            "Below ten cases a rate is grey and says “too few cases”. Without a"
            " case it says “none”, which is not 0 %."
        ),
    ),
    (
        _("Those that wait count"),
        _(
            "Durations count files without an answer as well. A median is told"
            " only where half have ended; the mean of the ended ones never is."
        ),
    ),
    (
        _("On time, of all that were due"),
        _("A delay that nobody has kept stays in what it is divided by."),
    ),
    (
        _("Volumes for the size of a territory"),
        _(
            "Reports are told for 1,000 industrial sites, 1,000 industrial jobs"
            " and 100,000 inhabitants, with an interval. Many reports are"
            " activity, not a bad mark."
        ),
    ),
    (
        _("Like with like"),
        _(
            "Figures can be split by what blocks, as soon as ten blockers of that"
            " kind are due in the four labs together, and for each lab where three"
            " companies at least stand behind them."
        ),
    ),
    (
        _("“Differs” is said seldom"),
        _(
            "Two labs are said to differ only where Fisher’s exact test finds it"
            " after Holm’s correction over the six pairs: without it, chance alone"
            " would part two labs on one page in four. Else no difference can be"
            " shown."
        ),
    ),
    (
        _("Labs that began later"),
        _(
            "Labs can be compared by months since their start: as many first"
            " months of each as the youngest has completed."
        ),
    ),
    (
        _("No company can be recognised"),
        _(
            "Figures of companies are about three at least, none of which makes"
            " more than 85 %, and nothing hidden can be reckoned from the rest."
        ),
    ),
    (
        _("Each chart is also a table"),
        _(
            "Each has a sentence that says what it shows, the same numbers as a"
            " table and as a file, and is readable in grey and aloud."
        ),
    ),
    (
        _("Denominators do not move"),
        _(
            "They are frozen for a year, with their source. A correction is a new"
            " number, which says why."
        ),
    ),
)
