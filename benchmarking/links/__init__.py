"""Links: which practice or tool has lifted which blocker, and which had no effect."""


def connect() -> None:
    """Declare notices and files; give tabs, digests, blockers and texts their links."""
    from benchmarking import sections
    from benchmarking.links import (  # noqa: F401
        digests,
        exports,
        home,
        notifications,
        told,
    )
    from blockers import ways
    from servindus import digests as kernel

    sections.makers.append(home.tabs)
    kernel.makers.append(digests.parts)
    kernel.askers[digests.parts] = digests.may_tell
    ways.text_makers.append(told.of_texts)
    ways.blocker_makers.append(told.of_blocker)
    ways.claim_makers.append(told.claim_href)
