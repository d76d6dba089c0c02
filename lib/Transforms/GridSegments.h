// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a program of each segment, and the calls of them in graphs.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_GRIDSEGMENTS_H
#define VYRE_LIB_TRANSFORMS_GRIDSEGMENTS_H

#include "GridHost.h"
#include "GridValues.h"
#include "GridWorkgroup.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace mlir::vyre {

/// What a segment's program takes, in the order of its arguments.
struct GridArgument {
  enum class Kind {
    /// An argument of the source, or a value that the host carries.
    Source,
    /// The words of all invocations.
    Spill,
    /// The words of all workgroups.
    WorkgroupSpill,
    /// One number, the answer to the question `source`.
    Answer,
  };
  Kind kind = Kind::Source;
  Value source;
};

/// The type of the element in which the device answers a question of the type.
Type getAnswerType(Type type);

/// A segment as a program; null if there is nothing to do in it.
struct GridProgram {
  ProgramOp program;
  SmallVector<GridArgument> arguments;
};

/// Makes the programs. What the segments are is in `schedule`, how values get
/// there in `values`; the source stays as it is.
class GridSegmentBuilder {
public:
  GridSegmentBuilder(const GridSchedule &schedule, const GridValues &values,
                     Recompute &recompute,
                     const GridWorkgroupMemory &workgroupMemory,
                     bool isLinear)
      : schedule(schedule), values(values), recompute(recompute),
        workgroupMemory(workgroupMemory), isLinear(isLinear),
        builder(schedule.getProgram().getContext()) {}

  /// The program of a segment, not yet in a module.
  GridProgram build(const GridSegment &segment);

private:
  /// The value in the segment: loaded, computed again, or an argument.
  Value materialize(Value value);
  Value addArgument(Type type, GridArgument argument, Twine name);

  // Hidden memory.
  Value index(int64_t value);
  Value getSpillIndex(unsigned word);
  Value load(Value value);
  void storeAll(const GridSegment &segment);
  void storeAnswers(const GridSegment &segment);
  void copyWorkgroup(const GridWorkgroupSave &save, bool isRestore);
  void copyWorkgroups(const GridSegment &segment, bool isRestore);

  void pruneArguments(GridProgram &result);
  void narrowAccess(GridProgram &result);

  const GridSchedule &schedule;
  const GridValues &values;
  Recompute &recompute;
  const GridWorkgroupMemory &workgroupMemory;
  /// Whether all dispatches have an extent along x only.
  bool isLinear;
  OpBuilder builder;

  // Of the segment that is being built.
  Location loc = builder.getUnknownLoc();
  IRMapping mapping;
  SmallVector<GridArgument> arguments;
  SmallVector<std::string> argumentNames;
  Block *body = nullptr;
  /// The arguments for hidden memory.
  Value spill, groupSpill;
  /// The number of the invocation in the grid, and the number of invocations.
  Value linearId, linearCount;
  DenseMap<unsigned, Value> words;
};

/// Replaces a dispatch of the source by the schedule of segments.
class GridDispatchBuilder {
public:
  GridDispatchBuilder(const GridSchedule &schedule, const GridValues &values,
                      const GridWorkgroupMemory &workgroupMemory,
                      ArrayRef<GridProgram> programs)
      : schedule(schedule), values(values), workgroupMemory(workgroupMemory),
        programs(programs) {}

  LogicalResult replace(DispatchOp dispatch);

private:
  void emit(OpBuilder &builder, const GridSequence &steps, HostValues &host);
  void emitStep(OpBuilder &builder, const GridSegment &segment,
                HostValues &host);
  void emitStep(OpBuilder &builder, scf::ForOp loop, const GridStep &step,
                HostValues &host);
  void emitStep(OpBuilder &builder, scf::IfOp branch, const GridStep &step,
                HostValues &host);
  void emitStep(OpBuilder &builder, scf::WhileOp loop, const GridStep &step,
                HostValues &host);
  /// Makes the host read the values that decide, if it does not have them.
  void ask(OpBuilder &builder, ValueRange values, HostValues &host);
  /// A buffer with `words` words for each invocation of the dispatch, or for
  /// each workgroup; null if no program takes one of the kind.
  FailureOr<Value> makeHidden(GridArgument::Kind kind, unsigned words);

  /// A buffer for each question that the host asks.
  void makeAnswers();

  const GridSchedule &schedule;
  const GridValues &values;
  const GridWorkgroupMemory &workgroupMemory;
  ArrayRef<GridProgram> programs;
  DispatchOp dispatch;
  Value spill, groupSpill;
  DenseMap<Value, Value> answers;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_GRIDSEGMENTS_H
