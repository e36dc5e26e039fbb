"""One module a format; each sees documents and layouts only."""
