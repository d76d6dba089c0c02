// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks the arguments of a dispatch.
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"

using namespace mlir;
using namespace mlir::vyre;

static ExecutionResult invalid(const FlatCode &code, std::string message,
                               std::string fix) {
  ProgramOp program = code.program;
  return ExecutionError{ExecutionError::Kind::InvalidArgument, program.getLoc(),
                        "program '" + program.getSymName().str() + "' " +
                            std::move(message),
                        std::move(fix)};
}

bool vyre::isSubgroupSize(uint64_t size) {
  return llvm::isPowerOf2_64(size) && size <= SubgroupSizeOp::kMaxSize;
}

std::string interp::argumentName(ProgramOp program, Value value) {
  return program.getArgName(cast<BlockArgument>(value).getArgNumber()).str();
}

ExecutionResult interp::checkArguments(const FlatCode &code,
                                       std::array<uint32_t, 3> grid,
                                       ArrayRef<BufferSpan> buffers,
                                       ArrayRef<uint64_t> scalars,
                                       const ExecutionOptions &options) {
  // Axis by axis, so that no product leaves 64 bits.
  uint64_t lanes = code.lanes;
  for (int axis = 0; axis < 3; ++axis) {
    if (grid[axis] == 0)
      return invalid(code, "is dispatched with a size of 0 [VYRE-GR-04]",
                     "leave the dispatch out, or give every axis at least 1");
    lanes *= grid[axis];
    if (uint64_t(grid[axis]) * code.workgroupSize[axis] > uint64_t(1) << 32 ||
        lanes > UINT32_MAX)
      return invalid(code,
                     "is dispatched with more than 2^32 - 1 invocations "
                     "[VYRE-IX-04]",
                     "dispatch several times, with an offset as argument");
  }
  if (!isSubgroupSize(options.subgroupSize))
    return invalid(code,
                   "runs with a subgroup size of " +
                       std::to_string(options.subgroupSize) +
                       ", expected a power of two up to 128 [VYRE-SG-01]",
                   "leave the size out, or use 32");
  if (buffers.size() != code.bufferTypes.size() ||
      scalars.size() != code.scalarTypes.size())
    return invalid(code,
                   "takes " + std::to_string(code.bufferTypes.size()) +
                       " buffers and " +
                       std::to_string(code.scalarTypes.size()) +
                       " scalars, found " + std::to_string(buffers.size()) +
                       " and " + std::to_string(scalars.size()),
                   "pass one value for each argument");
  for (size_t i = 0; i < buffers.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      Type element = code.bufferTypes[i].getElementType(),
           other = code.bufferTypes[j].getElementType();
      if (!buffers[i].data || buffers[i].data != buffers[j].data ||
          element == other)
        continue;
      std::string found;
      llvm::raw_string_ostream(found)
          << "is passed one buffer as its arguments '"
          << argumentName(code.program, code.bufferValues[j]) << "' of "
          << other << " and '"
          << argumentName(code.program, code.bufferValues[i]) << "' of "
          << element << " [VYRE-GR-03]";
      return invalid(code, found,
                     "give both the same element type, or copy the buffer");
    }
  for (auto [span, type, value] :
       llvm::zip_equal(buffers, code.bufferTypes, code.bufferValues)) {
    std::string name = "argument '" + argumentName(code.program, value) + "' ";
    std::string found;
    llvm::raw_string_ostream stream(found);
    if (span.elementType && span.elementType != type.getElementType()) {
      stream << "is passed elements of " << span.elementType << " where its "
             << name << "has " << type.getElementType() << " [VYRE-GR-03]";
      return invalid(code, found, "pass a buffer of the same element type");
    }
    if (!type.isDynamic() && span.count != uint64_t(type.getCount()))
      return invalid(code,
                     "is passed " + std::to_string(span.count) +
                         " elements where its " + name + "has " +
                         std::to_string(type.getCount()) + " [VYRE-GR-03]",
                     "pass a buffer of that length, or declare it with '?'");
    if (span.count > (uint64_t(1) << 31) / type.getElementBytes())
      return invalid(code,
                     "is passed more than 2^31 bytes as its " + name +
                         "[VYRE-BF-01]",
                     "split the buffer");
    if (span.count && !span.data)
      return invalid(code, "is passed no memory as its " + name,
                     "bind the buffer before the dispatch");
  }
  return std::nullopt;
}
