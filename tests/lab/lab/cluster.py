"""One control plane on loopback: etcd, API server, controller manager, Flux, and Velero once its release is there."""
import http.client
import os
import shutil
import subprocess
import urllib.request

from . import places
from .api import Api, Refused
from .build import documents
from .standin import Standins, helm
from .watch import Caches

TOKEN = "lab-token"
# The flags that the compiler's flux/ Component and bootstrap.sh set, together.
FLUX_FLAGS = ("--requeue-dependency=5s", "--concurrent=20", "--feature-gates=CancelHealthCheckOnNewRevision=true")

# Those of the controller manager that something here depends on; no node lifecycle, there is no kubelet to be missed.
MANAGER = ",".join(name + "-controller" for name in (
    "namespace", "serviceaccount", "serviceaccount-token", "statefulset", "deployment", "replicaset", "daemonset", "job", "cronjob",
    "persistentvolume-binder", "persistentvolumeclaim-protection", "persistentvolume-protection", "garbage-collector",
    "resourcequota", "root-ca-certificate-publisher"))


class Cluster:
    """A cluster by name; `index` chooses its ports."""

    velero_process = True  # Velero runs beside the API server, not in a pod

    def __init__(self, lab, name, index):
        self.lab, self.name = lab, name
        self.base = lab.base + 10 + 20 * index
        self.dir = os.path.join(lab.state, name)
        self.logs = os.path.join(lab.logs, name)
        self.kubeconfig = os.path.join(self.dir, "kubeconfig")
        self.api = self.cache = self.standins = None
        self.velero_flags = []
        self.flux_flags = []  # what kustomize-controller and helm-controller are started with besides
        self.held = set()  # programs that nobody is to start now

    def port(self, number):
        """A port of the cluster."""
        return self.base + number

    def run(self, program, command, **env):
        """Starts one program under the guard."""
        self.lab.guard.start(f"{self.name}/{program}", command, os.path.join(self.logs, program + ".log"), env)

    def halt(self, program):
        """Stops one program."""
        self.lab.guard.stop(f"{self.name}/{program}")

    # --- programs ----------------------------------------------------------------------------------------------------
    def etcd(self):
        client, peer = (f"http://127.0.0.1:{self.port(number)}" for number in (0, 1))
        self.run("etcd", [os.path.join(places.BIN, "etcd"), "--data-dir", os.path.join(self.dir, "etcd"), "--log-level", "error",
                          "--unsafe-no-fsync", "--listen-client-urls", client, "--advertise-client-urls", client,
                          "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}"])

    def apiserver(self):
        pki = os.path.join(self.dir, "pki")
        self.run("kube-apiserver", [
            os.path.join(places.BIN, "kube-apiserver"), "--etcd-servers", f"http://127.0.0.1:{self.port(0)}",
            "--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1", "--secure-port", str(self.port(2)), "--cert-dir", pki,
            "--endpoint-reconciler-type", "none", "--token-auth-file", os.path.join(pki, "tokens.csv"), "--authorization-mode", "RBAC",
            "--service-account-issuer", "https://lab.invalid", "--service-account-key-file", os.path.join(pki, "sa.key"),
            "--service-account-signing-key-file", os.path.join(pki, "sa.key"), "--service-cluster-ip-range", "10.96.0.0/24",
            "--allow-privileged"])

    def manager(self):
        pki = os.path.join(self.dir, "pki")
        self.run("kube-controller-manager", [
            os.path.join(places.BIN, "kube-controller-manager"), "--kubeconfig", self.kubeconfig, "--bind-address", "127.0.0.1",
            "--secure-port", str(self.port(3)), "--leader-elect=false", "--cert-dir", os.path.join(pki, "manager"),
            "--service-account-private-key-file", os.path.join(pki, "sa.key"), "--root-ca-file", os.path.join(pki, "apiserver.crt"),
            "--use-service-account-credentials=false", "--controllers", MANAGER])

    def fakeexec(self):
        self.run("fakeexec", [os.path.join(places.BIN, "fakeexec"), str(self.port(4))])

    def velero(self, *flags):
        """Velero's server; the S3 access key is the cluster's name, so that the store knows who writes."""
        self.velero_flags = list(flags) or self.velero_flags
        plugins = os.path.join(self.dir, "plugins")
        os.makedirs(plugins, exist_ok=True)
        if not os.path.exists(os.path.join(plugins, "velero-plugin-for-aws")):
            os.symlink(os.path.join(places.BIN, "velero-plugin-for-aws"), os.path.join(plugins, "velero-plugin-for-aws"))
        self.run("velero", [
            os.path.join(places.BIN, "velero"), "server", "--kubeconfig", self.kubeconfig, "--namespace", "velero",
            "--plugin-dir", plugins, "--metrics-address", f"127.0.0.1:{self.port(5)}",
            "--profiler-address", f"127.0.0.1:{self.port(6)}", *self.velero_flags],
            HOME=self.dir, AWS_ACCESS_KEY_ID=self.name, AWS_SECRET_ACCESS_KEY="lab", CSI_SNAPSHOT_EARLY_FREQUENT_POLLING="true",
            VELERO_NAMESPACE="velero")

    def source_controller(self):
        serve = f"127.0.0.1:{self.port(9)}"
        self.run("source-controller", [
            os.path.join(places.BIN, "source-controller"), "--storage-path", os.path.join(self.dir, "artifacts"),
            "--storage-addr", serve, "--storage-adv-addr", serve, "--metrics-addr", f"127.0.0.1:{self.port(7)}",
            "--health-addr", f"127.0.0.1:{self.port(8)}", "--watch-all-namespaces"],
            KUBECONFIG=self.kubeconfig, RUNTIME_NAMESPACE="flux-system")

    def kustomize_controller(self, *flags):
        temporary = os.path.join(self.dir, "tmp")
        os.makedirs(temporary, exist_ok=True)
        self.run("kustomize-controller", [
            os.path.join(places.BIN, "kustomize-controller"), "--metrics-addr", f"127.0.0.1:{self.port(10)}",
            "--health-addr", f"127.0.0.1:{self.port(11)}", "--watch-all-namespaces", *(flags or FLUX_FLAGS), *self.flux_flags],
            KUBECONFIG=self.kubeconfig, RUNTIME_NAMESPACE="flux-system", TMPDIR=temporary)

    def helm_controller(self):
        """Installs the charts of releases, for scenarios in which they are real."""
        temporary = os.path.join(self.dir, "tmp-helm")
        os.makedirs(temporary, exist_ok=True)
        self.run("helm-controller", [
            os.path.join(places.BIN, "helm-controller"), "--metrics-addr", f"127.0.0.1:{self.port(14)}",
            "--health-addr", f"127.0.0.1:{self.port(15)}", "--watch-all-namespaces", "--requeue-dependency=5s", *self.flux_flags],
            KUBECONFIG=self.kubeconfig, RUNTIME_NAMESPACE="flux-system", TMPDIR=temporary, HOME=self.dir)

    def server(self):
        """Where the API server listens."""
        return "127.0.0.1", self.port(2)

    def install_velero(self, release):
        """What the chart of Velero brings; True once it runs."""
        return helm.velero(self, release)

    # --- life --------------------------------------------------------------------------------------------------------
    def begin_up(self):
        """Starts what takes longest, so that two clusters come up side by side."""
        pki = os.path.join(self.dir, "pki")
        for folder in (pki, os.path.join(self.dir, "artifacts")):
            os.makedirs(folder, exist_ok=True)
        if not os.path.exists(os.path.join(pki, "sa.key")):
            subprocess.run(["openssl", "genrsa", "-out", os.path.join(pki, "sa.key"), "2048"], check=True, capture_output=True)
        with open(os.path.join(pki, "tokens.csv"), "w", encoding="ascii") as out:
            out.write(f"{TOKEN},admin,admin,system:masters\n")
        ca, (host, port) = os.path.join(pki, "apiserver.crt"), self.server()
        with open(self.kubeconfig, "w", encoding="ascii") as out:
            out.write(f'{{apiVersion: v1, kind: Config, current-context: {self.name}, contexts: [{{name: {self.name}, context: '
                      f'{{cluster: {self.name}, user: admin}}}}], clusters: [{{name: {self.name}, cluster: {{server: '
                      f'"https://{host}:{port}", certificate-authority: "{ca}"}}}}], '
                      f'users: [{{name: admin, user: {{token: {TOKEN}}}}}]}}\n')
        self.etcd()
        self.apiserver()

    def end_up(self):
        """Waits for the API server and starts the rest."""
        ca = os.path.join(self.dir, "pki", "apiserver.crt")
        self.lab.until(60, f"the API server of {self.name}", lambda: os.path.exists(ca))
        self.api = self.connect(ca)
        self.lab.until(60, f"the API server of {self.name}", lambda: self.raw("/readyz") == "ok")
        for name in ("source", "kustomize", "helm"):
            self.install_crds(name)
        self.api.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "flux-system"}})
        self.cache = Caches(self.api)
        self.manager()
        self.fakeexec()
        self.source_controller()
        self.kustomize_controller()
        if self.lab.charts is not None:
            self.helm_controller()
        self.standins = self.stand_in()
        self.lab.until(90, f"the node of {self.name}", self.nodes_ready)
        self.lab.until(60, f"Flux of {self.name}", lambda: self.healthy(8, "readyz") and self.healthy(11, "readyz"))

    def connect(self, ca):
        """A client of the API server."""
        return Api(self.port(2), ca, TOKEN)

    def stand_in(self):
        """What runs in place of nodes and, where they are not real, of charts."""
        return Standins(self)

    def nodes_ready(self):
        """Whether pods can run; a stand-in runs them at once."""
        return True

    def up(self):
        """Starts the cluster, empty or with what its directory holds."""
        self.begin_up()
        self.end_up()
        return self

    def down(self):
        """Stops every program; the state stays."""
        if self.standins:
            self.standins.stop()
        if self.cache:
            self.cache.stop()
        self.standins = self.cache = None
        mine = [name for name in self.lab.guard.running if name.startswith(self.name + "/")]
        for name in reversed(mine):
            self.lab.guard.stop(name, 5)

    def wipe(self):
        """Stops the cluster and forgets it: what a lost region leaves."""
        self.down()
        shutil.rmtree(self.dir, ignore_errors=True)

    # --- helpers -----------------------------------------------------------------------------------------------------
    def raw(self, where):
        """The text of a path of the API server, or None."""
        try:
            return self.api.call("GET", where, patience=0).get("text")
        except (OSError, Refused, http.client.HTTPException):
            return None

    def healthy(self, number, where):
        """Whether a program answers on its port."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port(number)}/{where}", timeout=2) as reply:
                return reply.status == 200
        except OSError:
            return False

    def install_crds(self, name):
        """Applies one set of CRDs and waits until they are served."""
        folder, wanted = os.path.join(places.CRDS, name), []
        for file in sorted(os.listdir(folder)):
            with open(os.path.join(folder, file), encoding="utf-8") as source:
                text = source.read()
            for document in [text] if file.endswith(".json") else documents(text):
                names = file[:-5] if file.endswith(".json") else crd_name(document)
                self.api.apply("crds", None, names, document)
                wanted.append(names)

        def established(crd):
            conditions = (self.api.get("crds", None, crd) or {}).get("status", {}).get("conditions") or []
            return any(c["type"] == "Established" and c["status"] == "True" for c in conditions)

        for crd in wanted:
            self.lab.until(30, "CRD " + crd, lambda crd=crd: established(crd))

    def log(self, program):
        """What a program has written so far."""
        try:
            with open(os.path.join(self.logs, program + ".log"), encoding="utf-8", errors="replace") as source:
                return source.read()
        except FileNotFoundError:
            return ""

    def restart(self, *programs):
        """Stops programs and starts them again, as an upgrade or an eviction does."""
        start = {"velero": self.velero, "kustomize-controller": self.kustomize_controller, "source-controller": self.source_controller}
        self.held.update(programs)
        for program in programs:
            self.halt(program)
        for program in programs:
            start[program]()
        self.held.difference_update(programs)


def crd_name(text):
    """The name of a CRD in YAML: the only line of that form, two spaces deep."""
    for line in text.splitlines():
        if line.startswith("  name: "):
            return line[8:].strip().strip("\"'")
    raise ValueError("a CRD without a name")
