//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_PASSES_TD
#define VYRE_INTERPRETER_PASSES_TD

include "mlir/Pass/PassBase.td"

def InterpretPass : Pass<"vyre-interpret", "::mlir::ModuleOp"> {
  let summary = "run the graphs of a module in the reference interpreter";
  let description = [{
    Runs every graph that takes no arguments, in the order of the module, and
    changes nothing. A `vyre.expect` that does not hold, a divergent barrier, a
    hang and a race are errors at the op. Put it between two passes to find the
    one that breaks a self-checking program.
  }];
  let options = [
    Option<"schedule", "schedule", "std::string", "\"batched\"",
           "The order of invocations: batched, in-order, reverse, random:SEED, "
           "all:N, replay:TRACE">,
    Option<"progress", "progress", "std::string", "\"fair\"",
           "Which workgroups get a turn: fair, hsa, obe, hsa-obe or lobe">,
    Option<"subgroupSize", "subgroup-size", "unsigned", "32",
           "Invocations of a subgroup: a power of two up to 128">,
    Option<"checkRaces", "check-races", "bool", "false",
           "Data races are errors, too">,
    Option<"checkUninitialized", "check-uninitialized", "bool", "false",
           "Loads of workgroup memory that nobody wrote are errors, too">,
  ];
}

#endif // VYRE_INTERPRETER_PASSES_TD
