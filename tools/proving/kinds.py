"""The kinds of proof: what each shows, how much of it is done when nobody says otherwise, and what carries it out."""

import collections
import os

# `target`: a program that Bazel builds; `script`: a Python file instead, beside this one. Both take the same flags and
# end with the same line.
Kind = collections.namedtuple("Kind", "name summary magnitude target script")


def _program(name, summary, magnitude):
    return Kind(name, summary, magnitude, "//tests/proof/%s:%s" % (name, name), None)


def _script(name, summary, magnitude, script):
    return Kind(name, summary, magnitude, None, script)


# In the order of `tools/prove all`: what is quick first.
KINDS = [
    _program("compatibility", "databases of every older format open; newer ones are refused unchanged",
             "every kept database, every version number"),
    _program("audit", "the audit names each kind of damage, and finds none where there is none",
             "49 kinds of damage on each of 20 random databases"),
    _program("power_cut", "a power cut loses nothing that was acknowledged and leaves nothing half",
             "6,400 cuts, two at every sync of a run of 10,000 operations"),
    _program("disk_faults", "full, failing and lying disks: nothing is acknowledged that is not there",
             "500 cases: every fault at every operation on every kind of file"),
    _program("corruption", "damaged bytes are found and named, never silently wrong",
             "2,400 changes to files of every kind"),
    _program("backup", "backups under load are what one commit left, and come back",
             "30 loads of 3 backups, with 8 kills each"),
    _program("linearizability", "what callers see together is what one after the other could have seen",
             "50 histories of 10,000 operations"),
    _program("kill", "a server killed at any point has everything it acknowledged, once",
             "240 kills, every failpoint among them"),
    _program("simulation", "the engine and a model of it agree at each step, whatever fails around it",
             "2,000 seeds of 300 operations"),
    _program("soak", "memory, open files and disk stay flat under load", "600 s"),
    _script("fuzz", "nothing that comes from outside brings it down", "60 s each target", "fuzz.py"),
    _script("sanitizers", "the whole suite under address, undefined-behaviour and thread sanitizers", "every test",
            "sanitizers.py"),
    _script("mutation", "small faults put into the engine are found by the tests", "240 mutants",
            os.path.join("mutation", "mutation.py")),
]


def find(name):
    """The kind of that name, - and _ alike; None if there is none."""
    for kind in KINDS:
        if kind.name == name.replace("-", "_"):
            return kind
    return None
