"""Two rows for one company: found, compared, put together, taken apart again."""
