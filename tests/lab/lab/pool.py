"""Several labs at once: a recovery mostly waits, so two cores carry more than one.

Each worker is this program again with a lab of its own; it reads what to run from its standard input, a line each, and
ends every answer with a line that says how many went wrong.
"""
import os
import signal
import subprocess
import sys
import threading
import time

from . import runner
from .laboratory import Lab

END = "--- went wrong: "


def orphaned():
    """Ends a worker whose parent is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def worker(verbose):
    """Runs what is asked for until there is nothing more."""
    threading.Thread(target=orphaned, daemon=True).start()
    with Lab(verbose) as lab:
        for line in sys.stdin:
            name, _, label = line.rstrip("\n").partition("\t")
            print(f"{END}{runner.run_one(lab, name, label or None)}", flush=True)
    return 0


def run(jobs, count, verbose):
    """Runs jobs, pairs of a scenario and a mutation, in `count` labs; returns how many went wrong."""
    waiting, lock, failed, workers = list(jobs), threading.Lock(), [], []

    def serve():
        command = [sys.executable, "-B", "-m", "lab", "controllers", "--worker", *(["-v"] if verbose else [])]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            workers.append(process)
            while True:
                with lock:
                    job = waiting.pop(0) if waiting else None
                if job is None:
                    break
                process.stdin.write("\t".join(filter(None, job)) + "\n")
                process.stdin.flush()
                for line in process.stdout:
                    if line.startswith(END):
                        failed.append(int(line[len(END):]))
                        break
                    with lock:
                        print(line, end="", flush=True)
                else:
                    print(f"FAIL a lab ended in the middle of {job[0]}", flush=True)
                    failed.append(1)
                    return
            process.stdin.close()

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(min(count, len(waiting)))]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        # After an interrupt: a worker that is told to end stops its lab on the way out.
        for process in workers:
            process.terminate()
        for process in workers:
            process.wait()
    return sum(failed)
