"""A C++ library that a Debian package installed: headers in /usr/include, shared objects on the linker's path."""

def system_library(name, pkg_libs = [], deps = [], always_link = False, **kwargs):
    """Declares it.

    Args:
      name: target name.
      pkg_libs: names behind -l, in link order.
      deps: other system libraries its headers include.
      always_link: keep the libraries even if no symbol of theirs is asked for (plug-ins that register themselves).
      **kwargs: passed on.
    """
    flags = ["-l" + lib for lib in pkg_libs]
    if always_link:
        flags = ["-Wl,--push-state,--no-as-needed"] + flags + ["-Wl,--pop-state"]
    native.cc_library(
        name = name,
        linkopts = flags + ["-pthread"],
        deps = deps,
        **kwargs
    )
