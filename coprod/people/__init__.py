"""People: staff look after staff. Invitations, roles, a second step set anew, leaving."""
