"""Keys from a terminal: `flask --app coprod new-key`, `rotate-keys`, and `find-address`."""

import click
from flask import current_app
from flask.cli import with_appcontext

from coprod import key_rotation
from coprod.key_ring import OLD, Key, new_key as a_new_key
from coprod.keys import kept_keys
from coprod.rendering import plural
from coprod.sealing import ring


@click.command()
@click.option("--old", is_flag=True, help="Today's SECRET_KEY as a key, for installations from before there were keys.")
@with_appcontext
def new_key(old: bool) -> None:
    """A new key, on one line. Nothing uses it until you put the line where the keys are kept."""
    key = Key(OLD, current_app.config["SECRET_KEY"].encode()) if old else a_new_key()
    click.echo(key.written)


@click.command()
@with_appcontext
def rotate_keys() -> None:
    """Seal everything with the newest key, and say what still hangs on the others. May be stopped, and run again."""
    done = key_rotation.reseal()
    click.echo(f"Sealed anew with the newest key, {ring().newest.name}: {plural(done.sealed, 'value')}.")
    if done.broken:
        click.echo(f"No key that is here opens {plural(done.broken, 'value')}: they stay as they are.")
    for name, counted in key_rotation.still_under().items():
        if counted:
            where = ", ".join(f"{number:,} in {column}" for column, number in sorted(counted.items()))
            click.echo(f"Key {name} must stay: {where}.")
        else:
            click.echo(f"Nothing is left under key {name}: take it out of {kept_keys().where}, on every host.")


@click.command()
@click.option("--address", prompt="Email address")
@with_appcontext
def find_address(address: str) -> None:
    """Where the email address of somebody who took part is kept, for when they ask. Staff are not looked at."""
    for table, numbers in key_rotation.rows_with(address).items():
        click.echo(f"{table}: {', '.join(map(str, numbers)) or 'nothing'}")


ALL = (new_key, rotate_keys, find_address)
