"""Pages for residents: finding a procedure, its page, and the way from the first answer to the receipt."""
