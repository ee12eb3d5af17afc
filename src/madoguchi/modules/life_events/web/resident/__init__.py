"""Pages for residents: from the event to the receipts of its parts."""
