"""Practices by file: what others publish, brought in as drafts to be completed."""
