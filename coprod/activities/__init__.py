"""What people are asked: engagements, and the activities in which they can answer."""
