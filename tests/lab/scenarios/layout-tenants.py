"""A fleet with tenants in repositories of their own recovers, each acting as the account of its namespace."""
from lab import edits, layouts

CHARTS = True
FROM = "empty"
RELEASE = "infrastructure/velero/velero.yaml"
LAYOUT = layouts.Layout(
    folder="tenants", plan="fleet", primary="clusters/production", recovery="clusters/recovery",
    rows={("team-a", "data-orders-db-0"): "orders-1", ("team-b", "uploads"): "uploads-1"},
    buckets=["example-velero", "example-velero-west"],
    classes={"gp3": "ebs.csi.aws.com"},
    crds=("snapshot",),
    repositories={f"https://git.example/{team}/deploy": f"tenants/{team}" for team in ("team-a", "team-b")},
    locked=True)


def run(lab, tree):
    tree = layouts.new_tree(lab, LAYOUT)
    layouts.primary_lost(lab, tree, LAYOUT)
    lab.holds("the hook of the database ran", layouts.ran(lab, lab.prod, "team-a", "CHECKPOINT"))
    layouts.recovered(lab, tree, LAYOUT)
    layouts.after_its_data(lab, "kustomizations", "team-a", "team-a", "fleet-critical-snapshot-team-a-r1")
    layouts.after_its_data(lab, "kustomizations", "team-b", "team-b", "fleet-critical-file-backup-r1")


MUTATIONS = {
    "stages act as nobody": edits.with_text("clusters/recovery/drplan-fleet.yaml", "  serviceAccountName: kustomize-controller\n", ""),
    "node-agent without its settings": edits.with_text(RELEASE, "--node-agent-configmap=fleet-node-agent", "--metrics-address=:8085"),
}
