"""A world of its own for the node storey: network, mounts and processes in namespaces that end with the lab.

The lab runs again as the first process of a new PID namespace. When that process ends, or is killed, the kernel ends
every other in it, containers included, and takes mounts and network with it; so nothing has to be cleaned up by name.
"""
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
NETS = "10.200"


def enter(arguments):
    """Runs the lab's command line inside; returns its exit code."""
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc",
               sys.executable, "-B", "-m", "lab", *arguments, "--inside"]

    def die_with_parent():
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    # unshare itself ignores signals while it waits, so it is killed; its child, the namespace's first process, goes with it.
    before = cgroups()
    process = subprocess.Popen(command, preexec_fn=die_with_parent, start_new_session=True)  # pylint: disable=all
    try:
        return process.wait()
    finally:
        process.kill()
        process.wait()
        # Control groups have no namespace here: those that containerd has made are removed once they are empty, which
        # they are when the kernel has ended the last process in them.
        end = time.monotonic() + 10
        while (left := cgroups() - before) and time.monotonic() < end:
            for folder in sorted(left, reverse=True):
                try:
                    os.rmdir(folder)
                except OSError:
                    pass
            time.sleep(0.2)


def cgroups():
    """Every control group of containers."""
    return {folder for folder, _, _ in os.walk("/sys/fs/cgroup") if "/k8s.io" in folder}


def prepare():
    """Called inside, before anything starts: loopback, and directories that programs write to whatever they are told."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "address", "replace", f"{NETS}.0.1/32", "dev", "lo")
    run("sysctl", "-qw", "net.ipv4.ip_forward=1", check=False)
    for folder in ("/run/netns", "/var/lib/cni", "/run/containerd", "/var/lib/kubelet", "/var/log"):
        os.makedirs(folder, exist_ok=True)
        run("mount", "-t", "tmpfs", "lab", folder)


def run(*command, check=True):
    """Runs a program of the system."""
    return subprocess.run(command, check=check, capture_output=True, text=True).stdout
