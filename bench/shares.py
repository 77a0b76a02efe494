"""How many of a hundred rows have which value, as SQL of a row's number."""


class Share:
    """Values with their shares of a hundred, spread evenly over the numbers."""

    def __init__(self, *shares: tuple[str, int]) -> None:
        if sum(share for _value, share in shares) != 100:
            raise ValueError(f"not a hundred: {shares}")
        self.shares = shares

    def sql(self, number: str) -> str:
        """Give the SQL of the value of a row with this number."""
        whens, total = [], 0
        # Neighbours differ, and so does each hundred from the one before.
        place = f"(({number})::bigint * 37 + ({number}) / 100) % 100"
        for value, share in self.shares:
            total += share
            whens.append(f"WHEN {place} < {total} THEN '{value}'")
        return f"CASE {' '.join(whens)} END"
