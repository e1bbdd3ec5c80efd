"""What is done from a terminal: `flask --app coprod add-user`, `set-password`, `send-mail`, `purge`, `worker`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from coprod import audit, jobs, key_commands, mail, upkeep_commands
from coprod.accounts.letters import SignInChange, tell_owner
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep, code_now
from coprod.counting import counting_check
from coprod.database import db
from coprod.participation import retention
from coprod.people import looking_after
from coprod.permissions import Role
from coprod.rendering import plural
from coprod.transactions import write_transaction


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    staff = (add_user, set_password, change_roles, deactivate, reset_second_step, demo_code)
    for command in (*staff, send_mail, purge, check_counters, worker, *key_commands.ALL, *upkeep_commands.ALL):
        app.cli.add_command(command)


@click.command()
@click.option("--email", prompt="Email")
@click.option("--name", prompt="Name")
@click.option("--role", prompt=f"Role ({', '.join(Role)})")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
@with_appcontext
def add_user(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Add a member of staff who can sign in. The first one needs this; the others are invited from the staff pages."""
    known_role = _role(role)
    password = _password(password_stdin)
    try:
        user = User(email=email, name=name, roles=[known_role], password=password)
        with write_transaction():
            db.session.add(user)
            db.session.flush()
            audit.record("added", f"user {user.id}", roles=[role])
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except IntegrityError as error:
        raise click.ClickException(f"There is already a member of staff with the email {email}.") from error
    except (OperationalError, ProgrammingError) as error:
        raise _no_database() from error
    click.echo(f"{user.name} can now sign in as {user.email}, and is asked to set up an authenticator app.")


@click.command()
@click.option("--email", prompt="Email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
@with_appcontext
def set_password(email: str, password_stdin: bool) -> None:
    """Give a member of staff a new password. They are signed out everywhere."""
    password = _password(password_stdin)
    with _changing(email) as user:
        user.set_password(password)
        audit.record("set the password of", f"user {user.id}")
        tell_owner(user, SignInChange.PASSWORD_CHANGED)
    click.echo(f"{user.name} has a new password, and is signed out everywhere.")


@click.command()
@click.option("--email", prompt="Email")
@click.option("--role", "roles", prompt=f"Role ({', '.join(Role)})", multiple=True, help="Once for each role.")
@with_appcontext
def change_roles(email: str, roles: tuple[str, ...]) -> None:
    """Give a member of staff these roles and no others, for everything. They are signed out everywhere."""
    wanted = [_role(role) for role in roles]
    with _changing(email) as user:
        looking_after.change_roles(user, wanted)
    click.echo(f"{user.name} is now {' and '.join(role.words for role in user.roles)}, and is signed out everywhere.")


@click.command()
@click.option("--email", prompt="Email")
@with_appcontext
def deactivate(email: str) -> None:
    """A member of staff has left: they are signed out everywhere and cannot sign in again."""
    with _changing(email) as user:
        looking_after.deactivate(user)
    click.echo(f"{user.name} can no longer sign in.")


@click.command()
@click.option("--email", prompt="Email")
@with_appcontext
def reset_second_step(email: str) -> None:
    """For a lost phone: at their next sign-in, after the password, they set up an authenticator app again."""
    with _changing(email) as user:
        looking_after.reset_second_step(user)
    click.echo(f"{user.name} is signed out everywhere, and sets up an authenticator app at the next sign-in.")


@click.command()
@click.argument("email")
@with_appcontext
def demo_code(email: str) -> None:
    """The six numbers that the app of somebody in the demonstration shows now. Of nobody else."""
    user = User.known_as(email)
    step = SecondStep.of(user) if user and user.demonstration else None
    if step is None:
        raise click.ClickException(f"There is nobody called {email} in the demonstration with an authenticator app.")
    click.echo(code_now(step.key))


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
def check_counters() -> None:
    """Whether the numbers of those who took part are what the rows say. Changes nothing."""
    try:
        wrong = counting_check.what_is_wrong()
    except (OperationalError, ProgrammingError) as error:
        raise _no_database() from error
    if wrong:
        raise click.ClickException("\n".join(wrong))
    click.echo("Every counter says what the rows say.")


@click.command()
@with_appcontext
def worker() -> None:
    """Run jobs until stopped: deliver mail, and whatever waits in the queue."""
    click.echo("Running jobs. Ctrl-C stops.")
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]  # the app itself, for other threads
    click.echo("Stopped.")


@contextmanager
def _changing(email: str) -> Iterator[User]:
    """One change to a member of staff, in a transaction of its own."""
    try:
        with write_transaction():
            user = User.known_as(email)
            if user is None:
                raise click.ClickException(f"There is no member of staff with the email {email}.")
            yield user
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except (OperationalError, ProgrammingError) as error:
        raise _no_database() from error


def _role(role: str) -> Role:
    if role not in list(Role):
        raise click.ClickException(f"There is no role called {role}. The roles are {', '.join(Role)}.")
    return Role(role)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _no_database() -> click.ClickException:
    return click.ClickException("The database does not answer, or has no tables yet (`flask --app coprod db upgrade`).")
