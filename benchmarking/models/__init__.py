"""The rows of good practices and comparison, one module per aggregate."""
