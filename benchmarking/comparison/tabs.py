"""The comparison's word among the parts of its room."""

from django.http import HttpRequest
from django.urls import reverse

from benchmarking.comparison import shown
from servindus.ui import Tab


def tabs(request: HttpRequest) -> list[Tab]:
    """Give everybody the way to the comparison."""
    href = reverse("benchmarking:comparison")
    return [Tab(shown.title(), href, current=request.path.startswith(href))]
