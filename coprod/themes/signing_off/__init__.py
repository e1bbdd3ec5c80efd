"""What must be read and decided before the themes of an engagement are signed off."""
