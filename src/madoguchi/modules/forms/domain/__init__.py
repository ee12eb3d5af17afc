"""The form engine, pure: definition → validation → pages → answers. Knows no Django."""
