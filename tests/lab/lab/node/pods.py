"""Pods of a node as scenarios use them."""
import os
import subprocess

from .. import places

def pod_of(cluster, namespace, name):
    """The running pod of a name, or of a Deployment of that name."""
    for pod in cluster.api.list("pods", namespace):
        meta = pod["metadata"]
        if (meta["name"] == name or meta["name"].startswith(name + "-")) and pod["status"].get("phase") == "Running" \
                and not meta.get("deletionTimestamp"):
            return meta["name"]
    return None


def shell(lab, cluster, namespace, name, command):
    """Runs a command in a pod; returns what it printed."""
    pod = lab.until(90, f"a pod of {namespace}/{name}", lambda: pod_of(cluster, namespace, name))
    done = subprocess.run([os.path.join(places.BIN, "kubectl"), "-n", namespace, "exec", pod, "--", "/bin/sh", "-c", command],
                          capture_output=True, text=True, check=False, env={**os.environ, "KUBECONFIG": cluster.kubeconfig})
    lab.holds(f"`{command}` ran in {pod}", done.returncode == 0, done.stderr)
    return done.stdout
