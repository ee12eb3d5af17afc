"""Pure Python of the room: the draw."""
