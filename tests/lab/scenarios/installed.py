"""What `check` says of Velero's installation is so: without its feature, its node-agent or its name nothing is copied or comes back."""
from lab import look, primary, states
from lab.standin import helm
from lab.tree import Tree

FROM = "empty"
VALUES = "infrastructure/controllers/velero.yaml"
SET = "shop-prod-us-east-1-critical-snapshot"


def run(lab, tree):
    tree = Tree(lab, states.SHOP)
    tree.drplan("build")
    right = tree.read(VALUES)
    for old, new, finding in (
        ("fullnameOverride: velero", "fullnameOverride: backup", "velero-misnamed"),
        ("deployNodeAgent: true", "deployNodeAgent: false", "node-agent-missing"),
        ("      features: EnableCSI\n", "", "csi-not-enabled"),
    ):
        # Charts from 11 on name the Deployment by themselves.
        tree.write(VALUES, right.replace(old, new, 1).replace("version: 12.1.0", "version: 10.1.3" if "named" in finding else "version: 12.1.0"))
        said = tree.drplan("check", code=1)
        lab.holds(f"`check` says {finding}", finding in said, said)
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    tree.publish("without EnableCSI")
    lab.store.make("shop-velero")
    primary.start(lab, tree, states.PROD)
    states.write_rows(lab)
    primary.backed_up(lab, lab.prod, {SET})
    uploads = [upload["metadata"]["name"] for upload in lab.prod.api.list("datauploads")]
    lab.holds("without EnableCSI a backup is Completed, and holds no volume", not uploads, str(uploads))

    lab.prod.velero_flags.append("--features=EnableCSI")
    lab.prod.restart("velero")
    lab.until(30, "Velero runs again", lambda: lab.prod.healthy(5, "metrics"))
    lab.prod.api.delete("daemonsets", "velero", "node-agent")
    lab.until(30, "node-agent is gone", lambda: not [p for p in lab.prod.api.list("pods", "velero") if p["metadata"]["name"].startswith("node-agent")])
    phase = ended(lab, "backups", {"includedNamespaces": ["payments"], "snapshotMoveData": True, "storageLocation": "shop-main"})
    lab.holds("without node-agent a backup is PartiallyFailed, which no Restore takes", phase == "PartiallyFailed", phase)

    phase = ended(lab, "restores", {"scheduleName": SET, "includedNamespaces": ["payments"], "namespaceMapping": {"payments": "aside"}})
    lab.holds("a Restore of a Velero under its own name is Completed", phase == "Completed", phase)
    lab.prod.api.delete("deployments", "velero", "velero")
    lab.prod.api.apply("deployments", "velero", "backup", helm.workload("Deployment", "backup", {"deploy": "velero"}, [], {"replicas": 0}))
    phase = ended(lab, "restores", {"scheduleName": SET, "includedNamespaces": ["payments"], "namespaceMapping": {"payments": "beside"}})
    lab.holds("and of one under another PartiallyFailed", phase == "PartiallyFailed", phase)


def ended(lab, kind, spec):
    """The phase in which a Backup or Restore made by hand ends."""
    name = f"by-hand-{len(lab.prod.api.list(kind))}"
    lab.prod.api.create(kind, {"apiVersion": "velero.io/v1", "kind": kind[:-1].capitalize(), "metadata": {"name": name, "namespace": "velero"}, "spec": spec})
    last = ("Completed", "PartiallyFailed", "Failed", "FailedValidation")

    def done():
        found = lab.prod.api.get(kind, "velero", name).get("status", {}).get("phase", "")
        return found if found in last else None

    return lab.until(90, f"{name} of {kind} has ended", done)


MUTATIONS = {"EnableCSI is there all the time": lambda files: files.update(
    {VALUES: files[VALUES].replace("    configuration:\n", "    configuration:\n      features: EnableCSI\n", 1)})}
