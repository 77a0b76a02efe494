"""Cases by file: what a lab gathered elsewhere, brought in by a table."""
