"""Comparison of the four labs: what is counted, over what, and what may be said."""


def connect() -> None:
    """Keep denominators in every database."""
    from benchmarking.comparison import reference
    from programmes import reference as frame

    frame.followers.append(reference.freeze_reference)
