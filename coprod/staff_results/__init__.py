"""What people answered, exact and at this moment, for staff: pages of it, and the responses themselves to take away."""
