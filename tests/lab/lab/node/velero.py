"""What the chart of Velero brings to a node: real pods of Velero and node-agent, as `velero install` writes them."""
import json
import os
import subprocess

from .. import places
from ..api import Refused
from ..standin import Standins, helm

# Where objects of `velero install` live.
WHERE = {"Namespace": "namespaces", "ServiceAccount": "serviceaccounts", "Secret": "secrets", "Deployment": "deployments",
         "DaemonSet": "daemonsets", "ClusterRoleBinding": "clusterrolebindings"}


class Charts(Standins):
    """helm-controller alone has a stand-in here."""

    ACTS = (helm.act,)

    def __init__(self, cluster):
        super().__init__(cluster, register=False)


def install(cluster, release):
    """Applies what the chart would; True once its pods are there."""
    namespace, values = release["metadata"]["namespace"], release["spec"].get("values", {})
    if cluster.api.get("deployments", namespace, "velero") is None:
        cluster.install_crds("velero")
        secret = os.path.join(cluster.dir, "credentials")
        with open(secret, "w", encoding="ascii") as out:
            out.write(f"[default]\naws_access_key_id={cluster.name}\naws_secret_access_key=lab\n")
        config = [a.partition("=")[2] for a in values.get("nodeAgent", {}).get("extraArgs", []) if a.startswith("--node-agent-configmap=")]
        text = subprocess.run([
            os.path.join(places.BIN, "velero"), "install", "--dry-run", "-o", "json", "--namespace", namespace, "--image", "lab.invalid/velero:1",
            "--plugins", "lab.invalid/velero-plugin-for-aws:1", "--no-default-backup-location", "--secret-file", secret,
            "--use-volume-snapshots=false", "--features=EnableCSI", "--use-node-agent", "--kubelet-root-dir",
            os.path.join(cluster.dir, "kubelet"), *(["--node-agent-configmap", config[0]] if config else []),
            "--velero-pod-cpu-request", "10m", "--velero-pod-mem-request", "10Mi", "--node-agent-pod-cpu-request", "10m",
            "--node-agent-pod-mem-request", "10Mi"], capture_output=True, text=True, check=True,
            env={**os.environ, "KUBECONFIG": cluster.kubeconfig}).stdout
        for item in json.loads(text)["items"]:
            if item["kind"] in WHERE and item["kind"] != "Namespace":
                for container in item.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
                    container["imagePullPolicy"] = "IfNotPresent"
                cluster.api.apply(WHERE[item["kind"]], item["metadata"].get("namespace"), item["metadata"]["name"], item)
    try:
        server = cluster.api.get("deployments", namespace, "velero")
        agent = cluster.api.get("daemonsets", namespace, "node-agent")
    except Refused:
        return False
    return bool(server and server["status"].get("readyReplicas") and agent and agent["status"].get("numberReady"))
