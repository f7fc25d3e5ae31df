"""Stand-ins for what has no program here: kubelet and scheduler, storage, Velero's node-agent, and charts where they are not real.

Each is a module with one function that looks at the caches and does what is due; they run in turn in one thread.
"""
import http.client
import threading
import traceback

from ..api import Refused
from . import helm, mover, node, server, storage


class Standins:
    """The stand-ins of one cluster. `jobs_failing` holds prefixes `namespace/name` of Jobs that are to fail;
    `mover_stopped` lets no data move, `files_stopped` no files of file-system restores; `uploads_failing` lets every upload and download fail."""

    def __init__(self, cluster, register=True):
        self.cluster = cluster
        self.jobs_failing, self.mover_stopped, self.files_stopped, self.uploads_failing = set(), False, False, False
        self.stopped = threading.Event()
        self.acts = (server.act if cluster.lab.charts is not None else helm.act, storage.act, mover.act, node.act)
        if register:
            node.register(cluster)
        self.thread = threading.Thread(target=self.run, daemon=True, name="stand-ins of " + cluster.name)
        self.thread.start()

    def stop(self):
        """Ends them."""
        self.stopped.set()
        self.thread.join(10)

    def run(self):
        while not self.stopped.is_set():
            for act in self.acts:
                try:
                    act(self, self.cluster)
                except (Refused, OSError, http.client.HTTPException):
                    # An object changed or went while it was looked at: the next turn sees it as it is then.
                    if not self.stopped.is_set() and self.cluster.lab.verbose:
                        traceback.print_exc()
            self.stopped.wait(0.3)
