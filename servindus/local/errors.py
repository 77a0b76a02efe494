"""What the launcher says in one line before it ends."""


class CannotStartError(Exception):
    """Something outside our hands is missing or taken; the text is the whole line."""
