"""Before the competition: the strategy is tried out, decided how bids will be assessed, and locked."""
