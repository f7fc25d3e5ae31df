"""Builds the controllers from the versions pinned in modules/*/go.mod, and takes the CRDs of those very versions."""
import hashlib
import json
import os
import shutil
import subprocess
import time

from . import places

# Kubernetes says its version as a release build would. controller-runtime's metrics port is fixed in Velero's code: two
# Veleros on one address cannot share it, so its default is made "none" when linking.
FLAGS = ("-s -w -X k8s.io/component-base/version.gitVersion=v1.34.1 -X k8s.io/component-base/version.gitMajor=1"
         " -X k8s.io/component-base/version.gitMinor=34"
         " -X sigs.k8s.io/controller-runtime/pkg/metrics/server.DefaultBindAddress=0")

PROGRAMS = [  # module, program, package
    ("etcd", "etcd", "go.etcd.io/etcd/server/v3"),
    ("velero", "velero", "github.com/vmware-tanzu/velero/cmd/velero"),
    ("velero-aws", "velero-plugin-for-aws", "github.com/vmware-tanzu/velero-plugin-for-aws/velero-plugin-for-aws"),
    ("source", "source-controller", "github.com/fluxcd/source-controller"),
    ("kustomize", "kustomize-controller", "github.com/fluxcd/kustomize-controller"),
    ("apiserver", "kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
    ("apiserver", "kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"),
    ("apiserver", "kubectl", "k8s.io/kubernetes/cmd/kubectl"),
    ("apiserver", "fakeexec", "./fakeexec"),
]

# What scenarios with real charts need besides.
CHART_PROGRAMS = [
    ("helm", "helm-controller", "github.com/fluxcd/helm-controller"),
    ("kustomize", "seal", "./seal"),
]

# What the node storey needs besides.
NODE_PROGRAMS = [
    ("kubelet", "kubelet", "k8s.io/kubernetes/cmd/kubelet"),
    ("kubelet", "kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler"),
    ("velero", "velero-restore-helper", "github.com/vmware-tanzu/velero/cmd/velero-restore-helper"),
    ("csi", "dircsi", "./dircsi"),
    ("csi", "csi-provisioner", "github.com/kubernetes-csi/external-provisioner/v5/cmd/csi-provisioner"),
    ("csi", "csi-snapshotter", "github.com/kubernetes-csi/external-snapshotter/v8/cmd/csi-snapshotter"),
    ("csi", "snapshot-controller", "github.com/kubernetes-csi/external-snapshotter/v8/cmd/snapshot-controller"),
]

# Only their CRDs are used by most scenarios; the Prometheus operator runs in none.
CRDS_ONLY = {
    "helm": ("github.com/fluxcd/helm-controller@v1.6.3", "config/crd/bases"),
    "monitoring": ("github.com/prometheus-operator/prometheus-operator@v0.85.0", "example/prometheus-operator-crd"),
}
# Of a set that is large, the kinds that a plan's output or a chart's values speak of.
SOME = {"monitoring": ("prometheusrules", "servicemonitors", "podmonitors")}
CRDS_OF_MODULES = {
    "source": ("source", "github.com/fluxcd/source-controller", "config/crd/bases"),
    "kustomize": ("kustomize", "github.com/fluxcd/kustomize-controller", "config/crd/bases"),
    "snapshot": ("velero", "github.com/kubernetes-csi/external-snapshotter/client/v8", "config/crd"),
}


def complete(node=False, charts=False):
    """Whether everything was built already."""
    built = not any(stale(name, module) for module, name, _ in wanted(node, charts))
    sets = ["velero", *CRDS_ONLY, *CRDS_OF_MODULES]
    return built and all(os.path.isdir(os.path.join(places.CRDS, name)) for name in sets)


def pins(module):
    """A digest of all that decides what a module's programs are: its files and the flags."""
    digest = hashlib.sha256(FLAGS.encode())
    for folder, _, files in sorted(os.walk(os.path.join(places.MODULES, module))):
        for file in sorted(files):
            with open(os.path.join(folder, file), "rb") as source:
                digest.update(source.read())
    return digest.hexdigest()


def stale(program, module):
    """A program is built again when its module's pins have changed since."""
    try:
        with open(os.path.join(places.BIN, program + ".pins"), encoding="ascii") as source:
            return source.read() != pins(module) or not os.access(os.path.join(places.BIN, program), os.X_OK)
    except FileNotFoundError:
        return True


def wanted(node, charts):
    """The programs of a storey, with those of real charts or without."""
    return PROGRAMS + (NODE_PROGRAMS if node else []) + (CHART_PROGRAMS if charts else [])


def programs(node, charts):
    """Builds what is missing. With a warm cache of Go this links only; cold it is about 15 minutes on two cores."""
    os.makedirs(places.BIN, exist_ok=True)
    for module, name, package in wanted(node, charts):
        if not stale(name, module):
            continue
        begin, made = time.monotonic(), os.path.join(places.BIN, name)
        subprocess.run(["go", "build", "-ldflags", FLAGS, "-o", made + ".new", package],
                       cwd=os.path.join(places.MODULES, module), check=True)
        os.replace(made + ".new", made)
        with open(made + ".pins", "w", encoding="ascii") as out:
            out.write(pins(module))
        print(f"built {name} in {time.monotonic() - begin:.0f} s", flush=True)


def documents(text):
    """The documents of a YAML stream, as texts."""
    return [part for part in ("\n" + text).split("\n---") if part.strip() and "kind:" in part]


def copy_crds(name, folder):
    """Copies the YAML files of a folder that hold CRDs."""
    target = os.path.join(places.CRDS, name)
    shutil.rmtree(target + ".new", ignore_errors=True)
    os.makedirs(target + ".new")
    for file in sorted(os.listdir(folder)):
        with open(os.path.join(folder, file), encoding="utf-8") as source:
            text = source.read()
        if "kind: CustomResourceDefinition" in text and (name not in SOME or any(kind in file for kind in SOME[name])):
            with open(os.path.join(target + ".new", file), "w", encoding="utf-8") as out:
                out.write(text)
    os.replace(target + ".new", target)


def crds():
    """Takes the CRDs of the versions that were built."""
    os.makedirs(places.CRDS, exist_ok=True)

    def lacks(name):
        return not os.path.isdir(os.path.join(places.CRDS, name))

    for name, (module, package, folder) in CRDS_OF_MODULES.items():
        if lacks(name):
            found = subprocess.run(["go", "list", "-m", "-f", "{{.Dir}}", package], cwd=os.path.join(places.MODULES, module),
                                   check=True, capture_output=True, text=True).stdout.strip()
            copy_crds(name, os.path.join(found, folder))
    for name, (version, folder) in CRDS_ONLY.items():
        if lacks(name):
            found = subprocess.run(["go", "mod", "download", "-json", version], cwd=places.LAB_DIR, check=True,
                                   capture_output=True, text=True).stdout
            copy_crds(name, os.path.join(json.loads(found)["Dir"], folder))
    if lacks("velero"):
        text = subprocess.run([os.path.join(places.BIN, "velero"), "install", "--crds-only", "--dry-run", "-o", "json"],
                              check=True, capture_output=True, text=True).stdout
        os.makedirs(os.path.join(places.CRDS, "velero.new"), exist_ok=True)
        for item in json.loads(text)["items"]:
            with open(os.path.join(places.CRDS, "velero.new", item["metadata"]["name"] + ".json"), "w", encoding="utf-8") as out:
                json.dump(item, out)
        os.replace(os.path.join(places.CRDS, "velero.new"), os.path.join(places.CRDS, "velero"))


def everything(node=False, charts=False):
    """Programs and CRDs."""
    os.makedirs(places.LAB_DIR, exist_ok=True)
    programs(node, charts)
    crds()
