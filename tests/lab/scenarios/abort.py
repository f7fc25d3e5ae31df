"""`abort` takes `begin` back: the primary works again and writes backups, the cold cluster's path stays a recovery."""
from lab import edits, look, primary
from lab.moves import failover, root_applied

FROM = "recovered"


def run(lab, tree):
    plan = tree.read("shop.drplan")
    outputs = {name: text for name, text in tree.files().items() if name != "shop.drplan"}
    failover(lab, tree, "begin")
    lab.prod.held.add("velero")
    lab.prod.up()
    look.watch(lab.prod, "kustomizations", "schedules", "backups", "locations")
    lab.until(120, "the primary is fenced", lambda: [s for s in lab.prod.cache["schedules"].all() if s["spec"].get("paused")])
    revision, _ = failover(lab, tree, "abort")
    root_applied(lab, lab.prod, revision)
    lab.prod.held.discard("velero")
    lab.until(120, "the primary is Ready", lambda: look.all_ready(lab.prod, revision))
    lab.holds("its schedules run", not [s for s in lab.prod.cache["schedules"].all() if s["spec"].get("paused")])
    lab.until(90, "its location is Available", lambda: look.phase(lab.prod, "locations", "shop-main") == "Available")
    lab.holds("it makes backups", primary.backed_up(lab, lab.prod))
    after = {name: text for name, text in tree.files().items() if name != "shop.drplan"}
    changed = sorted(name for name in outputs if after.get(name) != outputs[name] and not name.endswith(".drplan-outputs.json"))
    lab.holds("the outputs are what they were before", not changed and not set(after) - set(outputs), str(changed))
    lab.holds("nothing else of the plan moved", [line for line in tree.read("shop.drplan").splitlines() if "mode" not in line.split("#")[0]]
              == [line for line in plan.splitlines() if "mode" not in line.split("#")[0]])
    refused = tree.drplan("failover", "finish", code=None)
    lab.holds("`finish` is refused now", "drplan:" in refused, refused)


MUTATIONS = {"the location stays ReadOnly": edits.with_text("prod-us-east-1/backup/store-main.yaml", "accessMode: ReadWrite", "accessMode: ReadOnly")}
