"""What screening looks for, kind by kind. Pure functions of the text; word lists and rules are in `screening_data`."""
