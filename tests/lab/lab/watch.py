"""Caches of what the API server holds, and the history of every change in them.

A scenario asserts on this history. The order of two changes is that of their resourceVersions, which are revisions of
one etcd and therefore comparable between kinds, while timestamps have whole seconds.
"""
import http.client
import json
import threading
import time

from .api import PATHS, Refused


class Change:
    """One change of one object: `kind` of change is ADDED, MODIFIED or DELETED."""

    __slots__ = ("revision", "kind", "object", "seen")

    def __init__(self, revision, kind, obj):
        self.revision, self.kind, self.object, self.seen = revision, kind, obj, time.time()

    def __repr__(self):
        meta = self.object["metadata"]
        return f"{self.kind} {meta.get('namespace', '')}/{meta['name']} at {self.revision}"


def key(obj):
    """Namespace and name."""
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def revision(obj):
    """The etcd revision of an object's last change."""
    return int(obj["metadata"]["resourceVersion"])


class Cache:
    """All objects of one kind, kept up to date by a watch; a kind that does not exist yet is waited for."""

    def __init__(self, api, kind):
        self.api, self.kind = api, kind
        self.objects, self.history = {}, []
        self.lock, self.stopped, self.synced = threading.Lock(), threading.Event(), threading.Event()
        self.connection = None
        self.thread = threading.Thread(target=self.run, daemon=True, name="watch " + kind)
        self.thread.start()

    def stop(self):
        """Ends the watch."""
        self.stopped.set()
        if self.connection is not None and self.connection.sock is not None:
            try:
                self.connection.sock.shutdown(2)
            except OSError:
                pass

    def all(self):
        """The objects as they are now."""
        with self.lock:
            return list(self.objects.values())

    def get(self, namespace, name):
        """One object or None."""
        with self.lock:
            return self.objects.get((namespace or "", name))

    def changes(self):
        """The history so far, oldest first."""
        with self.lock:
            return list(self.history)

    def put(self, change, obj):
        with self.lock:
            old = self.objects.get(key(obj))
            if change == "DELETED":
                self.objects.pop(key(obj), None)
            elif old is not None and revision(old) == revision(obj):
                return
            else:
                self.objects[key(obj)] = obj
            self.history.append(Change(revision(obj), change, obj))

    def relist(self):
        answer = self.api.call("GET", PATHS[self.kind])
        there = {key(item): item for item in answer["items"]}
        for gone in [obj for place, obj in self.objects.items() if place not in there]:
            self.put("DELETED", gone)
        for place, item in there.items():
            self.put("MODIFIED" if place in self.objects else "ADDED", item)
        self.synced.set()
        return answer["metadata"]["resourceVersion"]

    def run(self):
        while not self.stopped.is_set():
            try:
                since = self.relist()
                self.connection = self.api.connect(timeout=None)
                self.connection.request("GET", f"{PATHS[self.kind]}?watch=1&resourceVersion={since}",
                                        headers={"Authorization": "Bearer " + self.api.token})
                reply = self.connection.getresponse()
                while not self.stopped.is_set():
                    line = reply.readline()
                    if not line:
                        break
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        break
                    self.put(event["type"], event["object"])
            except Refused as refused:
                if refused.status == 404:
                    self.synced.set()
            except (OSError, http.client.HTTPException, ValueError, AttributeError):
                pass
            self.stopped.wait(0.5)


class Caches:
    """Caches of one cluster, each made when it is first asked for."""

    def __init__(self, api):
        self.api, self.made, self.lock = api, {}, threading.Lock()

    def __getitem__(self, kind):
        with self.lock:
            if kind not in self.made:
                self.made[kind] = Cache(self.api, kind)
            cache = self.made[kind]
        cache.synced.wait(30)
        return cache

    def stop(self):
        """Ends all watches."""
        for cache in self.made.values():
            cache.stop()
