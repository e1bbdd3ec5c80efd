"""A questionnaire on paper: the form that is printed, and the forms that staff type in."""
