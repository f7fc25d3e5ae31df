"""The gate of a tier waits for the Job that compares claims by name, and its script reads what Velero and the API server write."""
import os
import shutil
import subprocess

from lab import edits, look, states
from lab.cluster import TOKEN
from lab.moves import judged

FROM = "primary"
JOB, STAGE = "shop-claims-critical-r1", "shop-restore-critical-r1"
MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


def run(lab, tree):
    states.begin_recovery(lab, tree, prepare=lambda: lab.dr.standins.jobs_failing.add(f"velero/{JOB}"))
    lab.until(200, "the Restore is Completed", lambda: look.phase(lab.dr, "restores", "shop-critical-snapshot-payments-r1") == "Completed")
    status, reason, message = judged(lab, STAGE, 300)
    lab.holds("the gate is not Ready", (status, reason) == ("False", "HealthCheckFailed"), f"{status} {reason} {message}")
    lab.holds("its message names the Job", JOB in message, message)
    lab.holds("no gated application was let in", look.born(lab.dr, "deployments", "auth") is None)

    # The stand-in of the kubelet runs no script: it runs here, against the API server of the lab.
    command = lab.dr.api.get("jobs", "velero", JOB)["spec"]["template"]["spec"]["containers"][0]["command"]
    done = script(lab, command)
    lab.holds("all claims of the tier are restored", done.returncode == 0, done.stdout + done.stderr)
    written = lab.dr.api.get("configmaps", "velero", "shop-result-r1")["data"]
    told = written["critical-snapshot-payments-volumes"]
    lab.holds("the ConfigMap says so", told == "1 of 1 declared volumes are restored", told)
    done = script(lab, [word.replace("claim=payments/data-postgres-0", "claim=payments/data-other-0") for word in command])
    lab.holds("a claim of another name makes up for none", done.returncode == 1, done.stdout + done.stderr)
    lab.holds("both are named", "not declared: payments/data-postgres-0" in done.stdout and "NOT RESTORED: claim=payments/data-other-0" in done.stdout,
              done.stdout)


def script(lab, command):
    """Runs the command of a Job as its pod would."""
    folder = os.path.join(lab.dr.dir, "account")
    os.makedirs(folder, exist_ok=True)
    shutil.copy(os.path.join(lab.dr.dir, "pki", "apiserver.crt"), os.path.join(folder, "ca.crt"))
    with open(os.path.join(folder, "token"), "w", encoding="ascii") as out:
        out.write(TOKEN)
    host, port = lab.dr.server()
    words = [word.replace(MOUNT, folder).replace("$$", "$") for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, env={
        "PATH": os.environ["PATH"], "KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": str(port)})


MUTATIONS = {
    "the gate does not look at the Job": lambda files: edits.stage(
        files, states.DR_STAGES, STAGE, lambda text: text.replace(f"  - apiVersion: batch/v1\n    kind: Job\n    name: {JOB}\n    namespace: velero\n", "")),
    "it asks for what no Restore brings": edits.with_text("restore/r1/critical/claims.yaml", "claim=payments/data-postgres-0", "claim=payments/data-db-0"),
}
