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
    spec = importlib.util.spec_from_file_location("scenario_" + name.replace("-", "_"), os.path.join(places.SCENARIOS, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names():
    """All scenarios, by name."""
    return sorted(file[:-3] for file in os.listdir(places.SCENARIOS) if file.endswith(".py"))


def title(module):
    """What a scenario claims: the first line of its text."""
    return module.__doc__.strip().splitlines()[0]


def report(lab):
    """What a person wants to see of a failure."""
    for cluster in lab.clusters.values():
        if cluster.cache is not None:
            lab.say(f"Kustomizations of {cluster.name}:\n{look.stages(cluster)}")
            for kind in ("restores", "backups", "locations"):
                for found in cluster.cache[kind].all():
                    state = found.get("status", {})
                    lab.say(f"{kind} {found['metadata']['name']}: {state.get('phase')} {state.get('validationErrors', '')} "
                            f"operations {state.get('restoreItemOperationsCompleted', '-')} {state.get('message', '')}")


def once(lab, module, mutation=None):
    """Runs a scenario; returns None or what was wrong."""
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
        return None
    except (Wrong, TimedOut) as wrong:
        if mutation is None:
            report(lab)
        return str(wrong)
    finally:
        lab.mutation = None
        if mutation is not None and not any(bitten):
            raise RuntimeError("the mutation changed nothing: it is out of date")


def run_all(chosen, mutate=False, verbose=False, core=False):
    """Runs scenarios, each in the state it asks for; returns how many went wrong."""
    begin, failed = time.monotonic(), 0
    with Lab(verbose) as lab:
        for name in chosen:
            module = load(name)
            if core and not getattr(module, "CORE", False):
                continue
            jobs = [(None, None)] if not mutate else list(getattr(module, "MUTATIONS", {}).items())
            for label, mutation in jobs:
                start = time.monotonic()
                try:
                    wrong = once(lab, module, mutation)
                except Exception:  # pylint: disable=broad-except
                    traceback.print_exc()
                    wrong, good = "the lab itself failed", False
                else:
                    good = (wrong is None) if mutation is None else (wrong is not None)
                failed += not good
                took = time.monotonic() - start
                what = f"{name}: {title(module)}" if mutation is None else f"{name}, mutated: {label}"
                found = "" if mutation is None else f" | {'found out' if good else 'NOT found out'}: {wrong}"
                print(f"{'ok  ' if good else 'FAIL'} {took:4.0f} s  {what}{found}{'' if good or mutation else ' | ' + str(wrong)}", flush=True)
                for note in lab.notes:
                    print(f"              {note}", flush=True)
                lab.notes.clear()
    print(f"{'all good' if not failed else f'{failed} failed'} after {time.monotonic() - begin:.0f} s", flush=True)
    return failed
