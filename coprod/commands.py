"""What is done from a terminal: `flask --app coprod add-user`, `send-mail`, `purge`, `worker`."""

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from coprod import audit, jobs, mail
from coprod.accounts.models import User
from coprod.database import db, write_transaction
from coprod.participation import retention
from coprod.permissions import Role
from coprod.rendering import plural


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (add_user, send_mail, purge, worker):
        app.cli.add_command(command)


@click.command()
@click.option("--email", prompt="Email")
@click.option("--name", prompt="Name")
@click.option("--role", prompt=f"Role ({', '.join(Role)})")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
@with_appcontext
def add_user(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Add a member of staff who can sign in."""
    if role not in list(Role):
        raise click.ClickException(f"There is no role called {role}. The roles are {', '.join(Role)}.")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked_twice()
    try:
        user = User(email=email, name=name, role=Role(role), password=password)
        with write_transaction():
            db.session.add(user)
            db.session.flush()
            audit.record("added", f"user {user.id}", role=role)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except IntegrityError as error:
        raise click.ClickException(f"There is already a member of staff with the email {email}.") from error
    except (OperationalError, ProgrammingError) as error:
        raise _no_database() from error
    click.echo(f"{user.name} can now sign in as {user.email}.")


@click.command()
@with_appcontext
def send_mail() -> None:
    """Deliver the letters that are due, now."""
    try:
        sent = mail.deliver_due()
    except (OperationalError, ProgrammingError) as error:
        raise _no_database() from error
    click.echo("1 message was sent." if sent == 1 else f"{sent} messages were sent.")


@click.command()
@with_appcontext
def purge() -> None:
    """Forget what was kept for long enough, now; a worker does it every night."""
    try:
        done = retention.purge()
    except (OperationalError, ProgrammingError) as error:
        raise _no_database() from error
    kinds = (done.contributions, "contribution"), (done.receipts, "receipt"), (done.letters, "letter")
    click.echo(f"Forgotten: {', '.join(plural(count, what) for count, what in kinds)}.")
    if done.undecided:
        click.echo(f"Past their time, but still to be decided: {plural(done.undecided, 'contribution')}.")


@click.command()
@with_appcontext
def worker() -> None:
    """Run jobs until stopped: deliver mail, and whatever waits in the queue."""
    click.echo("Running jobs. Ctrl-C stops.")
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]  # the app itself, for other threads
    click.echo("Stopped.")


def _asked_twice() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _no_database() -> click.ClickException:
    return click.ClickException("The database does not answer, or has no tables yet (`flask --app coprod db upgrade`).")
