"""What the people of the demonstration say, by every channel."""
