"""Pictures that staff put into a questionnaire, beside our own drawings: each with what it shows and who made it."""
