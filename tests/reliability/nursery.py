"""A process that has the hub loaded and forks a server whenever it is told to: starting takes no import.

Commands come line by line: `start PORT` and `kill`. When the line ends, the server ends with it.
"""

import os
import signal
import sys

from hub import cli
from hub.app import create_app  # loaded here, made in the child
from hub.running import Server

LOADED = (create_app, Server)


def main() -> None:
    """Obey until the line ends."""
    server = 0
    try:
        for line in sys.stdin:
            command, *words = line.split()
            server = start(words[0]) if command == "start" else kill(server)
            print("done", flush=True)  # noqa: T201 (the answer to the test)
    finally:
        kill(server)


def start(port: str) -> int:
    """Fork a server with a process group of its own, so that it dies with all its workers."""
    pid = os.fork()
    if pid:
        return pid
    os.setpgid(0, 0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.argv = ["backchannel", "run", "--port", port]
    os._exit(cli.main())


def kill(pid: int) -> int:
    """SIGKILL, as a loss of power would."""
    if pid:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return 0


if __name__ == "__main__":
    main()
