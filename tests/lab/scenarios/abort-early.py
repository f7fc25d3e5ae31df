"""`abort` in the middle of a recovery: the primary works again at once, and what the recovery cluster goes on with is a rehearsal."""
from lab import look, primary, states
from lab.moves import failover, root_applied

FROM = "primary"


def run(lab, tree):
    failover(lab, tree, "begin")
    states.begin_recovery(lab, tree, prepare=lambda: setattr(lab.dr.standins, "mover_stopped", True))
    lab.until(250, "a volume is on its way", lambda: look.phase(lab.dr, "restores", "shop-critical-snapshot-payments-r1") == "WaitingForPluginOperations"
              and lab.dr.cache["datadownloads"].all())
    uid = lab.dr.cache["restores"].get("velero", "shop-critical-snapshot-payments-r1")["metadata"]["uid"]

    # The region is back before anything was promoted.
    lab.prod.held.add("velero")
    lab.prod.up()
    look.watch(lab.prod, "kustomizations", "schedules", "backups", "locations")
    lab.until(120, "the primary is fenced", lambda: paused(lab))
    revision, _ = failover(lab, tree, "abort")
    root_applied(lab, lab.prod, revision)
    lab.prod.held.discard("velero")
    lab.until(120, "the primary is Ready", lambda: look.all_ready(lab.prod, revision))
    lab.holds("its schedules run", not paused(lab))
    lab.until(90, "its location is Available", lambda: look.phase(lab.prod, "locations", "shop-main") == "Available")
    lab.holds("it makes backups", primary.backed_up(lab, lab.prod))

    root_applied(lab, lab.dr, revision)
    lab.dr.standins.mover_stopped = False
    lab.until(250, "the rehearsal is complete", lambda: look.ready(lab.dr, "shop-complete-r1"))
    lab.holds("the Restore is the same", lab.dr.cache["restores"].get("velero", "shop-critical-snapshot-payments-r1")["metadata"]["uid"] == uid)
    lab.holds("no standby was promoted", not [j for j in lab.dr.cache["jobs"].all() if "promote" in j["metadata"]["name"]])


def paused(lab):
    """Schedules of the primary that the fence has paused."""
    return [s["metadata"]["name"] for s in lab.prod.cache["schedules"].all() if s["spec"].get("paused")]


def stuck(files):
    """Schedules that are paused once stay so."""
    for name, text in files.items():
        if "prod-us-east-1/backup/schedule-" in name:
            if "\n  paused: true\n" in text:
                stuck.seen = True
            elif stuck.seen:
                files[name] = text.replace("\nspec:\n", "\nspec:\n  paused: true\n", 1)


stuck.seen = False
MUTATIONS = {"schedules stay paused": stuck}
