"""Bids in, results out: what a public buyer does with a strategy and the bids it received."""
