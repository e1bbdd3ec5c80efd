"""Staff write an engagement part by part, with its documents; copy it; and delete a draft."""
