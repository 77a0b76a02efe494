"""Words of the blocker register."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The frame's: witness companies grade with the same words.
from programmes.enums import Irritation as Irritation


class ReportStatus(models.TextChoices):
    """Where one company's case is."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With the lab")
    NEEDS_INFO = "needs_info", _("To complete")
    ATTACHED = "attached", _("In the register")
    DECLINED = "declined", _("Not kept")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = ReportStatus
# Icon (heroicons) and tone of the badge; the word is the status's own label.
STATUS_LOOKS: dict[str, tuple[str, str]] = {
    S.DRAFT: ("pencil-square", "dashed"),
    S.SUBMITTED: ("inbox-arrow-down", "brand"),
    S.NEEDS_INFO: ("chat-bubble-left-ellipsis", "warn"),
    S.ATTACHED: ("check-circle", "ok"),
    S.DECLINED: ("x-circle", "bad"),
    S.WITHDRAWN: ("arrow-uturn-left", "edge"),
}
# What the company can still change.
EDITABLE = (S.DRAFT, S.NEEDS_INFO)
# A case that still waits for somebody.
OPEN = (S.DRAFT, S.SUBMITTED, S.NEEDS_INFO)


class BlockerStatus(models.TextChoices):
    """Where a rule or practice that blocks is, from the first case to the end."""

    QUALIFYING = "qualifying", _("In qualification")
    QUALIFIED = "qualified", _("Qualified")
    ESCALATED = "escalated", _("With the ministry")
    ANSWERED = "answered", _("Answered")
    IMPLEMENTING = "implementing", _("Commitment under way")
    VERIFYING = "verifying", _("To verify on site")
    CLOSED = "closed", pgettext_lazy("of a blocker", "Closed")
    MERGED = "merged", _("Merged into another")


B = BlockerStatus
BLOCKER_LOOKS: dict[str, tuple[str, str]] = {
    B.QUALIFYING: ("magnifying-glass", "brand"),
    B.QUALIFIED: ("clipboard-document-check", "brand"),
    B.ESCALATED: ("paper-airplane", "hold"),
    B.ANSWERED: ("chat-bubble-left-right", "brand"),
    B.IMPLEMENTING: ("calendar-days", "hold"),
    B.VERIFYING: ("hand-raised", "warn"),
    B.CLOSED: ("flag", "edge"),
    B.MERGED: ("arrows-pointing-in", "mute"),
}
BLOCKER_OPEN = (
    B.QUALIFYING,
    B.QUALIFIED,
    B.ESCALATED,
    B.ANSWERED,
    B.IMPLEMENTING,
    B.VERIFYING,
)
# What its lab still writes on; afterwards a ministry has read it.
BLOCKER_EDITABLE = (B.QUALIFYING, B.QUALIFIED)


class Outcome(models.TextChoices):
    """How a blocker has ended; a promise is no outcome."""

    LIFTED_VERIFIED = "lifted_verified", _("lifted, confirmed on site")
    LIFTED_UNVERIFIED = "lifted_unverified", _("lifted, not confirmed on site")
    FEASIBLE = "feasible_as_is", _("feasible under the rules as they are")
    DEROGATION = "derogation_in_force", _("derogation in force")
    PRACTICE = "practice_corrected", _("practice corrected")
    PARTLY = "partly_lifted", _("partly lifted")
    REFUSED = "refused_explained", _("refused, with the reasons")
    REDIRECTED = "redirected_out", _("belongs to another door")
    LOCAL = "local_solution", _("solved on the spot")
    ABANDONED = "abandoned", _("given up")
    NO_ANSWER = "no_answer", _("no answer came")


# What a lab can say by itself, with its evidence.
LOCAL_OUTCOMES = (Outcome.LOCAL, Outcome.FEASIBLE)


class Nature(models.TextChoices):
    """What kind of rule or practice blocks."""

    TEXT_LEGISLATIVE = "text_legislative", _("a law")
    TEXT_REGULATORY = "text_regulatory", _("a decree or an order")
    TEXT_LOCAL = "text_local", _("a local rule")
    TEXT_EU = "text_eu", _("a rule of the European Union")
    PRACTICE = "administrative_practice", _("an administration’s practice")
    DECISION = "individual_decision", _("a decision about us alone")
    DELAY = "delay_silence", _("a delay, or no answer")
    CONFLICT = "conflicting_rules", _("rules that contradict each other")
    VOID = "legal_void", _("no rule says what to do")
    DIGITAL = "digital_procedure", _("an online procedure")
    OTHER = "other", _("something else")


