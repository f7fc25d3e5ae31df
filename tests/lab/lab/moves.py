"""`drplan failover` in a scenario: the move, the commit, and the commands it tells a person to run, run as they are printed."""
import os
import shlex
import subprocess

from . import look, places, primary, states


def failover(lab, tree, *arguments, before_push=None):
    """Makes a move and pushes it as one commit. Returns the revision and what the compiler said."""
    said = tree.drplan("failover", *arguments)
    if before_push is not None:
        advised(lab, before_push, said)
    revision = tree.publish("failover " + " ".join(arguments))
    return revision, said


def advised(lab, cluster, said):
    """Runs every `kubectl delete` that the compiler printed."""
    commands = [line.strip() for line in said.splitlines() if line.strip().startswith("kubectl delete ")]
    for command in commands:
        words = shlex.split(command)
        subprocess.run([os.path.join(places.BIN, "kubectl"), *words[1:], "--ignore-not-found"], check=True, capture_output=True,
                       env={**os.environ, "KUBECONFIG": cluster.kubeconfig})
    lab.holds("commands to clean up are printed", commands, said)
    return commands


def root_applied(lab, cluster, revision, seconds=90):
    """Waits until the root Kustomization has applied a revision."""
    lab.until(seconds, f"the root of {cluster.name} at {revision[:8]}", lambda: look.applied(cluster, "flux-system", revision))


def untouched(cluster, *kinds):
    """Identity and generation of objects, to be compared before and after."""
    return {(kind, *look_at(obj)) for kind in kinds for obj in cluster.api.list(kind)}


def look_at(obj):
    """What must not change when nothing touches an object."""
    meta = obj["metadata"]
    return meta.get("namespace", ""), meta["name"], meta["uid"], meta.get("generation", 0)


def judged(lab, stage, seconds):
    """Waits until the gate of a stage has come to an end, good or bad; returns its condition."""
    def condition():
        return look.condition(lab.dr.cache["kustomizations"].get("flux-system", stage))

    lab.until(seconds, f"the gate {stage} judges", lambda: condition()[0:2] in (
        ("False", "HealthCheckFailed"), ("True", "ReconciliationSucceeded")))
    return condition()


def complete(lab, run, *tiers, seconds=300):
    """Waits until a run is complete; the gates of its tiers must not fail on the way."""
    def done():
        for tier in tiers:
            found = look.condition(lab.dr.cache["kustomizations"].get("flux-system", f"shop-restore-{tier}-{run}"))
            if found[1] == "HealthCheckFailed":
                lab.holds(f"run {run} of tier {tier} does not fail", False, found[2])
        return look.ready(lab.dr, f"shop-complete-{run}")

    lab.until(seconds, f"complete-{run}", done)


def second_run(lab, tree, seconds):
    """Begins run r2 of the critical tier after the printed clean-up, and waits until all is back; its gate must not fail."""
    failover(lab, tree, "begin", "--run", "r2", "--tier", "critical", before_push=lab.dr)
    complete(lab, "r2", "critical", seconds=seconds)
    for (namespace, claim), text in states.ROWS.items():
        lab.holds(f"the data of {namespace}/{claim} is back", primary.data(lab.dr, namespace, claim) == text)
