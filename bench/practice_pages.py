"""The pages of the library and of the tools that are measured."""

from collections.abc import Iterator

from django.urls import reverse

from bench import people
from benchmarking.models import PracticeVersion, Transfer

STAFF, FOUNDER = people.STAFF, people.FOUNDER
# Kind, name, reader, address.
Listed = tuple[str, str, str, str]


def pages() -> Iterator[Listed]:
    """Give the library with its filters, one practice, three side by side, the desk."""
    library = reverse("benchmarking:practice_list")
    yield "list", "library, startup", FOUNDER, library
    some = f"{library}?laboratoire=nancy&label=oui"
    yield "list", "library, lab and label", STAFF, some
    yield "list", "library, one topic", STAFF, f"{library}?theme=prototyping"
    yield "search", "library, a word of all", STAFF, f"{library}?q=technicien"
    yield "search", "library, two words", STAFF, f"{library}?q=payer+plein&axe=1"
    yield "search", "library, no such word", STAFF, f"{library}?q=zzzz"
    found = PracticeVersion.objects.listed().select_related("practice")
    three = list(found.order_by("pk")[:3])
    yield "file", "practice, startup", FOUNDER, three[0].practice.get_absolute_url()
    yield "file", "practice, staff", STAFF, three[0].practice.get_absolute_url()
    chosen = "&".join(f"p={one.practice.public_id}" for one in three)
    compared = reverse("benchmarking:practice_compare")
    yield "file", "three practices compared", STAFF, f"{compared}?{chosen}"
    versions = reverse("benchmarking:version_list")
    for part in ("a-traiter", "publiees"):
        yield "list", f"versions, staff, {part}", STAFF, f"{versions}?vue={part}"
    yield "list", "transfers, board", STAFF, reverse("benchmarking:transfer_board")
    moved = reverse("benchmarking:transfer_list")
    for part in ("a-faire", "en-usage", "tous"):
        yield "list", f"transfers, staff, {part}", STAFF, f"{moved}?vue={part}"
    first = Transfer.objects.filter(status="in_use").order_by("pk").first()
    if first is not None:
        yield "file", "transfer, staff", STAFF, first.get_absolute_url()
    yield "list", "tools", FOUNDER, reverse("benchmarking:tool_list")
    for model in ("practiceversion", "tool", "transfer"):
        address = reverse(f"admin:benchmarking_{model}_changelist")
        yield "desk", f"desk {model}", STAFF, address
