// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a program of each segment, see the header.
//
// A program loads and computes first what it needs from other segments, then
// does what the segment does, then stores what others need.
//
//===----------------------------------------------------------------------===//

#include "GridSegments.h"

#include "Vyre/Analysis/ArgumentEffects.h"
#include "Vyre/Analysis/CallerFacts.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

Value GridSegmentBuilder::addArgument(Type type, GridArgument argument,
                                      Twine name) {
  // Names are the user's; ours give way.
  std::string unique = name.str();
  for (unsigned suffix = 0; llvm::is_contained(argumentNames, unique);)
    unique = (name + "_" + Twine(suffix++)).str();
  argumentNames.push_back(unique);
  arguments.push_back(argument);
  return body->addArgument(type, loc);
}

Value GridSegmentBuilder::materialize(Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Value made;
  if (schedule.isHostScalar(value)) {
    made = addArgument(value.getType(), {GridArgument::Kind::Source, value},
                       "carried");
  } else if (!values.getPieces(value).empty()) {
    made = load(value);
  } else if (isa<BufferType>(value.getType())) {
    // Workgroup memory is declared again.
    made = builder.clone(*value.getDefiningOp())->getResult(0);
  } else {
    for (Value input : recompute.getInputs(value))
      materialize(input);
    return recompute.clone(builder, value, mapping);
  }
  mapping.map(value, made);
  return made;
}

/// Takes away the arguments that the segment does not use.
void GridSegmentBuilder::pruneArguments(GridProgram &result) {
  ProgramOp source = schedule.getProgram();
  SmallVector<Attribute> names, attributes;
  SmallVector<Type> types;
  llvm::BitVector unused(body->getNumArguments());
  ArrayAttr sourceAttributes = source.getArgAttrsAttr();
  for (BlockArgument arg : body->getArguments()) {
    unsigned number = arg.getArgNumber();
    if (arg.use_empty()) {
      unused.set(number);
      continue;
    }
    result.arguments.push_back(arguments[number]);
    names.push_back(builder.getStringAttr(argumentNames[number]));
    types.push_back(arg.getType());
    bool isSource = number < source.getNumArguments();
    attributes.push_back(isSource && sourceAttributes
                             ? sourceAttributes[number]
                             : builder.getDictionaryAttr({}));
  }
  body->eraseArguments(unused);
  result.program.setArgNamesAttr(builder.getArrayAttr(names));
  result.program.setFunctionType(builder.getFunctionType(types, {}));
  if (sourceAttributes)
    result.program.setArgAttrsAttr(builder.getArrayAttr(attributes));
}

/// A read_write argument that the segment only reads becomes read, and so on.
/// A `read` argument does not show writes of other invocations (VYRE-MM-18), so
/// none may come in under another name.
void GridSegmentBuilder::narrowAccess(GridProgram &result) {
  ArgumentEffects effects = computeArgumentEffects(result.program);
  auto isWrittenElsewhere = [&](unsigned number) {
    auto arg = dyn_cast_or_null<BlockArgument>(result.arguments[number].source);
    for (auto [other, argument] : llvm::enumerate(result.arguments)) {
      auto otherArg = dyn_cast_or_null<BlockArgument>(argument.source);
      if (other != number && effects.writes[other] && arg && otherArg &&
          isa<BufferType>(otherArg.getType()) &&
          mayAlias(schedule.getProgram(), arg, otherArg))
        return true;
    }
    return false;
  };
  for (BlockArgument arg : body->getArguments()) {
    auto type = dyn_cast<BufferType>(arg.getType());
    unsigned number = arg.getArgNumber();
    if (!type || type.getAccess() != Access::ReadWrite)
      continue;
    Access access = Access::ReadWrite;
    if (!effects.writes[number] && !isWrittenElsewhere(number))
      access = Access::Read;
    else if (!effects.reads[number] && effects.writes[number])
      access = Access::Write;
    arg.setType(BufferType::get(type.getContext(), type.getCount(),
                                type.getElementType(), access));
  }
  result.program.setFunctionType(
      builder.getFunctionType(body->getArgumentTypes(), {}));
}

/// Named like the source: the caller knows how many there are.
GridProgram GridSegmentBuilder::build(const GridSegment &segment) {
  ProgramOp source = schedule.getProgram();
  loc = segment.ops.empty() ? source.getLoc() : segment.ops.front()->getLoc();
  mapping.clear();
  arguments.clear();
  argumentNames.clear();
  words.clear();
  linearId = linearCount = Value();

  GridProgram result;
  builder.clearInsertionPoint();
  result.program = ProgramOp::create(
      builder, source.getLoc(), source.getName(), source.getFunctionType(),
      source.getArgNames(), source.getWorkgroupSize(),
      source.getSymVisibilityAttr(), ArrayAttr(), ArrayAttr());
  result.program->setDiscardableAttrs(source->getDiscardableAttrDictionary());
  body = builder.createBlock(&result.program.getBody());
  for (BlockArgument arg : source.getArguments()) {
    StringRef argName = source.getArgName(arg.getArgNumber());
    argumentNames.push_back(argName.str());
    arguments.push_back({GridArgument::Kind::Source, arg});
    mapping.map(arg, body->addArgument(arg.getType(), arg.getLoc()));
  }
  Type hidden = BufferType::get(builder.getContext(), BufferType::kDynamic,
                                builder.getI32Type(), Access::ReadWrite);
  spill = addArgument(hidden, {GridArgument::Kind::Spill, Value()}, "spill");
  groupSpill = addArgument(
      hidden, {GridArgument::Kind::WorkgroupSpill, Value()}, "workgroup_spill");

  for (Value value : values.getNeeds(segment))
    materialize(value);
  copyWorkgroups(segment, /*isRestore=*/true);
  for (Operation *op : segment.ops) {
    // Restoring may have declared it already.
    if (auto alloc = dyn_cast<WorkgroupAllocOp>(op))
      materialize(alloc.getResult());
    else
      builder.clone(*op, mapping);
  }
  storeAll(segment);
  storeAnswers(segment);
  copyWorkgroups(segment, /*isRestore=*/false);
  ReturnOp::create(builder, source.getLoc());

  // What only other segments use is gone now.
  IRRewriter rewriter(builder.getContext());
  (void)runRegionDCE(rewriter, result.program->getRegions());
  if (llvm::hasSingleElement(*body)) {
    result.program.erase();
    return {};
  }
  pruneArguments(result);
  narrowAccess(result);
  return result;
}
