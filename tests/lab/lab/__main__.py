"""The lab's command line; `tests/lab/run` without arguments prints what it can do."""
import argparse
import os
import signal
import subprocess
import sys
import time

from . import build, laboratory, needs, places, pool, runner
from .node import desk, inside  # pylint: disable=unused-import
from .node.cluster import NodeCluster


def stop(number, _frame):
    """A signal ends the lab like an error would: every process is stopped on the way out."""
    raise SystemExit(128 + number)


def controllers(asked):
    """Builds what is missing and runs scenarios of the controllers' storey."""
    if asked.worker:
        return pool.worker(asked.verbose)
    chosen = asked.scenario or runner.names()
    unknown = [name for name in chosen if name not in runner.names()]
    if unknown:
        print(f"no such scenario: {', '.join(unknown)}; there are: {', '.join(runner.names())}", file=sys.stderr)
        return 2
    if asked.list:
        for name in chosen:
            print(f"{name:28} {runner.title(runner.load(name))}")
        return 0
    todo = runner.jobs(chosen, asked.mutate, asked.core)
    charts = any(getattr(runner.load(name), "CHARTS", False) for name, _ in todo)
    lacks = needs.missing(charts=charts)
    if lacks:
        print("skipped: the lab of controllers needs " + "; ".join(lacks))
        return 0 if asked.may_skip else 3
    try:
        build.everything(charts=charts)
    except subprocess.CalledProcessError as failed:
        print(f"{'skipped: ' if asked.may_skip else ''}the controllers could not be built: {' '.join(failed.cmd)}\n{failed.stderr or ''}")
        return 0 if asked.may_skip else 3
    begin = time.monotonic()
    labs = min(asked.jobs or needs.labs(), len(todo))
    failed = pool.run(todo, labs, asked.verbose) if labs > 1 else runner.run_all(todo, asked.verbose)
    print(f"{'all good' if not failed else f'{failed} failed'}: {len(todo)} after {time.monotonic() - begin:.0f} s", flush=True)
    return 1 if failed else 0


def node(asked):
    """Builds what is missing and runs scenarios of the node storey, inside namespaces that end with it."""
    lacks = needs.missing(node=True)
    if lacks:
        print("skipped: the lab of nodes needs " + "; ".join(lacks))
        return 0 if asked.may_skip else 3
    if not asked.inside:
        build.everything(node=True)
        return inside.enter(sys.argv[1:])
    inside.prepare()
    chosen = ["node/" + name for name in asked.scenario] or runner.names("node")
    begin, todo = time.monotonic(), runner.jobs(chosen, asked.mutate)
    with laboratory.Lab(asked.verbose, inside.NETS + ".0.1", NodeCluster) as lab:
        failed = sum(runner.run_one(lab, name, label) for name, label in todo)
    print(f"{'all good' if not failed else f'{failed} failed'}: {len(todo)} after {time.monotonic() - begin:.0f} s", flush=True)
    return 1 if failed else 0


def keep(asked):
    """Starts the named clusters, empty, and leaves them up until Ctrl-C."""
    build.everything()
    begin = time.monotonic()
    with laboratory.Lab(True) as lab:
        lab.up(*(lab.clusters[name] for name in asked.cluster or lab.clusters))
        print(f"up after {time.monotonic() - begin:.0f} s; ends with Ctrl-C")
        for cluster in lab.clusters.values():
            if cluster.cache is not None:
                print(f"  export KUBECONFIG={cluster.kubeconfig}")
        while not lab.guard.ended():
            time.sleep(1)
        print("ended by itself: " + ", ".join(lab.guard.ended()))
    return 1


def main():
    """Reads the arguments and does what they ask for."""
    parser = argparse.ArgumentParser(prog="tests/lab/run", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    part = verbs.add_parser("controllers", help="run scenarios on real controllers without a kubelet")
    part.add_argument("scenario", nargs="*", help="all, when none is named")
    part.add_argument("--core", action="store_true", help="only those that .ci/run runs")
    part.add_argument("--mutate", action="store_true", help="run their mutations instead: each must be found out")
    part.add_argument("--list", action="store_true", help="print names and claims")
    part.add_argument("-j", "--jobs", type=int, help="labs at once; each takes 2 GiB and half a core (default: four, or what free memory allows)")
    part.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    part.add_argument("--may-skip", action="store_true", help="exit 0 where something the lab needs is missing")
    part.add_argument("-v", "--verbose", action="store_true", help="say what is waited for and what holds")
    part.set_defaults(act=controllers)
    part = verbs.add_parser("node", help="run scenarios on nodes with containers and volumes; needs root")
    part.add_argument("scenario", nargs="*", help="all, when none is named")
    part.add_argument("--mutate", action="store_true", help="run their mutations instead: each must be found out")
    part.add_argument("--may-skip", action="store_true", help="exit 0 where something the lab needs is missing")
    part.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    part.add_argument("-v", "--verbose", action="store_true", help="say what is waited for and what holds")
    part.set_defaults(act=node)
    part = verbs.add_parser("keep", help="start clusters and leave them up")
    part.add_argument("cluster", nargs="*", choices=[[], "prod", "dr"])
    part.set_defaults(act=keep)
    part = verbs.add_parser("build", help="build the controllers")
    part.set_defaults(act=lambda _: build.everything(charts=True))
    part = verbs.add_parser("k", help="kubectl with the KUBECONFIG that `keep` printed")
    part.add_argument("rest", nargs=argparse.REMAINDER)
    part.set_defaults(act=lambda asked: subprocess.run([os.path.join(places.BIN, "kubectl"), *asked.rest], check=False).returncode)
    asked = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        sys.exit(asked.act(asked))
    except KeyboardInterrupt:
        sys.exit(130)


main()
