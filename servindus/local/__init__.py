"""What serves only trying out and tests: embedded database, launcher, set-up."""
