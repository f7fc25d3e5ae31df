"""Sealed Secrets that kustomize-controller really opens: an age key of the lab's own, and files encrypted for it."""
import os
import re
import subprocess

from . import places


class Key:
    """An age key; `secret` is what a person puts into a cluster, and what `drplan` never writes."""

    def __init__(self):
        self.identity = seal("key")
        self.recipient = seal("recipient", self.identity)

    def secret(self, name, namespace="flux-system"):
        """The Secret that a Kustomization names under `decryption`."""
        return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace},
                "stringData": {"lab.agekey": self.identity + "\n"}}

    def sealed(self, text):
        """A file that stands sealed in a plan of the tests, sealed for this key: the values in it are the lab's."""
        return seal(self.recipient, re.sub(r"(\.agekey: ).*", rf"\g<1>{self.identity}", plain(text)))


def plain(text):
    """A sealed file, with values that are not sealed."""
    return re.sub(r"ENC\[[^\]]*\]", "lab", re.sub(r"\nsops:\n(?: .*\n?)+", "\n", text))


def seal(argument, text=""):
    """Runs the program that makes keys and seals."""
    done = subprocess.run([os.path.join(places.BIN, "seal"), argument], input=text, capture_output=True, text=True, check=True)
    return done.stdout if text and argument != "recipient" else done.stdout.strip()
