"""Staff look after the organisations that pledged: whom to contact, whether there is such a one, how it is called."""
