"""Documents: typesetting with embedded fonts, and the number series of official letters."""
