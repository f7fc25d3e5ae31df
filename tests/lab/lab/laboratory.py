"""The lab as a whole: the clusters, the store, the Git server, and how a scenario waits and looks."""
import os
import shutil
import sys
import time

from . import places
from .charts import Charts
from .cluster import Cluster
from .gitserver import GitServer
from .guard import Guard
from .store import Store

CLUSTERS = ("prod", "dr")


class TimedOut(Exception):
    """What a scenario waited for did not come."""


class Wrong(Exception):
    """What a scenario claims is not so."""


class Lab:
    """Everything that runs. Use as a context: leaving it ends every process."""

    def __init__(self, verbose=False, host="127.0.0.1", of=Cluster):
        self.verbose, self.host = verbose, host
        self.guard = Guard()
        self.base, home, self.locks = places.claim("lab" if of is Cluster else "node")
        self.state, self.logs, self.saved = (os.path.join(home, part) for part in ("state", "logs", "saved"))
        for folder in (self.state, self.logs):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
        self.notes, self.mutation, self.live = [], None, None
        self.clusters = {name: of(self, name, index) for index, name in enumerate(CLUSTERS)}
        self.prod, self.dr = self.clusters["prod"], self.clusters["dr"]
        self.store = Store(os.path.join(self.state, "s3"), self.base, host)
        self.git = GitServer(os.path.join(self.state, "git"), self.base + 1)
        self.charts = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for cluster in self.clusters.values():
            cluster.down()
        self.guard.stop_all()
        self.store.stop()
        self.git.stop()
        self.charts_are_real(False)
        for lock in self.locks:
            lock.close()

    # --- waiting and claiming ----------------------------------------------------------------------------------------
    def until(self, seconds, what, condition):
        """Waits until a condition holds; returns its value and says how long it took."""
        begin = time.monotonic()
        while True:
            value = condition()
            if value:
                if self.verbose and time.monotonic() - begin > 1:
                    self.say(f"{what}: {time.monotonic() - begin:.0f} s")
                return value
            ended = self.guard.ended()
            if ended:
                raise TimedOut(f"{', '.join(ended)} ended by itself while waiting for {what}")
            if time.monotonic() - begin > seconds:
                raise TimedOut(f"not within {seconds} s: {what}")
            time.sleep(0.2)

    def holds(self, what, truth, detail=""):
        """A claim of the scenario; a false one ends it."""
        if not truth:
            raise Wrong(f"{what}{': ' if detail else ''}{detail}")
        if self.verbose:
            self.say("holds: " + what)

    def say(self, text):
        """A line for the reader, with the time."""
        print(f"  {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)

    def note(self, text):
        """A measure that the report of the scenario carries."""
        self.notes.append(text)

    def charts_are_real(self, real):
        """From here on helm-controller installs charts from loopback, or its stand-in says that they are there."""
        if self.charts is not None and not real:
            self.charts.stop()
            self.charts = None
        elif self.charts is None and real:
            self.charts = Charts(self.host, self.base + 2)

    # --- saving and restoring the whole state ------------------------------------------------------------------------
    def save(self, name, key):
        """Stops the clusters and keeps a copy of everything; `key` says what it was made of."""
        for cluster in self.clusters.values():
            cluster.down()
        target = os.path.join(self.saved, name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.state, target, symlinks=True)
        with open(target + ".key", "w", encoding="ascii") as out:
            out.write(key)

    def load(self, name):
        """Puts a copy back; clusters are down afterwards."""
        self.clear()
        shutil.copytree(os.path.join(self.saved, name), self.state, symlinks=True, dirs_exist_ok=True)

    def has(self, name, key):
        """Whether there is such a copy, made of the same."""
        try:
            with open(os.path.join(self.saved, name + ".key"), encoding="ascii") as source:
                return source.read() == key
        except FileNotFoundError:
            return False

    def clear(self):
        """An empty lab."""
        for cluster in self.clusters.values():
            cluster.down()
        self.store.well()
        for part in os.listdir(self.state):
            shutil.rmtree(os.path.join(self.state, part))
        os.makedirs(os.path.join(self.state, "s3"))
        os.makedirs(os.path.join(self.state, "git"))

    def up(self, *clusters):
        """Starts clusters side by side."""
        for cluster in clusters:
            cluster.begin_up()
        for cluster in clusters:
            cluster.end_up()
