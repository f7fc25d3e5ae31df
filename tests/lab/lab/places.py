"""Where things are: in the repository, in the lab's own directory, on which ports."""
import fcntl
import os
import socket

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
MODULES = os.path.join(HERE, "modules")
SCENARIOS = os.path.join(HERE, "scenarios")
PLANS = os.path.join(HERE, "plans")

_cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
LAB_DIR = os.path.abspath(os.environ.get("DRPLAN_LAB_DIR") or os.path.join(_cache, "drplan-lab"))
BIN = os.path.join(LAB_DIR, "bin")
CRDS = os.path.join(LAB_DIR, "crds")

# One lab takes SPAN ports from its base: the first is S3, the second Git, then twenty for each cluster.
FIRST_BASE, SPAN, LAST_BASE = 17000, 100, 19900


def drplan():
    """The compiler under test."""
    return os.environ.get("DRPLAN") or os.path.join(ROOT, "target", "debug", "drplan")


def claim(kind):
    """A base and a directory nobody uses, and what holds them. Several labs can run on one machine.

    The directory has a lock of its own: in a network namespace every port is free.
    """
    for base in range(FIRST_BASE, LAST_BASE, SPAN):
        home = os.path.join(LAB_DIR, f"{kind}-{base}")
        os.makedirs(home, exist_ok=True)
        port, lock = socket.socket(), open(os.path.join(home, "lock"), "w", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            port.bind(("127.0.0.1", base + SPAN - 1))
            port.listen(1)
            return base, home, (port, lock)
        except OSError:
            port.close()
            lock.close()
    raise SystemExit(f"no free ports between {FIRST_BASE} and {LAST_BASE}")
