"""Work that nobody waits for. Jobs are kept in SQLite, or in Redis or PostgreSQL when those are configured.

A module makes a job of a function with `@jobs.task`; what runs by the clock stands in schedule.py. What a job is given
goes through JSON: numbers, texts and lists of them. A job runs in an app context and outside any transaction: it writes
inside `write_transaction()`, briefly, and never while it talks to another machine. A job may run twice, or late: it
must be right all the same.
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module
from threading import Lock
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session, SessionTransaction

from coprod.database import db
from coprod.database_trouble import trouble
from coprod.loaded_when_used import without

with without("redis", "psycopg"):  # huey would load both, and use one or none: see `_give_driver`
    from huey import Huey, crontab, storage as storages
    from huey.api import Task
    from huey.consumer import Consumer
    from huey.exceptions import HueyException
    from huey.storage import BaseStorage, MemoryStorage, PostgresStorage, RedisStorage, SqliteStorage

    from coprod.job_messages import NotOurs, SignedJSON

log = logging.getLogger(__name__)

DRIVERS = {
    "redis": {"ConnectionPool": "redis", "Redis": "redis"}
    | dict.fromkeys(("ConnectionError", "TimeoutError"), "redis.exceptions"),
    "psycopg": {"psycopg": "psycopg"},
}


class Repeated(NamedTuple):
    """A job that a worker runs by the clock. `when` is in UTC, as cron has it: {"hour": "3", "minute": "10"}."""

    name: str
    when: dict[str, str]
    what: Callable[[], None]


class Queue(Huey):
    """The jobs of this installation. Modules add theirs when imported; where they wait is known only with the app."""

    serializer: SignedJSON
    waiting_place: BaseStorage | None = None
    opened_by = 0  # the process
    repeated: tuple[type, ...] = ()
    opening = Lock()

    def keep_in(self, storage_class: type[BaseStorage], **settings: Any) -> None:
        """From now on jobs wait there."""
        self.storage_class = storage_class
        self.storage_kwargs = settings
        self.storage = None

    @property
    def app(self) -> Flask:
        """The application in which jobs run, whose keys sign them."""
        return self.serializer.app

    @app.setter
    def app(self, app: Flask) -> None:
        self.serializer.app = app

    def dequeue(self) -> Task | None:
        """The next job. What is no job of ours is taken out, and nothing is done about it."""
        self.serializer.keys()  # before anything is taken out: while the database is away nothing is lost
        while (data := self.storage.dequeue()) is not None:
            try:
                return self.deserialize_task(data)
            except (NotOurs, HueyException) as error:
                log.error("something in the queue is no job of this installation: %s", type(error).__name__)
        return None

    @property
    def storage(self) -> BaseStorage:
        """Opened when the first job comes or goes, so that an app can be made while the storage is away.

        A process that forked opens its own: a connection has one owner.
        """
        with self.opening:
            if self.waiting_place is None or self.opened_by != os.getpid():
                self.waiting_place, self.opened_by = self.create_storage(), os.getpid()
            return self.waiting_place

    @storage.setter
    def storage(self, place: BaseStorage | None) -> None:
        self.waiting_place = place


huey = Queue("coprod", results=False, storage_class=MemoryStorage, serializer=SignedJSON())


@huey.on_shutdown()
def _close() -> None:
    huey.storage.close()  # a worker's thread closes what it opened


def init_app(app: Flask) -> None:
    """Choose where jobs wait. In tests they wait in memory, and nothing runs by itself."""
    config = app.config["COPROD"]
    database = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    huey.app = app
    if app.testing:
        huey.keep_in(MemoryStorage)
    elif config.redis_url:
        # A Redis that hangs must not keep a person waiting; a worker's own wait for a job is one second.
        _give_driver("redis")
        joint = "&" if "?" in config.redis_url else "?"
        huey.keep_in(RedisStorage, url=f"{config.redis_url}{joint}socket_connect_timeout=1&socket_timeout=5")
    elif database.get_backend_name() == "postgresql":
        _give_driver("psycopg")
        dsn = database.set(drivername="postgresql").render_as_string(hide_password=False)
        huey.keep_in(PostgresStorage, dsn=dsn)
    else:
        config.instance.mkdir(parents=True, exist_ok=True)
        huey.keep_in(SqliteStorage, filename=str(config.instance / "jobs.db"))


def _give_driver(name: str) -> None:
    """Now it is used: load it, and give huey what it would have imported from it."""
    for what, module in DRIVERS[name].items():
        there = import_module(module)
        setattr(storages, what, there if what == module else getattr(there, what))
    if name == "redis":
        RedisStorage.redis_client = storages.Redis  # kept by the class, when the module was made


def task(function: Callable[..., None]) -> Callable[..., None]:
    """A function that, when called, is put in the queue and run later by a worker."""
    return huey.task()(_in_app(function))


def run_soon(job: Callable[[], None]) -> None:
    """Put a job in the queue when what it works on is kept. It also runs by the clock, should the queue be away."""
    try:
        job()
    except Exception as error:  # whatever the queue's storage raises
        log.warning("nobody could be woken (%s); it is done with the next round", type(error).__name__)


def run_afterwards(job: Callable[[], None]) -> None:
    """Run a job soon after the session's transaction: once, however often it was asked for."""
    db.session.info.setdefault("jobs", {})[job] = None


@event.listens_for(db.session, "after_transaction_end")
def _run_what_was_asked_for(session: Session, transaction: SessionTransaction) -> None:
    # After the end, not at the commit: the next writer has its turn before we talk to the queue.
    if transaction.parent is None:
        for job in session.info.pop("jobs", ()):
            run_soon(job)


def repeat(schedule: Sequence[Repeated]) -> None:
    """From now on a worker runs these by the clock, and nothing else."""
    for task_class in huey.repeated:
        huey._registry.unregister(task_class)
    wrappers = [huey.periodic_task(crontab(**job.when), name=job.name)(_in_app(job.what)) for job in schedule]
    huey.repeated = tuple(wrapper.task_class for wrapper in wrappers)


def _in_app(function: Callable[..., None]) -> Callable[..., None]:
    @wraps(function)
    def job(*args: Any, **kwargs: Any) -> None:
        with huey.app.app_context():
            try:
                function(*args, **kwargs)
            except Exception as error:
                wrong = trouble(error)
                log.error("the job %s was not done. %s", function.__name__, wrong or "It is a mistake of ours.")
                if wrong is None:
                    raise  # with its places, as huey logs it; what the database ails is said, and it comes round again

    return job


class Worker(Consumer):
    """Runs jobs in threads of this process until it is stopped."""

    def _set_signal_handlers(self) -> None:
        """Signals belong to the process, which may be serving pages too."""

    def stop(self, graceful: bool = True) -> None:
        """Let the job in hand finish (ten seconds at most), then close what was open."""
        super().stop(graceful)
        self.huey.storage.close()


def start_worker(app: Flask) -> Worker:
    """Begin to run jobs in threads beside the caller, who stops them with `.stop()`."""
    huey.app = app
    worker = Worker(huey, workers=1, max_delay=1, shutdown_timeout=10)
    worker.start()
    return worker


def work(app: Flask) -> None:
    """Run jobs until SIGTERM or Ctrl-C. This is the worker process in production."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, frame: told.append(received))
    worker = start_worker(app)
    while not told:
        time.sleep(0.5)
        worker.check_worker_health()
    worker.stop()
