"""How gunicorn serves Coprod: started in this folder, it reads this file by itself. The command line goes first.

A worker reads what people send, and nobody can make a phone send faster. With threads, whoever sends slowly, or half
and no more, keeps one place of many; and not longer than this. What a proxy in front must do stands in README.md.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from socket import MSG_DONTWAIT, MSG_PEEK
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

SILENT = 20  # seconds in which nothing comes, or nothing is taken: then the connection ends


class Worker(ThreadWorker):
    """Keeps one thread for `/health`: it is answered also while all the others wait, as for a database that hangs."""

    def init_process(self) -> None:
        """After the fork: a thread is not forked with its process."""
        self.for_health = ThreadPoolExecutor(1)
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """While a thread is free, as ever. Else look first at what is asked, without a thread."""
        at_work = self.nr_conns - len(self.keepalived_conns) - len(self.pending_conns)
        if at_work <= self.cfg.threads:
            super().enqueue_req(conn)
        elif not (conn.initialized or conn.data_ready):
            self.look_when_it_comes(conn)
        elif asks_for_health(conn.sock):
            done = self.for_health.submit(self.handle, conn)
            done.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))
        else:
            super().enqueue_req(conn)

    def look_when_it_comes(self, conn: Any) -> None:
        """As gunicorn waits for whoever connects and says nothing."""
        conn.sock.setblocking(False)
        conn.timeout = monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))


def asks_for_health(sock: Any) -> bool:
    """Whether a whole request for it has come: then nobody has to wait for the rest."""
    try:
        come = sock.recv(4096, MSG_PEEK | MSG_DONTWAIT)
    except OSError:
        return False
    return re.match(rb"(GET|HEAD) /health[ ?]", come) is not None and b"\r\n\r\n" in come


worker_class = Worker
workers = 2
threads = 16
preload_app = True  # the code is loaded once, and the workers share that memory
timeout = 30  # of a worker that does not answer at all; a database says sooner that it is busy
graceful_timeout = 20
keepalive = 5


def pre_request(worker: Any, request: Any) -> None:
    """Whoever stops in the middle of what they send does not keep a place."""
    request.unreader.sock.settimeout(SILENT)
