"""Container images from local programs: no registry is asked."""
import hashlib
import io
import json
import os
import re
import subprocess
import tarfile

from .. import places

BUSYBOX = "/bin/busybox"
CURL = "/usr/bin/curl"


def libraries(program):
    """The shared libraries that a program is linked with, the loader among them."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
    return sorted(set(re.findall(r"(/\S+) \(0x", listed)))


def archive(target, name, entrypoint, programs):
    """Writes a docker archive: busybox, and programs with their libraries."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        def add(path, mode=0o755, data=None, link=None):
            info = tarfile.TarInfo(path)
            info.mode = mode
            if link:
                info.type, info.linkname = tarfile.SYMTYPE, link
            elif data is None:
                info.type = tarfile.DIRTYPE
            else:
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data) if data is not None else None)

        for folder in ("bin", "etc", "root", "plugins", "home", "usr", "usr/bin", "lib", "lib64", "lib/x86_64-linux-gnu"):
            add(folder)
        add("tmp", 0o1777)
        add("etc/passwd", 0o644, b"root:x:0:0:root:/root:/bin/sh\n")
        add("etc/group", 0o644, b"root:x:0:\n")
        copied = {}
        for source, path in programs:
            copied[path] = source
            for library in libraries(source):
                copied[library] = library
        for path, source in sorted(copied.items()):
            with open(source, "rb") as data:
                add(path.lstrip("/"), 0o755, data.read())
        with open(BUSYBOX, "rb") as data:
            add("bin/busybox", 0o755, data.read())
        for applet in subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=True).stdout.split():
            if applet != "busybox":
                add("bin/" + applet, 0o777, link="busybox")
    layer = layer.getvalue()
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Entrypoint": entrypoint, "Env": ["PATH=/bin:/usr/bin"]},
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}}).encode()
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = json.dumps([{"Config": config_name, "RepoTags": [name], "Layers": ["layer.tar"]}]).encode()
    with tarfile.open(target, "w") as tar:
        for path, data in ((config_name, config), ("manifest.json", manifest), ("layer.tar", layer)):
            info = tarfile.TarInfo(path)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def all_images():
    """Makes the images whose programs are newer; returns their archives."""
    folder = os.path.join(places.LAB_DIR, "images")
    os.makedirs(folder, exist_ok=True)
    wanted = {
        "pause": (["/bin/sleep", "2147483647"], []),
        "busybox": (["/bin/sh"], []),
        "kubectl": (["/bin/sh"], [("kubectl", "/bin/kubectl")]),
        "curl": (["/bin/sh"], [(CURL, "/usr/bin/curl")]),
        "velero": (["/velero"], [("velero", "/velero"), ("velero-restore-helper", "/velero-restore-helper")]),
        "velero-plugin-for-aws": (["/bin/sh", "-c", "cp /plugins/* /target/"], [("velero-plugin-for-aws", "/plugins/velero-plugin-for-aws")]),
    }
    made = []
    for name, (entrypoint, programs) in wanted.items():
        target = os.path.join(folder, name + ".tar")
        sources = [os.path.join(places.BIN, program) for program, _ in programs]
        if not os.path.exists(target) or any(os.path.getmtime(source) > os.path.getmtime(target) for source in sources):
            archive(target + ".new", f"lab.invalid/{name}:1", entrypoint, list(zip(sources, (path for _, path in programs))))
            os.replace(target + ".new", target)
        made.append(target)
    return made
