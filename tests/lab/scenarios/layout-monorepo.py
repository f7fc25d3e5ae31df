"""A repository of apps, infrastructure and clusters recovers with real charts: its Velero comes from its HelmRelease."""
from lab import edits, layouts

CHARTS = True
FROM = "empty"
PROD, DR = "clusters/production", "clusters/recovery"
LAYOUT = layouts.Layout(
    folder="monorepo", plan="monorepo", primary=PROD, recovery=DR,
    rows={("shop", "data-postgres-0"): "orders-1", ("wiki", "pages"): "pages-1"},
    buckets=["example-velero", "example-velero-west"],
    crds=("snapshot",))


def run(lab, tree):
    tree = layouts.new_tree(lab, LAYOUT)
    layouts.primary_lost(lab, tree, LAYOUT)
    lab.holds("the hook of the database ran", layouts.ran(lab, lab.prod, "shop", "CHECKPOINT"))
    layouts.recovered(lab, tree, LAYOUT)
    layouts.after_its_data(lab, "statefulsets", "shop", "postgres", "monorepo-critical-snapshot-shop-r1", "monorepo")
    layouts.after_its_data(lab, "deployments", "wiki", "wiki", "monorepo-critical-file-backup-r1", "monorepo")


MUTATIONS = {
    "the hooks are not wired": edits.with_text(PROD + "/apps.yaml", "    - ../../dr/monorepo/production/hooks/shop\n", ""),
    "the chart of Velero is not there": edits.with_text("infrastructure/controllers/velero.yaml", "chart: velero\n", "chart: valero\n"),
}
