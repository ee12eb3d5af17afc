"""Forms: the form engine (definition, validation, pages, answers) and drafts of what is being filled in."""
