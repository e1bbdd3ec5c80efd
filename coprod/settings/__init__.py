"""What staff set for the whole site: each page of settings, what people will see, and every change with a way back."""
