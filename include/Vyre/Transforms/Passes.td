//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TRANSFORMS_PASSES_TD
#define VYRE_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def VerifyInputPass : Pass<"vyre-verify-input", "::mlir::ModuleOp"> {
  let summary = "check that a module can be lowered to the Vulkan target";
  let description = [{
    Names every op, type and constant that the lowering does not take, with its
    location and a fix, before any conversion starts: grid barriers that were
    not split, ops of other dialects, more push constants than a device offers,
    index constants outside 32 bits. Changes nothing.
  }];
}

def FoldIndexPass : Pass<"vyre-fold-index"> {
  let summary = "fold constant index arithmetic with 32 bits";
  let description = [{
    An index has 32 bits on a device, while the folders of `arith` compute with
    64. Before the canonicalizer this pass folds all arithmetic on constant
    indices modulo 2^32, so that no constant depends on who folded it.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def InferBoundsPass : Pass<"vyre-infer-bounds", "::mlir::vyre::ProgramOp"> {
  let summary = "prove that element accesses are in range";
  let description = [{
    Sets `in_bounds` on an access whose index is proved to be smaller than the
    number of elements: by integer range analysis (ids are bounded by the
    workgroup size, counts are known), or because the access is dominated by a
    comparison of the same index with the length of the same buffer. Lowering
    then needs no guard.
  }];
  let options = [
    Option<"printProofs", "print-proofs", "bool", "false",
           "Print why each access is in range, or that it may not be">,
  ];
}

def LowerAsyncPass : Pass<"vyre-lower-async", "::mlir::vyre::ProgramOp"> {
  let summary = "turn async copies into loops";
  let description = [{
    After this pass a program has no async copies and no tokens. A copy is made
    where it started, by a loop over its elements; VYRE-MM-20 lets it happen at
    any time until the wait. No index in the loop wraps. Its accesses are
    ordinary: run `vyre-infer-bounds` afterwards.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def InferAliasesPass : Pass<"vyre-infer-aliases", "::mlir::ModuleOp"> {
  let summary = "find which buffers of a program differ in every dispatch";
  let description = [{
    Sets the argument attribute `vyre.noalias` where every dispatch of a program
    passes a buffer that it passes as no other argument. The arguments of a
    graph are different buffers (VYRE-GR-16), so the operands of the dispatches
    say it all. A program that is alone in its module, without a graph, gets an
    implicit graph with distinct arguments. Any other program without a known
    caller keeps arguments that may be one buffer (VYRE-BF-08).

    Also sets the attribute `vyre.grid_axes` where every dispatch has one
    workgroup along the axes from that number on, so that a global id of the
    others tells invocations apart. Never for the implicit graph: `--grid`
    chooses there.

    Attributes that are there already are computed anew, also those that
    `convert-gpu-to-vyre` made of `llvm.noalias`: a pass that adds a dispatch
    has to run before this one.
  }];
}

def CoalesceBarriersPass
    : Pass<"vyre-coalesce-barriers", "::mlir::vyre::ProgramOp"> {
  let summary = "join barriers that stand beside each other";
  let description = [{
    Two barriers of one block with nothing between that other invocations could
    see become one. A wider scope absorbs a narrower one; of one scope, orders
    join: acquire and release become acq_rel, seq_cst is the strongest. A barrier
    with `keep` stays as it is, and absorbs what it covers.
  }];
  let options = [
    Option<"report", "report", "std::string", "\"\"",
           "Write how many barriers were joined to this file, as JSON">,
  ];
}

def ElideBarriersPass : Pass<"vyre-elide-barriers", "::mlir::vyre::ProgramOp"> {
  let summary = "remove barriers that are proved to order nothing";
  let description = [{
    Looks at every access that can come to a barrier, and every access that can
    follow it, on any path without another barrier of the same or a wider scope.
    If no two of them need an order, the barrier goes. A pair needs none if it
    touches different elements for all invocations, or the same element only
    where both accesses are of the same invocation.

    A `grid` barrier becomes a `workgroup` barrier if every pair that needs an
    order is of one workgroup. A narrower barrier becomes one of
    `workgroup_memory` if no access to a storage buffer needs it.

    With `subgroup-size=N` a `workgroup` barrier becomes a `subgroup` barrier if
    every pair that needs an order is of one subgroup. The option is a promise
    about the device, which the language does not make (VYRE-SG-01): subgroups
    are blocks of N consecutive linear local ids, x first.

    A barrier with `keep` stays. Whatever cannot be proved stays as well. Each
    barrier gets a remark: what proved it redundant, or the pair of accesses
    that needs it and what would change that.

    Run `vyre-infer-aliases` before, so that arguments count as different
    buffers. With `grid-only` before `vyre-split-grid-sync`, a `grid` barrier
    that goes or becomes narrower saves a split.
  }];
  let options = [
    Option<"gridOnly", "grid-only", "bool", "false",
           "Leave barriers of other scopes alone">,
    Option<"report", "report", "std::string", "\"\"",
           "Write what was done with each barrier to this file, as JSON">,
    Option<"subgroupSize", "subgroup-size", "unsigned", "0",
           "How many consecutive local ids the device puts in a subgroup; 0 if "
           "that is not known">,
    Option<"printAccesses", "print-accesses", "bool", "false",
           "Print what comes before and after each barrier">,
    Option<"reference", "reference", "bool", "false",
           "Search from every barrier on the whole graph, for tests">,
  ];
}

def ElideGPUBarriersPass
    : Pass<"vyre-elide-gpu-barriers", "::mlir::gpu::GPUFuncOp"> {
  let summary = "remove redundant barriers of a kernel of the gpu dialect";
  let description = [{
    Erases each `gpu.barrier` that `vyre-elide-barriers` would erase in the
    program that `convert-gpu-to-vyre` makes of the kernel; the kernel stays in
    the `gpu` dialect. Remarks are those of `vyre-elide-barriers`. A kernel that
    cannot be converted stays as it is, and a missed remark says why. A barrier
    with the attribute `vyre.keep` stays.

    Two arguments may be the same memory unless one of them has `llvm.noalias`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::vyre::VyreDialect"];
  let options = [
    ListOption<"workgroupSize", "workgroup-size", "int32_t",
               "The workgroup size x,y,z of kernels without known_block_size">,
  ];
}

def LowerExitsPass : Pass<"vyre-lower-exits", "::mlir::vyre::ProgramOp"> {
  let summary = "turn exit_if into structured control flow";
  let description = [{
    After this pass a program has no `vyre.exit_if`. Code that an invocation
    must not run after it left is put under a condition; barriers stay outside
    of it, because Vulkan wants every invocation of the workgroup to arrive.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def VerifyUniformityPass
    : Pass<"vyre-verify-uniformity", "::mlir::vyre::ProgramOp"> {
  let summary = "check that invocations come to barriers together";
  let description = [{
    Rejects a barrier whose scope holds invocations that may not come to it
    together (VYRE-BR-01), and a subgroup op for which that holds in its subgroup
    (VYRE-SG-02): in a branch that they may decide differently, or in a
    loop that they may run a different number of times. The error names the
    value that differs, and notes lead from there to its source.

    A value counts as the same for a scope if it is computed from parameters,
    lengths, ids that the scope shares, and plain loads at such an index. A load
    from memory that the program writes counts too: invocations that see
    different values there have a data race (VYRE-MM-15), except after an
    acquiring atomic, where a barrier must come in between. What atomics give
    differs. To make a value the same for a workgroup, let one invocation store
    it to workgroup memory and load it behind a barrier.

    Changes nothing.
  }];
  let options = [
    Option<"printUniformity", "print-uniformity", "bool", "false",
           "Print the scope in which each value is the same">,
  ];
}

def LowerTrapsPass : Pass<"vyre-lower-traps", "::mlir::ModuleOp"> {
  let summary = "turn traps into records for the host and exits";
  let description = [{
    After this pass a module has no `vyre.trap`. A program that traps takes one
    more buffer, in which the first trap writes its site, address and invocation
    before the invocation leaves. Each graph that dispatches such programs makes
    that buffer; the runtime looks at it after the run. Run `vyre-lower-async`
    before and `vyre-lower-exits` afterwards.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vyre::VyreDialect"];
}

def SelectGridSyncPass : Pass<"vyre-select-grid-sync", "::mlir::ModuleOp"> {
  let summary = "choose how grid barriers are executed";
  let description = [{
    `split` leaves all programs to `vyre-split-grid-sync`. `software` marks each
    program with grid barriers as `vyre.resident`: `vyre-lower-grid-sync` then
    makes barriers of atomics. `auto` makes a marked copy of each program, and
    lets the runtime choose with `vyre.prefer_resident` where it is dispatched.
    A grid of one workgroup is always resident, and one of more than 2^16 never,
    so there `auto` makes one of them only. A remark says what was chosen, and
    why.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
  let options = [
    Option<"way", "way", "::mlir::vyre::GridSync",
           "::mlir::vyre::GridSync::Split", "How to execute grid barriers",
           [{::llvm::cl::values(
             clEnumValN(::mlir::vyre::GridSync::Split, "split",
                        "one dispatch for each part"),
             clEnumValN(::mlir::vyre::GridSync::Software, "software",
                        "one dispatch, with a barrier of atomics"),
             clEnumValN(::mlir::vyre::GridSync::Auto, "auto",
                        "both, the runtime chooses"))}]>,
  ];
}

def LowerGridSyncPass : Pass<"vyre-lower-grid-sync", "::mlir::ModuleOp"> {
  let summary = "make grid barriers of atomics";
  let description = [{
    A program that is marked `vyre.resident` takes one more buffer, by which its
    workgroups wait for each other: a sense-reversing barrier. Each graph that
    dispatches such programs makes that buffer. The program also learns to find
    out how many of its workgroups a device holds at once, which the runtime
    asks before it dispatches the program. Exits are lowered: every invocation
    comes to every barrier. Run `vyre-lower-async` before.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vyre::VyreDialect"];
}

def GridStridePass : Pass<"vyre-grid-stride", "::mlir::ModuleOp"> {
  let summary = "let each workgroup work off several of a grid";
  let description = [{
    A program becomes a loop over the workgroups of its grid, whose size it takes
    as arguments, and each dispatch starts as many workgroups as
    `vyre.stride_groups` says. A grid is then not limited by the device, and a
    device that pays for each workgroup pays less.

    Programs with workgroup memory stay as they are, because it would have to be
    zero again for each workgroup, and so do those whose workgroups wait for each
    other. A remark says why. Run `vyre-lower-exits` before.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def PredicateLoopsPass : Pass<"vyre-predicate-loops", "::mlir::ModuleOp"> {
  let summary = "let the device decide how long loops of a graph run";
  let description = [{
    A `scf.while` of a graph whose condition comes from `vyre.read` makes the host
    wait for the device in each iteration. This pass makes it wait once for a
    chunk of iterations: a quarter of those that ran so far, 1 to 32. In front of
    each iteration but the first of a chunk a generated program computes the
    condition and from it the sizes of the dispatches, which become indirect:
    once the condition does not hold they are empty, and what is left of the
    chunk does nothing. So a loop of less than 8 iterations is what it was, and
    less than a quarter as many iterations are skipped as ran, at most 31.

    A loop is taken if nothing but dispatches, fills and copies happens in it; if
    the sizes are the same for all iterations; and if what was read decides
    nothing but the end of the loop. A remark says what became of each loop that
    reads.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def LowerFixpointPass : Pass<"vyre-lower-fixpoint", "::mlir::ModuleOp"> {
  let summary = "turn vyre.fixpoint into a loop that reads";
  let description = [{
    Each `vyre.fixpoint` becomes a `scf.while` around its steps. A generated
    program compares each buffer with a copy of what it was one pass ago, all
    bits, and renews the copy; the loop ends when none differs or the passes are
    used up. The copies are hidden transient buffers.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def SplitGridSyncPass : Pass<"vyre-split-grid-sync", "::mlir::ModuleOp"> {
  let summary = "split programs at grid barriers";
  let description = [{
    A program with N grid barriers becomes up to N + 1 programs without, and
    each dispatch of it becomes the sequence of their dispatches. A scf.for
    around a barrier becomes a loop of the graph, if the host can compute its
    bounds.

    Values that live across a barrier are computed again where that is cheaper,
    and kept in a hidden transient buffer otherwise, one place for each
    invocation. An invocation that left stays gone.

    A program that no graph dispatches is left alone, and so is one that is
    marked `vyre.resident`. A remark says what became
    of each program, with the bytes of hidden memory per invocation. Run
    `vyre-infer-aliases` before, so that arguments count as different buffers.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

#endif // VYRE_TRANSFORMS_PASSES_TD
