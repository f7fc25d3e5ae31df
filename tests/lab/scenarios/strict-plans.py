"""Every object of every plan below plans/ that compiles passes a strict server-side dry run."""
import os
import re
import shutil
import subprocess

from lab import places

FROM = "empty"
PLANS = os.path.join(places.ROOT, "plans")


def run(lab, tree):
    assert tree is None
    lab.dr.up()
    for crds in ("velero", "snapshot", "monitoring"):
        lab.dr.install_crds(crds)
    namespaces, objects, compiled = {"default", "kube-system", "flux-system"}, 0, 0
    for plan in plans():
        texts = built(lab, plan)
        compiled += bool(texts)
        for namespace in {name for text in texts for name in re.findall(r"^  namespace: '?([a-z0-9-]+)'?$", text, re.M)} - namespaces:
            namespaces.add(namespace)
            lab.dr.api.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
        documents = [part for text in texts for part in text.split("\n---\n") if not re.search(r"^kind: Component$", part, re.M)]
        if not documents:
            continue
        done = subprocess.run([os.path.join(places.BIN, "kubectl"), "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-"],
                              input="\n---\n".join(documents), capture_output=True, text=True, check=False,
                              env={**os.environ, "KUBECONFIG": lab.dr.kubeconfig})
        accepted = done.stdout.count("serverside-applied")
        lab.holds(f"{plan}: all of {len(documents)} objects are accepted", done.returncode == 0 and accepted == len(documents), done.stderr)
        objects += accepted
    lab.holds("there are many plans and objects", compiled > 20 and objects > 400, f"{objects} of {compiled}")
    lab.note(f"{objects} objects of {compiled} plans")


def plans():
    """Each file of the case folders, and each whole plan with its repository."""
    single, whole = set(), set()
    for folder, _, files in os.walk(PLANS):
        for file in files:
            if file.endswith(".drplan"):
                part = os.path.relpath(folder, PLANS).split(os.sep)[0]
                (single.add(os.path.join(folder, file)) if part in ("cases", "broken", "recipes") else whole.add(folder))
    return sorted(single) + sorted(whole)


def built(lab, plan):
    """The texts of what a plan compiles to; none where it has an error."""
    work = os.path.join(lab.state, "work")
    source, out = os.path.join(work, "plan"), os.path.join(work, "out")
    for folder in (source, out):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.isdir(plan):
        shutil.copytree(plan, source)
    else:
        os.makedirs(source)
        shutil.copy(plan, source)
    os.makedirs(out)
    subprocess.run([places.drplan(), "build", source, "--out", out, "--quiet"], capture_output=True, check=False)
    texts = []
    for folder, _, files in os.walk(out):
        for file in sorted(files):
            if file.endswith(".yaml"):
                with open(os.path.join(folder, file), encoding="utf-8") as text:
                    texts.append(text.read())
    if lab.mutation:
        changed = dict(enumerate(texts))
        lab.mutation(changed)
        texts = list(changed.values())
    return texts


def misspelt(texts):
    """A field that there is not."""
    for name, text in texts.items():
        texts[name] = text.replace("includedNamespaces:", "includedNamespace:")


MUTATIONS = {"a field that there is not": misspelt}
