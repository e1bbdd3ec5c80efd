"""What was not decided for now: who keeps it, when somebody looks again, and what happened then."""
