"""Events people can come to, and the places they sign up for."""
