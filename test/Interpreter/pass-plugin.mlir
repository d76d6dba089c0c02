// REQUIRES: plugin
// RUN: mlir-opt --load-dialect-plugin=%vyre_plugin \
// RUN:   --load-pass-plugin=%vyre_plugin \
// RUN:   --pass-pipeline="builtin.module(vyre-interpret)" %S/pass.mlir -o /dev/null
