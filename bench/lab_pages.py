"""The pages of questions and exchanges of the labs that are measured."""

from collections.abc import Iterator

from django.urls import reverse

from bench import people
from benchmarking.models import Exchange, Question

STAFF, ADMIN = people.STAFF, people.ADMIN
# Kind, name, reader, address.
Listed = tuple[str, str, str, str]


def pages() -> Iterator[Listed]:
    """Give the two lists with their parts, one file of each, and the desks."""
    questions = reverse("benchmarking:question_list")
    for part in ("a-repondre", "nos-questions", "acceptees", "toutes"):
        yield "list", f"questions, staff, {part}", STAFF, f"{questions}?vue={part}"
    yield "list", "questions, programme", ADMIN, questions
    found = f"{questions}?vue=toutes&q=convention"
    yield "search", "questions, a word of answers", STAFF, found
    asked = Question.objects.filter(status="answered").order_by("pk")[:1].get()
    yield "detail", "question", STAFF, asked.get_absolute_url()
    exchanges = reverse("benchmarking:exchange_list")
    for part in ("a-venir", "tenus", "tous"):
        yield "list", f"exchanges, staff, {part}", STAFF, f"{exchanges}?vue={part}"
    actions = reverse("benchmarking:exchange_action_list")
    yield "list", "actions of exchanges", STAFF, f"{actions}?vue=a-faire"
    for status in ("planned", "held"):
        row = Exchange.objects.filter(status=status).order_by("pk")[:1].get()
        yield "file", f"exchange, {status}", STAFF, row.get_absolute_url()
    for model in ("question", "exchange", "exchangeaction"):
        address = reverse(f"admin:benchmarking_{model}_changelist")
        yield "desk", f"desk {model}", STAFF, address
