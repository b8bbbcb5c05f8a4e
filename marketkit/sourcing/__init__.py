"""Strategies (criteria and weights), bids from files, and rule packs (what a jurisdiction demands)."""
