"""Words of introductions and meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IntroductionStatus(models.TextChoices):
    """Where an introduction is."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("In moderation")
    NEEDS_INFO = "needs_info", _("To complete")
    QUEUED = "queued", _("Approved, queued")
    SENT = "sent", _("Answer expected")
    DEFERRED = "deferred", _("Postponed")
    ACCEPTED = "accepted", _("Accepted")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Not kept")
    DECLINED = "declined", _("Declined")
    REDIRECTED = "redirected", _("Redirected")
    EXPIRED = "expired", _("No answer")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", _("Cancelled")


S = IntroductionStatus
# Icon (heroicons) and tone of the badge; the word is the status's own label.
STATUS_LOOKS: dict[str, tuple[str, str]] = {
    S.DRAFT: ("pencil-square", "dashed"),
    S.SUBMITTED: ("inbox-arrow-down", "brand"),
    S.NEEDS_INFO: ("chat-bubble-left-ellipsis", "warn"),
    S.QUEUED: ("queue-list", "hold"),
    S.SENT: ("paper-airplane", "brand"),
    S.DEFERRED: ("calendar-days", "hold"),
    S.ACCEPTED: ("check-circle", "ok"),
    S.CLOSED: ("flag", "edge"),
    S.REJECTED: ("x-circle", "bad"),
    S.DECLINED: ("hand-raised", "bad"),
    S.REDIRECTED: ("arrow-right-circle", "mute"),
    S.EXPIRED: ("moon", "mute"),
    S.WITHDRAWN: ("arrow-uturn-left", "edge"),
    S.CANCELLED: ("minus-circle", "edge"),
}
# One introduction of a pair at a time is in one of these.
OPEN = (S.DRAFT, S.SUBMITTED, S.NEEDS_INFO, S.QUEUED, S.SENT, S.DEFERRED, S.ACCEPTED)
# What counts against "three answers awaited at a time".
WAITING = (S.SUBMITTED, S.QUEUED, S.SENT)
# Tabs of the startup's list.
# What has waited in a queue for so long that the startup says whether it still stands:
# a part of what is queued, and the startup's turn.
TO_CONFIRM = "to_confirm"
TO_DO = (S.DRAFT, S.NEEDS_INFO, TO_CONFIRM)
IN_HAND = (S.SUBMITTED, S.QUEUED, S.SENT, S.DEFERRED, S.ACCEPTED)
DONE = (S.CLOSED,)
WITHOUT_EFFECT = (
    S.REJECTED,
    S.DECLINED,
    S.REDIRECTED,
    S.EXPIRED,
    S.WITHDRAWN,
    S.CANCELLED,
)
# Answers that a decision maker can take back within the reveal time.
UNDOABLE = (S.ACCEPTED, S.DECLINED, S.DEFERRED, S.REDIRECTED)

MAX_WAITING = 3
MAX_SUBMISSIONS_A_MONTH = 5
ANSWER_DAYS = 15
MODERATION_DAYS = 1
APPEAL_DAYS = 30
SLOT_DAYS = 10
LATE_ANSWER_DAYS = 30
MAX_DEFERRALS = 2
MAX_REDIRECTS = 2
COOL_DOWN_DAYS = {S.DECLINED: 180, S.EXPIRED: 60}
DEFER_CHOICES = (15, 30, 60, 90)
# What is chased, in working days after the request has left, the yes, the meeting.
ANSWER_REMINDERS = (3, 7, 12)
STARTUP_HEARS = (5,)
LAB_CALLS = (8,)
SLOT_REMINDERS = (2, 5)
LAB_HELPS = (7,)
NO_SLOT = 20
# Two working days before a meeting, and on its morning.
MEETING_REMINDERS = (-2, 0)
OUTCOME_HOURS = 2
OUTCOME_QUESTIONS = (0, 2, 5)
LAB_ASKS = (7,)
OUTCOME_UNKNOWN = 21
# In days, week-ends included: what the startup has begun or must complete.
DRAFT_REMINDERS = (1, 7, 23)
COMPLETE_REMINDERS = (3, 7)
INCOMPLETE = 21
# After so many days without a change a draft is deleted; nobody else has read it.
DRAFT_KEPT = 30
# Never within so many days of the last reminder, which says so.
DRAFT_WARNED = 7
# After so many days in the queue the startup says whether its request still stands.
CONSENT_DAYS = 60
CONSENT_REMINDERS = (CONSENT_DAYS, CONSENT_DAYS + 7)
CONSENT_LAPSES = CONSENT_DAYS + INCOMPLETE
# Working days after the day by which a request is read: moderators, then their lead.
READING_ALERTS = (0, 1)
MEETING_MINUTES = 30
MAX_ATTACHMENTS = 2
MAX_DOCUMENTS = 3


