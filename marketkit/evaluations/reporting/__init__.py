"""What is written about an evaluation: the report, a letter to every supplier, what the public may read."""
