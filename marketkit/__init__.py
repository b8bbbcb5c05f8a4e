"""marketkit: a public-private market interaction and procurement toolkit."""

__version__ = "0.1.0"