class Ask(models.TextChoices):
    """What the startup expects of the meeting."""

    UNDERSTAND = "understand", _("Understand the need")
    SHOW = "show", _("Show")
    TRIAL = "trial", _("Offer a trial")
    SUPPLY = "supply", _("Become a supplier")
    ADVICE = "advice", _("Ask for advice")


ASK_HELP = {
    Ask.UNDERSTAND: _("30 minutes of questions, nothing to sell"),
    Ask.SHOW: _("a short demonstration, remote or on site"),
    Ask.TRIAL: _("a scope, a length, a criterion to stop"),
    Ask.SUPPLY: _("a first order, a contract, a tender"),
    Ask.ADVICE: _("an opinion on the product or the market"),
}


class Format(models.TextChoices):
    """How people meet."""

    PHONE = "phone", _("telephone")
    VIDEO = "video", _("video call")
    ON_SITE = "on_site", _("on site")


class Function(models.TextChoices):
    """What a decision maker is in charge of."""

    MANAGEMENT = "management", _("Site manager")
    PRODUCTION = "production", _("Production manager")
    MAINTENANCE = "maintenance", _("Maintenance manager")
    RESEARCH = "research", _("R&D manager")
    PURCHASING = "purchasing", _("Purchasing manager")
    IT = "it", _("Industrial IT manager")
    LOGISTICS = "logistics", _("Logistics manager")
    HSE = "hse", _("Health, safety and environment manager")
    HR = "hr", _("Human resources manager")


class DecisionMakerStatus(models.TextChoices):
    """Whether a decision maker can be asked."""

    INVITED = "invited", _("invited")
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    UNREACHABLE = "unreachable", _("unreachable")
    OPTED_OUT = "opted_out", _("no longer asked")
    LEFT = "left", _("has left")


class ContactSource(models.TextChoices):
    """Where a decision maker's address comes from: a legal duty to know."""

    VISIT = "visit", _("given during a visit")
    CALL = "call", _("given by phone")
    EVENT = "event", _("given at an event")
    COLLEAGUE = "colleague", _("given by a colleague")
    WEBSITE = "website", _("company's website")
    REGISTER = "register", _("public register")


class RejectReason(models.TextChoices):
    """Why a moderator does not pass a request on."""

    NO_NEED = "no_need", _("No real need is named")
    WRONG_PERSON = "wrong_person", _("Not the right person")
    UNCLEAR = "unclear", _("What is asked is not clear")
    CONFIDENTIAL = "confidential", _("It says something confidential")
    MASS_TEXT = "mass_text", _("A text sent to many")
    TONE = "tone", _("The tone does not suit")
    OUT_OF_SCOPE = "out_of_scope", _("Outside the programme")


class DeclineReason(models.TextChoices):
    """Why a decision maker says no; the startup reads it."""

    NO_NEED = "no_need", _("We do not have this need")
    HAVE_SOLUTION = "have_solution", _("We already have a solution")
    NOT_PRIORITY = "not_priority", _("It is not a priority this year")
    TOO_EARLY = "too_early", _("The product is too early for us")
    NOT_MY_FIELD = "not_my_field", _("It is not my field")
    RULES = "rules", _("A rule prevents it (purchasing, insurance, data, safety)")
    STOP = "stop", _("I no longer wish to be asked")
    OTHER = "other", _("Another reason")


class Checkpoint(models.TextChoices):
    """The six points that a moderator checks."""

    NEED = "need", _("The need is real and named")
    PERSON = "person", _("It is the right person")
    CLEAR = "clear", _("The request is clear")
    CONFIDENTIAL = "confidential", _("Nothing is confidential")
    SINGLE = "single", _("It is not a mass mailing")
    TONE = "tone", _("The tone is right")


