"""What the lab needs of the machine, and what of it is missing."""
import os
import re
import shutil
import subprocess
import sys

from . import build, places

GO = (1, 26)


def go_version():
    """The version of Go, or None."""
    if shutil.which("go") is None:
        return None
    text = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"go(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def memory_gib():
    """Memory that is free to be used, or None where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            found = re.search(r"MemAvailable: +(\d+)", lines.read())
        return int(found[1]) / 1024 / 1024 if found else None
    except OSError:
        return None


def labs():
    """How many labs of controllers run side by side: a recovery mostly waits, so two cores carry four."""
    free = memory_gib()
    return 1 if free is None else max(1, min(4, int(free / 2)))


def missing(node=False, charts=False):
    """One sentence for each thing that is not there."""
    lacks = for_node() if node else []
    if sys.platform != "linux":
        lacks.append("Linux (the programs are watched over by process groups and /proc)")
    if sys.version_info < (3, 9):
        lacks.append("Python 3.9 or newer")
    for program in ("git", "openssl"):
        if shutil.which(program) is None:
            lacks.append(program)
    if not build.complete(node, charts):
        version = go_version()
        if version is None or version < GO:
            lacks.append(f"Go {GO[0]}.{GO[1]} or newer, to build the controllers")
    free = memory_gib()
    if free is not None and free < 3:
        lacks.append(f"3 GiB of free memory ({free:.1f} are)")
    if not os.path.exists(places.drplan()):
        lacks.append("the compiler: `cargo build` first, or DRPLAN=path/to/drplan")
    return lacks


PACKAGES = {"containerd": "containerd", "runc": "runc", "ctr": "containerd", "ip": "iproute2", "unshare": "util-linux"}


def for_node():
    """What a kubelet needs of the machine."""
    lacks = []
    if os.geteuid() != 0:
        lacks.append("root")
    for program, package in PACKAGES.items():
        if shutil.which(program) is None:
            lacks.append(f"{program} (package {package})")
    for file, package in (("/usr/lib/cni/bridge", "containernetworking-plugins"), ("/bin/busybox", "busybox-static"),
                          ("/usr/bin/curl", "curl")):
        if not os.path.exists(file):
            lacks.append(f"{file} (package {package})")
    with open("/proc/filesystems", encoding="ascii") as lines:
        if "overlay" not in lines.read():
            lacks.append("the overlay file system")
    if not os.path.isdir("/sys/fs/cgroup"):
        lacks.append("control groups")
    return lacks
