"""The same command with gevent's patches in place first: `run` starts itself through it for several workers.

What is imported before the patches keeps locks and waits of the operating system: a worker would then stand
still as a whole wherever one of its requests waits for the database.
"""

import sys

from gevent import monkey

monkey.patch_all()

from hub.cli import main  # noqa: E402 (that is the point)

if __name__ == "__main__":
    sys.exit(main())
