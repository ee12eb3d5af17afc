"""Files: one door for everything that is stored outside of the database."""
