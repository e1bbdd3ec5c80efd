"""Help with sorting texts, learned from what the team has sorted. It explains itself and decides nothing."""
