"""What whoever runs the site does from a terminal: `check`, `send-again` and `export-static`."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from coprod import audit
from coprod.concerns import undelivered
from coprod.database_trouble import trouble
from coprod.examination import State, examine
from coprod.former_files import FormerFiles
from coprod.private_files import for_everyone
from coprod.rendering import plural
from coprod.static_files import File
from coprod.transactions import write_transaction


@click.command()
@with_appcontext
def check() -> None:
    """Whether all that this site needs is in order, a line for each part. Ends with 1 when something is wrong."""
    looked = examine()
    for part in looked:
        click.echo(f"{part.state.value:<13} {part.name}: {part.sentence}")
    sys.exit(any(part.state is State.WRONG for part in looked))


@click.command()
@with_appcontext
def send_again() -> None:
    """Try every letter that did not leave again, also those that were given up: the worker does it now."""
    try:
        with write_transaction():
            number = undelivered.send_again()
            audit.record("had letters tried again", "letters", number=number)
    except DBAPIError as error:
        raise click.ClickException(trouble(error) or "The database could not do that.") from error
    click.echo(f"{plural(number, 'letter')} will be tried again now.")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export_static(folder: Path) -> None:
    """Write every file under /static/ into a folder, for a web server that serves them itself.

    Each is there by its name, and compressed beside it. Files of builds before that are there already stay.
    """
    former: FormerFiles = current_app.extensions["former files"]
    files = former.all()
    try:
        with for_everyone():  # the web server has an account of its own
            for name, content in files.items():
                path = folder / "static" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                if zipped := File.named(name, content).zipped:
                    path.with_name(f"{path.name}.gz").write_bytes(zipped)
    except OSError as error:
        raise click.ClickException(f"Nothing can be written in {folder} ({error.strerror}).") from error
    click.echo(f"{plural(len(files), 'file')} stand in {folder / 'static'}.")


ALL = (check, send_again, export_static)
