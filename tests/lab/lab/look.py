"""Questions to a cluster, as scenarios ask them."""
from .watch import revision


def condition(obj, kind="Ready"):
    """A condition of an object: status, reason, message; empty where it has none."""
    for found in (obj or {}).get("status", {}).get("conditions", []):
        if found["type"] == kind:
            return found["status"], found.get("reason", ""), found.get("message", "")
    return "", "", ""


def ready(cluster, name):
    """Whether a Kustomization is Ready."""
    return condition(cluster.cache["kustomizations"].get("flux-system", name))[0] == "True"


def applied(cluster, name, sha):
    """Whether a Kustomization is Ready at a revision."""
    found = cluster.cache["kustomizations"].get("flux-system", name) or {}
    return ready(cluster, name) and found.get("status", {}).get("lastAppliedRevision", "").endswith(sha)


def all_ready(cluster, sha=None, but=()):
    """Whether every Kustomization of a cluster, of any namespace, is Ready (at a revision)."""
    found = cluster.cache["kustomizations"].all()
    return found and all(condition(k)[0] == "True" and k.get("status", {}).get("lastAppliedRevision", "").endswith(sha or "")
                         for k in found if k["metadata"]["name"] not in but)


def stages(cluster):
    """One line for each Kustomization: for a person who wants to know what is not Ready."""
    lines = []
    for found in sorted(cluster.cache["kustomizations"].all(), key=lambda k: k["metadata"]["name"]):
        status, reason, message = condition(found)
        lines.append(f"{found['metadata']['name']:34} {status:8} {reason:24} {message[:200]}")
    return "\n".join(lines)


def phase(cluster, kind, name, namespace="velero"):
    """The phase of a Velero object."""
    return (cluster.cache[kind].get(namespace, name) or {}).get("status", {}).get("phase", "")


def first(cluster, kind, holds):
    """The revision of the first change after which an object of a kind satisfies `holds`, or None."""
    for change in cluster.cache[kind].changes():
        if change.kind != "DELETED" and holds(change.object):
            return change.revision
    return None


def named(namespace, name):
    """A test for one object."""
    return lambda obj: (obj["metadata"].get("namespace", ""), obj["metadata"]["name"]) == (namespace, name)


def born(cluster, kind, namespace, name=None):
    """The revision at which an object, or the first of a namespace, was seen to be there."""
    return first(cluster, kind, lambda o: o["metadata"].get("namespace", "") == namespace and name in (None, o["metadata"]["name"]))


def reached(cluster, kind, name, phases, namespace="velero"):
    """The revision at which an object was first in one of some phases."""
    return first(cluster, kind, lambda o: named(namespace, name)(o) and o.get("status", {}).get("phase") in phases)


def became_ready(cluster, name):
    """The revision at which a Kustomization was first Ready."""
    return first(cluster, "kustomizations", lambda o: named("flux-system", name)(o) and condition(o)[0] == "True")


def seen_ready(cluster, name):
    """The time, of this machine's clock, at which a Kustomization was first seen Ready."""
    for change in cluster.cache["kustomizations"].changes():
        if named("flux-system", name)(change.object) and condition(change.object)[0] == "True":
            return change.seen
    return None


def timeline(cluster, begin):
    """When each Kustomization was first Ready, in seconds from a moment."""
    names = {k["metadata"]["name"] for k in cluster.cache["kustomizations"].all()}
    seen = sorted((seen_ready(cluster, name) - begin, name) for name in names if seen_ready(cluster, name))
    return ", ".join(f"{name.partition('-')[2]} {seconds:.0f}" for seconds, name in seen)


def watch(cluster, *kinds):
    """Begins to keep the history of kinds; to be called before what is to be seen happens."""
    for kind in kinds:
        cluster.cache[kind]  # pylint: disable=expression-not-assigned


def now_at(cluster):
    """The revision the cluster is at."""
    return revision(cluster.api.get("namespaces", None, "default")) and int(
        cluster.api.call("GET", "/api/v1/namespaces")["metadata"]["resourceVersion"])
