"""Pages of the blocker register."""
