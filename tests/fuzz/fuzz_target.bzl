"""Fuzz targets: a libFuzzer binary under --config=fuzz, an ordinary test that replays the corpus everywhere else."""

def fuzz_target(name, deps, **kwargs):
    """Declares "<name>_test" from "<name>.cc", which defines LLVMFuzzerTestOneInput.

    Args:
      name: of the target; its corpus is the folder corpus/<name>, one input a file.
      deps: what it fuzzes.
      **kwargs: passed to the cc_test.
    """
    native.cc_test(
        name = name + "_test",
        size = "small",
        srcs = [name + ".cc"] + select({
            "//tests/fuzz:fuzzing": [],
            "//conditions:default": ["replay_main.cc"],
        }),
        args = select({
            "//tests/fuzz:fuzzing": ["-runs=0"],
            "//conditions:default": [],
        }) + ["tests/fuzz/corpus/" + name],
        data = native.glob(["corpus/%s/*" % name]),
        linkopts = select({
            "//tests/fuzz:fuzzing": ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        deps = deps,
        **kwargs
    )
