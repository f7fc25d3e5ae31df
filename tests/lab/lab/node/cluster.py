"""A cluster of one node. Its API server listens on its own service address, so there is no kube-proxy and no DNS."""
import json
import os
import subprocess

from .. import places
from ..api import Api, Refused
from ..cluster import Cluster, TOKEN
from .images import all_images
from .inside import NETS, run
from . import velero

CNI_BIN = "/usr/lib/cni"
DRIVER = "dir.csi.lab"


class NodeCluster(Cluster):
    """As a Cluster, with a kubelet; Helm alone has a stand-in."""

    velero_process = False

    def __init__(self, lab, name, index):
        super().__init__(lab, name, index)
        self.index = index + 1
        self.service, self.node = f"10.96.{self.index}.1", f"{NETS}.{self.index}.1"

    def bin(self, program):
        """A program that was built."""
        return os.path.join(places.BIN, program)

    def apiserver(self):
        pki = os.path.join(self.dir, "pki")
        run("ip", "address", "replace", self.service + "/32", "dev", "lo")
        bridge = f"br{self.index}"
        # A fixed address: a bridge that takes over the address of a port makes pods lose the API server for 45 s.
        run("ip", "link", "add", bridge, "address", f"02:00:00:00:00:0{self.index}", "type", "bridge", check=False)
        run("ip", "address", "replace", self.node + "/24", "dev", bridge)
        run("ip", "link", "set", bridge, "up")
        self.run("kube-apiserver", [
            self.bin("kube-apiserver"), "--etcd-servers", f"http://127.0.0.1:{self.port(0)}", "--bind-address", self.service,
            "--advertise-address", self.node, "--secure-port", "443", "--cert-dir", pki, "--endpoint-reconciler-type", "none",
            "--token-auth-file", os.path.join(pki, "tokens.csv"), "--authorization-mode", "RBAC",
            "--service-account-issuer", "https://lab.invalid", "--service-account-key-file", os.path.join(pki, "sa.key"),
            "--service-account-signing-key-file", os.path.join(pki, "sa.key"), "--service-cluster-ip-range", f"10.96.{self.index}.0/24",
            "--allow-privileged", "--kubelet-preferred-address-types", "InternalIP"])

    def manager(self):
        pki = os.path.join(self.dir, "pki")
        self.run("kube-controller-manager", [
            self.bin("kube-controller-manager"), "--kubeconfig", self.kubeconfig, "--bind-address", "127.0.0.1",
            "--secure-port", str(self.port(3)), "--leader-elect=false", "--cert-dir", os.path.join(pki, "manager"),
            "--service-account-private-key-file", os.path.join(pki, "sa.key"), "--root-ca-file", os.path.join(pki, "apiserver.crt")])
        self.run("kube-scheduler", [
            self.bin("kube-scheduler"), "--kubeconfig", self.kubeconfig, "--bind-address", "127.0.0.1",
            "--secure-port", str(self.port(12)), "--leader-elect=false", "--cert-dir", os.path.join(pki, "scheduler")])

    def fakeexec(self):
        """The kubelet answers exec itself; with it comes everything a node is made of."""
        self.containerd()
        self.kubelet()
        self.storage()

    def containerd(self):
        home = os.path.join(self.dir, "containerd")
        os.makedirs(os.path.join(self.dir, "cni"), exist_ok=True)
        os.makedirs(home, exist_ok=True)
        with open(os.path.join(self.dir, "cni", "10-bridge.conflist"), "w", encoding="ascii") as out:
            json.dump({"cniVersion": "0.4.0", "name": "pods", "plugins": [{
                "type": "bridge", "bridge": f"br{self.index}", "isGateway": True, "ipMasq": False, "ipam": {
                    "type": "host-local", "dataDir": os.path.join(self.dir, "ipam"),
                    "ranges": [[{"subnet": f"{NETS}.{self.index}.0/24", "rangeStart": f"{NETS}.{self.index}.10", "gateway": self.node}]],
                    "routes": [{"dst": "0.0.0.0/0"}]}}]}, out)
        with open(os.path.join(home, "config.toml"), "w", encoding="ascii") as out:
            out.write(f'version = 2\nroot = "{home}/root"\nstate = "{home}/state"\n[grpc]\n  address = "{home}/sock"\n'
                      f'[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "lab.invalid/pause:1"\n  restrict_oom_score_adj = true\n'
                      f'  stream_server_address = "127.0.0.1"\n'
                      f'  [plugins."io.containerd.grpc.v1.cri".cni]\n    bin_dir = "{CNI_BIN}"\n    conf_dir = "{self.dir}/cni"\n')
        self.run("containerd", ["containerd", "--config", os.path.join(home, "config.toml")])
        self.lab.until(60, f"containerd of {self.name}", lambda: self.ctr("version").returncode == 0)
        for image in all_images():
            done = self.ctr("images", "import", image)
            self.lab.holds(f"image {image} is imported", done.returncode == 0, done.stderr)

    def ctr(self, *arguments):
        """containerd's command line."""
        return subprocess.run(["ctr", "-a", os.path.join(self.dir, "containerd", "sock"), "-n", "k8s.io", *arguments],
                              capture_output=True, text=True, check=False)

    def kubelet(self):
        home = os.path.join(self.dir, "kubelet")
        os.makedirs(home, exist_ok=True)
        run("mount", "--bind", home, home)
        run("mount", "--make-shared", home)  # node-agent has to see volumes that are mounted after it started
        with open(os.path.join(self.dir, "kubelet.yaml"), "w", encoding="ascii") as out:
            json.dump({"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
                       "containerRuntimeEndpoint": f"unix://{self.dir}/containerd/sock", "address": self.node, "healthzPort": 0,
                       "readOnlyPort": 0, "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
                       "authorization": {"mode": "AlwaysAllow"}, "cgroupDriver": "cgroupfs", "cgroupsPerQOS": False,
                       "enforceNodeAllocatable": [], "failSwapOn": False,
                       "featureGates": {"KubeletInUserNamespace": True},  # tolerates a root without CAP_SYS_RESOURCE
                       "evictionHard": {"memory.available": "100Mi"}, "podLogsDir": os.path.join(self.dir, "podlogs"),
                       "volumePluginDir": os.path.join(self.dir, "flexvolume")}, out)
        self.run("kubelet", [self.bin("kubelet"), "--config", os.path.join(self.dir, "kubelet.yaml"), "--kubeconfig", self.kubeconfig,
                             "--root-dir", home, "--hostname-override", f"node-{self.name}", "--node-ip", self.node,
                             "--cert-dir", os.path.join(self.dir, "pki", "kubelet")])

    def storage(self):
        home, sock = os.path.join(self.dir, "kubelet"), os.path.join(self.dir, "kubelet", "plugins", DRIVER, "csi.sock")
        self.install_crds("snapshot")
        self.run("dircsi", [self.bin("dircsi"), "-kubelet-dir", home, "-node", f"node-{self.name}", "-dir", os.path.join(self.dir, "volumes")])
        self.lab.until(30, f"the CSI driver of {self.name}", lambda: os.path.exists(sock))
        self.run("csi-provisioner", [self.bin("csi-provisioner"), "--kubeconfig", self.kubeconfig, "--csi-address", sock,
                                     "--feature-gates=Topology=true"], NODE_NAME=f"node-{self.name}")
        self.run("csi-snapshotter", [self.bin("csi-snapshotter"), "--kubeconfig", self.kubeconfig, "--csi-address", sock])
        self.run("snapshot-controller", [self.bin("snapshot-controller"), "--kubeconfig", self.kubeconfig, "--leader-election=false"])
        self.call("POST", "/apis/storage.k8s.io/v1/csidrivers", {
            "apiVersion": "storage.k8s.io/v1", "kind": "CSIDriver", "metadata": {"name": DRIVER},
            "spec": {"attachRequired": False, "podInfoOnMount": False, "fsGroupPolicy": "None", "volumeLifecycleModes": ["Persistent"]}})

    def call(self, *arguments):
        """A request; what is there already is fine."""
        try:
            return self.api.call(*arguments)
        except Refused as refused:
            if refused.status != 409:
                raise
            return None

    def server(self):
        """Where the API server is."""
        return self.service, 443

    def install_velero(self, release):
        """Velero and node-agent in pods."""
        return velero.install(self, release)

    def down(self):
        """Stops the node: its containers outlive containerd, so they are removed before it."""
        self.halt("kubelet")
        if os.path.exists(os.path.join(self.dir, "containerd", "sock")):
            for task in self.ctr("tasks", "ls", "-q").stdout.split():
                self.ctr("tasks", "rm", "-f", task)
        super().down()
        with open("/proc/mounts", encoding="ascii") as mounts:
            mine = [line.split()[1] for line in mounts if line.split()[1].startswith(self.dir + "/")]
        for folder in sorted(mine, reverse=True):
            run("umount", "-l", folder, check=False)

    def connect(self, ca):
        """As a Cluster, at the address that pods use."""
        return Api(443, ca, TOKEN, self.service)

    def stand_in(self):
        """Charts alone: the node runs the rest."""
        return velero.Charts(self)

    def nodes_ready(self):
        """The node has joined."""
        return any(c["type"] == "Ready" and c["status"] == "True"
                   for n in self.api.list("nodes") for c in n["status"].get("conditions", []))
