"""The worker: `python -m hub.core.markup FD` answers jobs on a pipe until its parent is gone."""

import resource
import signal
import sys
from multiprocessing.connection import Connection

from hub.core.markup.limits import TEXT
from hub.core.markup.renderer import render_job
from hub.core.markup.wire import pack, unpack_job


def main() -> None:
    """Say that we are ready, then one answer a job."""
    _limit_ourselves()
    pipe: Connection = Connection(int(sys.argv[1]))
    pipe.send_bytes(b"ready")
    while True:
        try:
            job = unpack_job(pipe.recv_bytes())
            # The parent kills a slow worker; when the parent itself is gone, the alarm does.
            signal.alarm(int(TEXT.seconds) + 3)
            pipe.send_bytes(pack(render_job(job)))
            signal.alarm(0)
        except (EOFError, OSError):
            return


def _limit_ourselves() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the hub; we end when it does
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (TEXT.memory, TEXT.memory))


main()
