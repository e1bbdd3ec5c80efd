"""Did we get this right? The question beneath each reply, what people answer, and what everyone sees of that."""