class Outcome(models.TextChoices):
    """What came of an accepted introduction."""

    NEXT_STEP = "next_step", _("a next step is agreed")
    TRIAL = "trial", _("a trial is planned or made")
    CONTRACT = "contract", _("an order or a contract")
    NO_FOLLOW_UP = "no_follow_up", _("met, without a follow-up")
    NOT_MET = "not_met", _("the meeting did not take place")
    UNKNOWN = "unknown", _("not known")


class Origin(models.TextChoices):
    """How an introduction began."""

    DIRECTORY = "directory", _("directory")
    REDIRECT = "redirect", _("passed on by a colleague")
    STAFF = "staff", _("entered by the lab")


class ProfileStatus(models.TextChoices):
    """Whether a startup's profile is shown."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    SUSPENDED = "suspended", _("suspended")


class Maturity(models.TextChoices):
    """How far a startup's product is."""

    PROTOTYPE = "prototype", _("prototype")
    PILOT = "pilot", _("first trials with customers")
    PRODUCT = "product", _("in use with customers")
    SCALE = "scale", _("in use on several sites")


class LinkPurpose(models.TextChoices):
    """What a link in a mail opens."""

    ANSWER = "answer", _("answer a request")
    SLOT = "slot", _("choose a slot")
    OUTCOME = "outcome", _("tell how the meeting went")
    INVITATION = "invitation", _("accept to be asked")


class CallResult(models.TextChoices):
    """What came of a telephone call of the lab."""

    SPOKEN = "spoken", _("spoken with: the answer will come")
    NO_ANSWER = "no_answer", _("nobody answered")
    MESSAGE = "message", _("message left")
    WRONG = "wrong", _("wrong number, or no longer there")


class Audience(models.TextChoices):
    """Who may read a remark."""

    SHARED = "shared", _("startup and lab")
    STAFF = "staff", _("lab only")


class SlotStatus(models.TextChoices):
    """Where a proposed slot is; past or no longer free is computed, never stored."""

    OFFERED = "offered", _("proposed")
    PICKED = "picked", _("picked")
    WITHDRAWN = "withdrawn", _("taken back")


class MeetingStatus(models.TextChoices):
    """Where a meeting is."""

    BOOKED = "booked", _("booked")
    HELD = "held", _("held")
    NO_SHOW_STARTUP = "no_show_startup", _("the startup did not come")
    NO_SHOW_MANAGER = "no_show_manager", _("the decision maker did not come")
    CANCELLED = "cancelled", _("cancelled")
    MOVED = "moved", _("moved")


class Side(models.TextChoices):
    """The two sides of a meeting."""

    STARTUP = "startup", _("startup")
    MANAGER = "manager", _("industrial company")


class FollowUpRound(models.TextChoices):
    """How long after the meeting a side is asked."""

    TEN_DAYS = "j10", _("after ten days")
    THREE_MONTHS = "m3", _("after three months")
    SIX_MONTHS = "m6", _("after six months")
    A_YEAR = "m12", _("after a year")


# Months after the meeting, but for the first one, which comes after days.
FOLLOW_UP_DAYS = 10
FOLLOW_UP_MONTHS = {
    FollowUpRound.THREE_MONTHS: 3,
    FollowUpRound.SIX_MONTHS: 6,
    FollowUpRound.A_YEAR: 12,
}


class Satisfaction(models.IntegerChoices):
    """Whether a meeting was worth its time."""

    NOT = 0, _("no")
    LITTLE = 1, _("a little")
    WELL = 2, _("yes")
    VERY = 3, _("yes, very much")


class ClaimKind(models.TextChoices):
    """What may come of a meeting."""

    SECOND_MEETING = "second_meeting", _("a second meeting")
    VISIT = "visit", _("a visit")
    TRIAL = "trial", _("a trial")
    QUOTE = "quote", _("a quote")
    CONTRACT = "contract", _("an order or a contract")
    JOBS_CREATED = "jobs_created", _("jobs created")
    JOBS_KEPT = "jobs_kept", _("jobs kept")


# Jobs always have a number, a contract may have its euros.
JOBS = (ClaimKind.JOBS_CREATED, ClaimKind.JOBS_KEPT)
WITH_NUMBER = (ClaimKind.CONTRACT, *JOBS)


class AnswerKind(models.TextChoices):
    """Which act a ready answer is for."""

    ASK_INFO = "ask_info", _("ask for more")
    REWORD = "reword", _("reword")
    REJECT = "reject", _("refuse")