class NormLevel(models.TextChoices):
    """Who wrote a text."""

    EU = "eu", _("European Union")
    LAW = "law", _("law")
    DECREE = "decree", _("decree")
    ORDER = "order", _("ministerial order")
    CIRCULAR = "circular", _("circular or instruction")
    LOCAL = "local", _("local text")
    PRACTICE = "practice", _("practice, no text")


class Confidentiality(models.TextChoices):
    """How far a case may be told, from the narrowest audience to the widest."""

    RESTRICTED = "restricted", _("the lab alone")
    LABS = "labs", _("the four labs")
    MINISTRY = "ministry", _("the labs and the ministry that must answer")
    PUBLIC = "public_redacted", _("everybody, without your name")


class ReportChannel(models.TextChoices):
    """How a case reached the register."""

    WEB = "web", _("form")
    VISIT = "visit", _("visit")
    PHONE = "phone", _("telephone")
    IMPORT = "import", _("file")
    INTRODUCTION = "introduction", _("introduction")


class DeclineCode(models.TextChoices):
    """Why a case is not kept."""

    FEASIBLE = "feasible", _("it can be done under the rules as they are")
    FUNDING = "funding", _("it is a request for funding")
    COURT = "court", _("it is before a court")
    OUTSIDE = "outside", _("it is outside the four territories")
    SPAM = "spam", _("it is not a report")
    TOO_LITTLE = "too_little", _("too little is known, after two reminders")
    DECIDED = "decided", _("it has been decided already")


class Door(models.TextChoices):
    """Who can lift a blocker, besides the programme."""

    PREFECT = "prefect", _("the prefect’s own derogation")
    EXPERIMENTATION = "experimentation", _("France Expérimentation")
    SIMPLIFICATION = "simplification", _("France Simplification, through the prefect")
    SOLVIT = "solvit", _("SOLVIT")
    DIRECTORATE = "directorate", _("the ministry that wrote the text")
    LAB = "lab", _("the lab: nothing forbids it, it seems")


class Audience(models.TextChoices):
    """Who reads a sentence that goes with an act."""

    COMPANY = "company", _("the company")
    LAB = "lab", _("the lab alone")


class Verdict(models.TextChoices):
    """Whether a case is the same thing as a blocker; staff say it once."""

    SAME = "same", _("the same")
    NOT_SAME = "not_same", _("not the same")


class Side(models.TextChoices):
    """Who owes something by a date."""

    LAB = "lab", _("the lab")
    LIAISON = "liaison", _("the ministry’s liaison")
    MINISTRY = "ministry", _("the ministry")
    COMPANY = "company", _("the company")


MAX_FILES = 3
APPEAL_DAYS = 30
# All questions of a lab together stop its clock for so many days.
MOST_PAUSED_DAYS = 30
REPORT_YEARS_AHEAD = 50


class RequestedKind(models.TextChoices):
    """What is asked of an administration."""

    CHANGE_TEXT = "change_text", _("change the text")
    DEROGATION = "derogation", _("a derogation")
    INTERPRETATION = "interpretation", _("say how the text is to be read")
    PRACTICE = "practice", _("change the practice")
    DEADLINE = "deadline", _("answer within a time")
    FORM = "form", _("change a form or a procedure")


# --- With the ministry ----------------------------------------------------------------


class EscalationStatus(models.TextChoices):
    """Where a dossier is with one authority."""

    SENT = "sent", _("Sent")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    IN_REVIEW = "in_review", _("In review")
    INFO_REQUESTED = "info_requested", _("Question to the lab")
    ANSWERED = "answered", _("Answered")
    FORWARDED = "forwarded", _("Forwarded")
    RECALLED = "recalled", _("Recalled")


E = EscalationStatus
ESCALATION_LOOKS: dict[str, tuple[str, str]] = {
    E.SENT: ("paper-airplane", "brand"),
    E.ACKNOWLEDGED: ("check", "brand"),
    E.IN_REVIEW: ("magnifying-glass", "brand"),
    E.INFO_REQUESTED: ("chat-bubble-left-ellipsis", "hold"),
    E.ANSWERED: ("chat-bubble-left-right", "ok"),
    E.FORWARDED: ("arrow-right-circle", "mute"),
    E.RECALLED: ("arrow-uturn-left", "mute"),
}
# The authority still owes its answer.
ESCALATION_OPEN = (E.SENT, E.ACKNOWLEDGED, E.IN_REVIEW, E.INFO_REQUESTED)


class AnswerKind(models.TextChoices):
    """What an authority answers to one ask; "partly" is computed, never chosen."""

    LIFTED = "lifted", _("Lifted")
    DEROGATION = "derogation", _("Derogation")
    FEASIBLE = "feasible_as_is", _("Possible under the rules as they are")
    CORRECTED = "practice_corrected", _("Practice corrected")
    REDIRECTED = "redirected", _("Another authority decides")
    DEFERRED = "deferred", _("Put off to a named text")
    REFUSED = "explained_refusal", _("Refused, with the reasons")


