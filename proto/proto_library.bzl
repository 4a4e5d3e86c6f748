"""Protocol Buffer libraries with Debian's protoc and gRPC plug-in, under this repository's own rule names."""

_PROTOC = "/usr/bin/protoc"
_GRPC_PLUGIN = "/usr/bin/grpc_cpp_plugin"

def onhand_proto_library(name, srcs, root, grpc = False, deps = [], proto_deps = [], **kwargs):
    """C++ messages (and services) of .proto files.

    Args:
      name: the cc_library; "<name>_srcs" are its .proto files, for others to import.
      srcs: .proto files of this package.
      root: folder, from the top, that imports are relative to ("proto").
      grpc: also generate services.
      deps: cc_libraries of imported files.
      proto_deps: "<name>_srcs" of imported files that lie in this repository.
      **kwargs: passed to the cc_library.
    """
    native.filegroup(
        name = name + "_srcs",
        srcs = srcs,
        visibility = ["//visibility:public"],
    )
    stems = [src[:-len(".proto")] for src in srcs]
    headers = [stem + ".pb.h" for stem in stems]
    sources = [stem + ".pb.cc" for stem in stems]
    plugin = ""
    if grpc:
        headers += [stem + ".grpc.pb.h" for stem in stems]
        sources += [stem + ".grpc.pb.cc" for stem in stems]
        plugin = "--plugin=protoc-gen-grpc=%s --grpc_out=$(GENDIR)/%s " % (_GRPC_PLUGIN, root)
    native.genrule(
        name = name + "_generate",
        srcs = [":" + name + "_srcs"] + proto_deps,
        outs = headers + sources,
        cmd = "%s -I%s --cpp_out=$(GENDIR)/%s %s $(locations :%s_srcs)" %
              (_PROTOC, root, root, plugin, name),
        message = "Generating C++ from",
    )
    native.cc_library(
        name = name,
        srcs = sources,
        hdrs = headers,
        copts = ["-w"],
        features = ["-layering_check"],
        strip_include_prefix = "/" + root,
        deps = deps + (["//third_party:grpc"] if grpc else ["//third_party:protobuf"]),
        **kwargs
    )
