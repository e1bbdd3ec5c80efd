"""What people answered, counted ahead, so that no page counts a hundred thousand rows."""
