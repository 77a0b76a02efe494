"""Comparison of the four labs: what is counted, over what, and what may be said."""


def connect() -> None:
    """Keep denominators in every database; give the room its tab."""
    from benchmarking import sections
    from benchmarking.comparison import reference, tabs
    from programmes import reference as frame

    frame.followers.append(reference.freeze_reference)
    sections.makers.append(tabs.tabs)
