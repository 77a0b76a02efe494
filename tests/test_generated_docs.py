"""The pages of docs/ that the code writes are those of this code."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

PAGES = {"transitions": "print_transitions", "permissions": "print_permissions"}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_the_code_prints(name: str) -> None:
    """`manage.py print_... --markdown > docs/....md` would change nothing."""
    printed = StringIO()
    call_command(PAGES[name], "--markdown", stdout=printed)
    page = Path(settings.BASE_DIR, "docs", f"{name}.md").read_text(encoding="utf-8")
    assert page == printed.getvalue()
