// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A graph of an artifact, decoded once into flat tables, so that walking it
// costs no lookups: equal combinations of kernel and buffers share one entry,
// accesses and push-constant sources are resolved.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_GRAPHPLAN_H
#define VYRE_LIB_RUNTIME_GRAPHPLAN_H

#include "BarrierPlanner.h"
#include "HostProgram.h"
#include "Vyre/Artifact/Artifact_generated.h"

#include <array>
#include <vector>

namespace vyre::rt {

struct PlanCommand {
  enum Kind : uint8_t {
    Scalar,
    Dispatch,
    Copy,
    Fill,
    Expect,
    Loop,
    Branch,
    While,
    Read,
    PreferResident,
    StrideGroups
  };
  Kind kind = Scalar;
  uint32_t index = 0;    ///< Into the table of that kind.
  uint32_t location = 0; ///< Into the artifact's locations.
};

struct PlanKernel {
  const artifact::Kernel *kernel = nullptr;
  std::array<uint32_t, 3> workgroupSize = {};
  uint32_t pushBytes = 0;
  bool syncsGrid = false; ///< Runs only with grids that fit on the device.
  bool isAsked = false;   ///< Whether it is preferred is asked before.
};

/// A kernel with the buffers it is run on.
struct PlanBindings {
  uint32_t kernel = 0; ///< Into GraphPlan::kernels.
  std::vector<uint32_t> buffers;
  std::vector<BufferAccess> accesses;
};

/// Where a part of the push constants comes from.
struct PushSource {
  uint16_t offset = 0;
  uint16_t bytes = 0;
  bool isLength = false;
  uint32_t number = 0; ///< A buffer for a length, otherwise a register.
};

/// A kernel with a size.
struct PlanGrid {
  uint32_t kernel = 0;
  std::array<uint32_t, 3> size = {}; ///< Registers.
  bool threads = false;
  bool fixed = false; ///< The caller's grid is not meant for it.
  bool mayBeEmpty = false; ///< No workgroups are no error.
};

struct PlanDispatch : PlanGrid {
  uint32_t bindings = 0;
  uint32_t firstPush = 0; ///< Into GraphPlan::pushes.
  uint32_t pushCount = 0;
  /// The buffer that holds the size, or -1 for `size`.
  int64_t counts = -1;
  uint32_t offset = 0; ///< Register: where in `counts`, in bytes.
};

struct PlanQuestion : PlanGrid {
  uint32_t dst = 0;
};

struct PlanLoop {
  const artifact::ForCommand *loop = nullptr;
  std::vector<PlanCommand> body;
};

struct PlanBranch {
  const artifact::IfCommand *branch = nullptr;
  std::vector<PlanCommand> thenBody;
  std::vector<PlanCommand> elseBody;
};

struct PlanWhile {
  const artifact::WhileCommand *loop = nullptr;
  std::vector<PlanCommand> before;
  std::vector<PlanCommand> after;
};

struct GraphPlan {
  const artifact::Graph *graph = nullptr;
  std::vector<PlanKernel> kernels; ///< Only those that are dispatched.
  std::vector<PlanBindings> bindings;
  std::vector<ScalarOp> scalars;
  std::vector<PlanDispatch> dispatches;
  std::vector<PushSource> pushes;
  std::vector<const artifact::CopyCommand *> copies;
  std::vector<const artifact::FillCommand *> fills;
  std::vector<const artifact::ExpectCommand *> expects;
  std::vector<PlanLoop> loops;
  std::vector<PlanBranch> branches;
  std::vector<PlanWhile> whiles;
  std::vector<const artifact::ReadCommand *> reads;
  std::vector<PlanQuestion> questions;
  std::vector<PlanCommand> commands;
  std::vector<bool> referenced; ///< Per buffer: any command touches it.
  std::vector<bool> written;    ///< Per buffer: any command writes it.
  std::vector<bool> counted;    ///< Per buffer: sizes of dispatches are in it.
};

/// REQUIRES: both passed the artifact reader. The plan borrows from them.
GraphPlan planGraph(const artifact::Artifact &root,
                    const artifact::Graph &graph);

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_GRAPHPLAN_H
