"""How bids are ranked: price formulas, award methods and what the ranking depends on. Pure."""
