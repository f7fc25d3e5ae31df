"""Runs scenarios: a file each below scenarios/, with `run(lab, tree)`, the state it starts FROM, and MUTATIONS.

A mutation is a small edit of what the compiler wrote, done on the way to Git, that the scenario has to find out.
"""
import importlib.util
import os
import time
import traceback

from . import look, places, states
from .laboratory import Lab, TimedOut, Wrong


def load(name):
    """The module of a scenario."""
    spec = importlib.util.spec_from_file_location("scenario_" + name.replace("-", "_").replace("/", "_"), os.path.join(places.SCENARIOS, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(storey=""):
    """All scenarios of a storey, by name."""
    files = sorted(os.listdir(os.path.join(places.SCENARIOS, storey)))
    return [os.path.join(storey, file[:-3]) for file in files if file.endswith(".py")]


def title(module):
    """What a scenario claims: the first line of its text."""
    return module.__doc__.strip().splitlines()[0]


def report(lab):
    """What a person wants to see of a failure."""
    for cluster in lab.clusters.values():
        if cluster.cache is not None:
            lab.say(f"Kustomizations of {cluster.name}:\n{look.stages(cluster)}")
            for kind in ("restores", "backups", "locations"):
                for found in cluster.cache[kind].all()[:20]:
                    state = found.get("status", {})
                    lab.say(f"{kind} {found['metadata']['name']}: {state.get('phase')} {state.get('validationErrors', '')} "
                            f"operations {state.get('restoreItemOperationsCompleted', '-')} {state.get('message', '')}")


def once(lab, module, mutation=None):
    """Runs a scenario; returns None or what was wrong."""
    lab.charts_are_real(getattr(module, "CHARTS", False))
    tree = states.start_from(lab, getattr(module, "FROM", "primary"))
    bitten = []
    if mutation is not None:
        def bite(files):
            before = dict(files)
            mutation(files)
            bitten.append(files != before)
        if tree is None:
            lab.mutation = bite
        else:
            tree.mutations.append(bite)
            tree.publish("mutated")
    try:
        module.run(lab, tree)
        if mutation is None and hasattr(module, "MAKES"):
            states.made(lab, module.MAKES)
        if mutation is None:
            lab.live = getattr(module, "LEAVES", None)
        return None
    except (Wrong, TimedOut) as wrong:
        if mutation is None:
            report(lab)
        return str(wrong)
    finally:
        lab.mutation = None
        if mutation is not None and not any(bitten):
            raise RuntimeError("the mutation changed nothing: it is out of date")


def jobs(chosen, mutate=False, core=False):
    """What to run: pairs of a scenario and the label of a mutation, the longest first where they say so."""
    found = []
    for name in chosen:
        module = load(name)
        if core and not getattr(module, "CORE", False):
            continue
        labels = list(getattr(module, "MUTATIONS", {})) if mutate else [None]
        found += [(name, label) for label in labels]
    return sorted(found, key=lambda job: order(job[0], load(job[0])))


def order(name, module):
    """Those that make a state are first, and who goes on where another ends follows it."""
    live = getattr(module, "FROM", "") in states.LIVE
    return not hasattr(module, "MAKES"), not (live or hasattr(module, "LEAVES")), live, name not in LONG


# Those that take longest begin first, so that no lab is left alone with one of them at the end.
LONG = ("variants", "methods", "two-plans", "abort-early", "warm-race", "restore-partly", "restore-fails", "finish-early", "fence")


def run_one(lab, name, label=None):
    """Runs a scenario, mutated or not, and reports; returns 1 if it went wrong."""
    module, start = load(name), time.monotonic()
    mutation = module.MUTATIONS[label] if label else None
    try:
        wrong = once(lab, module, mutation)
        good = (wrong is None) == (mutation is None)
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        wrong, good = "the lab itself failed", False
    took = time.monotonic() - start
    if mutation is None:
        line = f"{name}: {title(module)}{'' if good else ' | ' + str(wrong)}"
    else:
        line = f"{name}, mutated: {label} | {'found out: ' + str(wrong) if good else 'NOT found out'}"
    print(f"{'ok  ' if good else 'FAIL'} {took:4.0f} s  {line}", flush=True)
    for note in lab.notes:
        print(f"              {note}", flush=True)
    lab.notes.clear()
    return 0 if good else 1


def run_all(todo, verbose=False):
    """Runs jobs one after the other in one lab; returns how many went wrong."""
    with Lab(verbose) as lab:
        return sum(run_one(lab, name, label) for name, label in todo)
