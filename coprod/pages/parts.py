"""Where each part of the site starts, for whoever stands at an address of it that is no page."""

from flask import current_app, request, url_for


def start_of_part() -> str:
    """The first page above the address that was asked for: "/staff/moderation" of "/staff/moderation/12/approve"."""
    home = url_for("staff_home.show") if request.path.startswith("/staff/") else url_for("pages.home")
    site = current_app.create_url_adapter(request)
    parts = request.path.removeprefix(home).strip("/").split("/")
    above = ("/".join([home.rstrip("/"), *parts[:number]]) for number in range(1, len(parts) + 1))
    return next((address for address in above if site and site.test(address, "GET")), home)
