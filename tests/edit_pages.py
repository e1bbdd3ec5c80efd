"""What a page with a form sends back when nobody changes anything in it."""

import re
from html import unescape

# What stands inside is read of a text area and of a list to choose from; after an input it ends at the next tag.
TAG = re.compile(r"<(input|textarea|select)\b([^>]*)>(.*?)(?=</textarea>|</select>|<input|<select|<textarea|\Z)", re.S)


def fields(page: str) -> dict[str, list[str]]:
    """What the form on a page sends, by the name of each field."""
    form = page.partition('id="edit"')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag, attributes, inside in re.findall(TAG, form):
        known = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        unticked = known.get("type") in ("checkbox", "radio") and not re.search(r"\bchecked\b", attributes)
        if "name" not in known or known["name"] == "csrf_token" or unticked:
            continue
        found.setdefault(known["name"], []).append(unescape(_value(tag, known, inside)))
    return found


def _value(tag: str, known: dict[str, str], inside: str) -> str:
    if tag == "textarea":
        return inside.removeprefix("\n")
    if tag == "select":
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        return next((value for value, chosen in options if chosen), options[0][0])
    return known.get("value", "")
