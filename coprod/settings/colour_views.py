"""The colours that somebody is choosing, as a stylesheet for the preview beside them."""

from flask import Response, request

from coprod.partnership.colours import COLOURS, as_variables, is_colour
from coprod.permissions import Permission, requires
from coprod.settings.blueprint import blueprint


@blueprint.get("/preview.css")
@requires(Permission.MANAGE_SETTINGS)
def preview_colours() -> Response:
    """Each of the six that the address names, for what is inside `.demo` and nothing else."""
    chosen = {name: f"#{value}" for name in COLOURS if is_colour(f"#{(value := request.args.get(name, ''))}")}
    return Response(as_variables(chosen, of=".staff .demo"), mimetype="text/css")
