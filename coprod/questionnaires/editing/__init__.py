"""Writing a questionnaire: pages, questions, who sees what, and what must be right before it is published."""
