"""Where somebody goes on who was asked who they are."""

import re

from flask import current_app, request

HOME = "/staff"


def own_page() -> str:
    """Where they were going, if it is a page of this site that can be opened; otherwise the staff home page."""
    address = request.args.get("next")
    if not address or not re.fullmatch(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*", address):
        return HOME
    adapter = current_app.create_url_adapter(request)
    exists = adapter is not None and adapter.test(address.partition("?")[0].partition("#")[0], method="GET")
    return address if exists else HOME
