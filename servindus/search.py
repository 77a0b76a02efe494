"""Search and order that ignore case and accents, on any PostgreSQL."""

import re
import unicodedata

from django.contrib.postgres.search import SearchQuery
from django.db.models import Expression, Func

# Longer words are cut: nobody types them, and the index need not look for them.
MAX_WORDS, MAX_LETTERS = 8, 40


def folded(field: str | Expression) -> Func:
    """Give a column without case and accents (SQL function `servindus_fold`)."""
    # A plain Func, so that migrations import no code of ours.
    return Func(field, function="servindus_fold")


def words_of(text: str) -> list[str]:
    """Give the words of a question: letters and digits only, folded, 8 at most."""
    return [word[:MAX_LETTERS] for word in folded_words(text)[:MAX_WORDS]]


def folded_words(text: str) -> list[str]:
    """Give all words of a text: letters and digits only, folded."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    plain = plain.replace("æ", "ae").replace("ß", "ss").replace("ø", "o")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", plain)


def prefix_query(text: str) -> SearchQuery | None:
    """Give a query for all these words or word beginnings; None for no word.

    The simple configuration is asked: a French stem hides beginnings
    (`logistiqu` does not find `logistique`, stored as `logist`).
    """
    words = words_of(text)
    if not words:
        return None
    raw = " & ".join(f"{word}:*" for word in words)
    return SearchQuery(raw, config="simple", search_type="raw")
