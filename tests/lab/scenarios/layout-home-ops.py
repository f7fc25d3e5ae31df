"""A home-ops repository recovers: charts from a registry, Secrets sealed with an age key, hooks that a postRenderer writes."""
from lab import edits, layouts

CHARTS = True
FROM = "empty"
HOOKS = "    - ../../../../../dr/home/home/hooks/database/postgres\n"
LAYOUT = layouts.Layout(
    folder="home-ops", plan="home", primary="kubernetes/flux/cluster", recovery="kubernetes/flux/spare",
    rows={("media", "jellyfin"): "films-1", ("database", "dump-postgres-0"): "dump-1"},
    buckets=["home-velero"],
    classes={"openebs-hostpath": "local.csi.openebs.io"},
    key="sops-age")


def run(lab, tree):
    tree = layouts.new_tree(lab, LAYOUT)
    layouts.primary_lost(lab, tree, LAYOUT)
    lab.holds("the database is dumped before its volume is copied", layouts.ran(lab, lab.prod, "database", "pg_dump"))
    layouts.recovered(lab, tree, LAYOUT)
    opened = lab.dr.cache["secrets"].get("velero", "velero-s3")
    lab.holds("the sealed Secret is opened", opened and "ENC[" not in str(opened) and "cloud" in opened["data"], str(opened))
    layouts.after_its_data(lab, "releases", "database", "postgres", "home-everything-dump-r1")
    layouts.after_its_data(lab, "releases", "media", "jellyfin", "home-everything-file-backup-r1")


MUTATIONS = {
    "the hooks are not wired": edits.with_text("kubernetes/apps/database/postgres/ks.yaml", HOOKS, ""),
    "a stage that cannot open the Secrets": edits.with_text("kubernetes/flux/spare/drplan-home.yaml", "name: sops-age", "name: sops-other"),
}
