"""Written texts: what a document says (`model`), kept as JSON (`stored`), as a Word file and as a page."""
