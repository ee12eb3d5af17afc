"""Pages of a body's administrator about its procedures."""
