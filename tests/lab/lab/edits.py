"""Edits of emitted files, for mutations: each changes one thing of the stages and leaves the rest alone."""
import re


def stage(files, path, name, change):
    """Changes the document of one Kustomization in a stage file."""
    parts = files[path].split("\n---\n")
    found = [at for at, part in enumerate(parts) if re.search(rf"^  name: '?{re.escape(name)}'?$", part, re.M)]
    if len(found) != 1:
        raise ValueError(f"{path} has {len(found)} stages named {name}")
    parts[found[0]] = change(parts[found[0]])
    files[path] = "\n---\n".join(parts)


def entry(text, block, name):
    """Removes one entry of a list of the spec, with what is indented below it; the whole list when it was the last."""
    out, gone = [], False
    for line in text.split("\n"):
        if line.rstrip() == f"  - name: {name}" and block_of(out) == block:
            gone = True
            continue
        if gone and line.startswith("    "):
            continue
        gone = False
        out.append(line)
    text = "\n".join(out)
    return re.sub(rf"\n  {block}:(?=\n  \w)", "", text)


def block_of(lines):
    """The field of the spec that the next line belongs to."""
    for line in reversed(lines):
        found = re.match(r"  (\w+):", line)
        if found:
            return found[1]
    return ""


def without_edge(path, name, to):
    """A mutation: stage `name` no longer depends on stage `to`."""
    return lambda files: path in files and has(files[path], name) and stage(files, path, name, lambda text: entry(text, "dependsOn", to))


def without_fields(path, name, *fields):
    """A mutation: fields of a stage's spec are gone, with everything below them."""
    def change(text):
        for field in fields:
            text = re.sub(rf"\n  {field}:(.*)(\n    .*|\n  - .*)*", "", text)
        return text
    return lambda files: path in files and has(files[path], name) and stage(files, path, name, change)


def with_text(path, old, new):
    """A mutation: a text is another, everywhere in the files whose path holds `path`."""
    def change(files):
        for name in files:
            if path in name:
                files[name] = files[name].replace(old, new)
    return change


def has(text, name):
    """Whether a stage file has a stage of a name."""
    return re.search(rf"^  name: '?{re.escape(name)}'?$", text, re.M) is not None


EARLY = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: early
  namespace: flux-system
spec:
  interval: 10m
  retryInterval: 5s
  prune: true
  path: {path}
  sourceRef:
    kind: GitRepository
    name: flux-system
"""


def early_application(cluster, path):
    """What an author might leave in the path of the recovery cluster: an application, applied by nobody's gate."""
    return lambda files: files.update({cluster + "/early.yaml": EARLY.format(path=path)})
