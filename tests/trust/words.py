"""Random-looking words, one for each confidential field of the world."""

import hashlib
import re

_LETTERS = "bcdfghjklmnpqrstvwxz"
known: dict[str, str] = {}


def canary(name: str) -> str:
    """Give the word of a field, always the same one; no text holds it by chance."""
    digest = hashlib.sha256(name.encode()).digest()
    # Consonants only: no French or English word, and no case or accent to fold.
    known[name] = "zq" + "".join(_LETTERS[byte % 20] for byte in digest[:12])
    return known[name]


def watch(name: str, text: str) -> None:
    """Look out for a text that the house makes by itself: a link's token."""
    known[name] = text


def forged(token: str) -> str:
    """Give a token with another signature: the letter before the last is another."""
    return token[:-2] + ("B" if token[-2] == "A" else "A") + token[-1]


def seen_in(text: str) -> set[str]:
    """Give the fields whose words stand in a text, whatever their case."""
    text = text.lower()
    words = set(re.findall(r"zq[bcdfghjklmnpqrstvwxz]{12}", text))
    return {
        name
        for name, word in known.items()
        if word in words or (word[:2] != "zq" and word in text)
    }
