"""Processes that cannot outlive the lab.

Every program is the leader of a process group of its own. A guardian, forked before the first of them, holds the read
end of a pipe and keeps the list of groups; when the pipe closes, because the lab ended in any way, a SIGKILL included,
it kills what is left of them. So a Ctrl-C in the middle of a scenario leaves nothing behind either.
"""
import os
import signal
import subprocess
import time


def alive(group):
    """Whether any process of the group is there."""
    try:
        os.killpg(group, 0)
        return True
    except ProcessLookupError:
        return False


def born(process):
    """When a process was started, in ticks since the machine was; None when it is gone."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as line:
            return line.read().rpartition(")")[2].split()[19]
    except OSError:
        return None


def kill(group, leader_born):
    """Ends a group, unless its number has gone to somebody else: that can be only once the group is empty."""
    if born(group) not in (None, leader_born) or not alive(group):
        return
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Guard:
    """The guardian, and the programs it watches over."""

    def __init__(self):
        read, self.write = os.pipe()
        self.running = {}
        if os.fork() == 0:
            os.close(self.write)
            os.setsid()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            groups = {}
            with os.fdopen(read) as lines:
                for line in lines:
                    group, _, when = line[1:].strip().partition(" ")
                    if line[0] == "+":
                        groups[int(group)] = when
                    else:
                        groups.pop(int(group), None)
            for group, when in groups.items():
                kill(group, when)
            os._exit(0)
        os.close(read)
        os.set_inheritable(self.write, False)

    def start(self, name, command, log, env=None):
        """Starts a program; its output is appended to the file `log`."""
        os.makedirs(os.path.dirname(log), exist_ok=True)
        with open(log, "ab") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                                       env={**os.environ, **(env or {})}, start_new_session=True)
        process.began = born(process.pid)
        os.write(self.write, f"+{process.pid} {process.began}\n".encode())
        self.running[name] = process
        return process

    def stop(self, name, seconds=8):
        """Asks a program to end, then makes it; with it whatever it has started."""
        process = self.running.pop(name, None)
        if process is None:
            return
        end = time.monotonic() + seconds
        if process.poll() is None:
            process.terminate()
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        kill(process.pid, process.began)
        process.wait()
        os.write(self.write, b"-%d\n" % process.pid)

    def stop_all(self):
        """Ends everything, the youngest first."""
        for name in reversed(list(self.running)):
            self.stop(name, 3)

    def ended(self):
        """Names of programs that are no longer there although nobody stopped them."""
        return [name for name, process in self.running.items() if process.poll() is not None]
