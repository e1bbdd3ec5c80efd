"""Set up: the first hour of a partnership, from an empty installation to a site that is open to the public."""
