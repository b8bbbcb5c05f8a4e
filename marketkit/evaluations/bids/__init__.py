"""Bids as they came: opened, taken in round by round, checked, corrected on record, rejected on a ground."""
