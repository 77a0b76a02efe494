"""What blocks companies, and what became of it."""
