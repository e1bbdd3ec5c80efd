"""The words that staff want screening to look for too."""
