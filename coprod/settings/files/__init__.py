"""Files that staff gave: the logos, and every file there is with where it is used."""
