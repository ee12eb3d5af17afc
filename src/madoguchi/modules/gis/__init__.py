"""Maps: where a body is, and places drawn on it."""
