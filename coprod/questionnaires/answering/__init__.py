"""A questionnaire while somebody answers it: page by page, kept in a draft until it is sent."""
