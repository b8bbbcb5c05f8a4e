"""Contract drafts: clauses in, Word files out."""
