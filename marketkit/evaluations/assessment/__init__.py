"""Evaluators score the bids, each on their own; the panel agrees where they differ."""
