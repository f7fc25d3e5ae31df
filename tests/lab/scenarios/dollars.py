"""`$`, `${}` and `$$` in a hook command reach the pod unchanged, with Flux's substitution on and off."""
import json

from lab import look, primary

FROM = "primary"
SCHEDULE = "shop-prod-us-east-1-critical-snapshot"
COMMAND = ["/bin/sh", "-c", "echo $HOME ${HOME} $(id -u) $$ ${HOME:-none} > /tmp/mark"]
HOOK = """
hook mark {
  holds nothing
  safe snapshot, file-backup
  pre { container postgres; command %s; timeout 30s }
}
"""


def run(lab, tree):
    tree.edit("shop.drplan", "quiesce postgres { container postgres; user postgres; timeout 60s }", "hook mark")
    tree.write("shop.drplan", tree.read("shop.drplan") + HOOK % ", ".join(json.dumps(word) for word in COMMAND))
    tree.drplan("build")
    revision = tree.publish("a hook with dollars, substitution off")
    lab.prod.up()
    look.watch(lab.prod, "kustomizations", "backups", "pods")
    seen(lab, revision, "substitution off")
    apps = tree.read("clusters/prod-us-east-1/apps.yaml")
    on = apps.replace("  path: ./apps/payments/overlays/prod\n", "  path: ./apps/payments/overlays/prod\n  postBuild:\n    substitute:\n      region: us-east-1\n")
    lab.holds("the lab's edit fits", on != apps)
    tree.write("clusters/prod-us-east-1/apps.yaml", on)
    seen(lab, tree.publish("substitution on"), "substitution on")


def seen(lab, revision, what):
    """A backup at this revision runs exactly the command."""
    lab.until(150, f"{what}: the primary is Ready", lambda: look.applied(lab.prod, "payments", revision))
    annotation = "pre.hook.backup.velero.io/command"
    lab.until(60, f"{what}: the pod has the hook", lambda: annotation in (
        lab.prod.cache["pods"].get("payments", "postgres-0") or {"metadata": {}})["metadata"].get("annotations", {})
        and lab.prod.cache["pods"].get("payments", "postgres-0")["status"].get("phase") == "Running"
        and "mark" in lab.prod.cache["pods"].get("payments", "postgres-0")["metadata"]["annotations"][annotation])
    before = len(executed(lab))
    primary.backed_up(lab, lab.prod, [SCHEDULE])
    lab.holds(f"{what}: the command arrives unchanged", executed(lab)[before:] == [COMMAND], str(executed(lab)[before:]))


def executed(lab):
    """The commands that the database's pod was given."""
    return [json.loads(line.split(" ", 2)[2]) for line in lab.prod.log("fakeexec").splitlines() if " payments/postgres-0/postgres " in line]


def plain(files):
    """Dollars as the author wrote them."""
    name = "dr/shop/prod-us-east-1/hooks/payments/kustomization.yaml"
    files[name] = files[name].replace("\\u0024", "$")


MUTATIONS = {"dollars as they are": plain}
