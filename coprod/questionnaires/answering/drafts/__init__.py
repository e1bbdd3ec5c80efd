"""What somebody has typed and not sent: kept where nobody can read it, and gone on with in any browser."""
