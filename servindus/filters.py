"""What filters of several rooms have: words that are looked for."""

from typing import Any

import django_filters


class WordsFilter(django_filters.FilterSet):
    """A filter of rows that can be searched by their words."""

    def filter_text(self, queryset: Any, name: str, value: str) -> Any:
        """Search without accents, by word beginnings."""
        return queryset.matching(value)