ANSWER_LOOKS: dict[str, tuple[str, str]] = {
    AnswerKind.LIFTED: ("check-circle", "ok"),
    AnswerKind.DEROGATION: ("calendar-days", "ok"),
    AnswerKind.FEASIBLE: ("check", "ok"),
    AnswerKind.CORRECTED: ("wrench-screwdriver", "ok"),
    AnswerKind.REDIRECTED: ("arrow-right-circle", "mute"),
    AnswerKind.DEFERRED: ("clock", "hold"),
    AnswerKind.REFUSED: ("x-circle", "bad"),
}
# What the ministry may read of a case.
READ_BY_MINISTRY = (Confidentiality.MINISTRY, Confidentiality.PUBLIC)
# A published answer may wait so many days before everybody reads it.
MOST_EMBARGO_DAYS = 15
# A lab answers a question within so many days at the most.
MOST_QUESTION_DAYS = 60
DUE_SOON_DAYS = 10


# --- After the answer -----------------------------------------------------------------


class CommitmentStatus(models.TextChoices):
    """What became of something promised; "late" is a date, never a status."""

    OPEN = "open", _("To be kept")
    DONE = "done", _("In force")
    DROPPED = "dropped", _("Given up")


class VerificationStatus(models.TextChoices):
    """Whether the company has said what changed on its site."""

    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    LAPSED = "lapsed", _("No answer")


class Round(models.TextChoices):
    """When a company is asked whether it is solved on its site."""

    FIRST = "first", _("four weeks after")
    SECOND = "second", _("six months after")
    END = "end", _("at the derogation’s end")


class Solved(models.TextChoices):
    """What a company says of its own site."""

    SOLVED = "solved", _("It is solved")
    PARTLY = "partly", _("It is partly solved")
    NOT_SOLVED = "not_solved", _("It is not solved")
    NO_LONGER = "no_longer_relevant", _("It does not concern us any more")


class ContestationStatus(models.TextChoices):
    """Where a company's objection to a refusal is."""

    FILED = "filed", _("With the lab")
    CONFIRMED = "confirmed", _("Second reading asked")
    DISMISSED = "dismissed", _("Not passed on")


class EndDecision(models.TextChoices):
    """What is decided when a derogation ends."""

    GENERALISE = "generalise", _("make it the rule")
    EXTEND = "extend", _("extend it")
    STOP = "stop", _("let it end")


# Answers after which a company can go ahead.
LIFTING = (
    AnswerKind.LIFTED,
    AnswerKind.DEROGATION,
    AnswerKind.FEASIBLE,
    AnswerKind.CORRECTED,
)
# Answers that a company may contest.
CONTESTABLE = (AnswerKind.REFUSED, AnswerKind.DEFERRED)
CONTEST_DAYS = 30
# After "not solved" somebody commits again within so many days.
RECOMMIT_DAYS = 30
# A commitment that takes longer is flagged, whatever its own date.
FLAG_MONTHS = 12
# A case may be closed without an answer so long after the date of the answer.
UNANSWERED_MONTHS = 2
FIRST_ROUND_WEEKS, SECOND_ROUND_MONTHS = 4, 6
# Before the end of a derogation its liaisons are told so many days ahead.
END_ALERTS = (180, 90, 30)
# --- Reminders; numbers are days from the date that is named, negative ones ahead of it
# Nothing is chased before it has been there for so many working days.
GRACE_DAYS = 3
# What came due longer ago, while nothing ran, is not told any more.
FORGOTTEN_DAYS = 60
# Since the case was handed in, without the days on which its clock stood.
QUALIFY_REMINDERS = (9, 21)
CONTACT_REMINDERS = (1,)
ANSWER_REMINDERS = (-10, 0, 5, 10)
ACKNOWLEDGE_REMINDERS = PUBLISH_REMINDERS = (0, 5)
# The leading lab hears so long after the date that an authority is late.
LAB_HEARS = (10,)
COMMITMENT_REMINDERS = (-10, 1)
END_REMINDERS = tuple(-days for days in END_ALERTS)
# Since the lab's question to a company. The second is the last one; those that follow
# stand in where no timer ran for weeks, so that two have left before the end.
COMPLETE_REMINDERS = tuple(range(9, 366, 12))
MOST_COMPLETE_REMINDERS = 2
INCOMPLETE_DAYS = 45
# So long after the last reminder at the soonest.
LAST_CALL_DAYS = 14
# Since a site was asked.
VERIFICATION_REMINDERS = (14,)
