// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Uniformity in words: notes for messages, and the list for tests.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/RegionFlow.h"
#include "Vyre/Analysis/Uniformity.h"
#include "mlir/IR/AsmState.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::vyre;

StringRef mlir::vyre::stringifyUniformScope(UniformScope scope) {
  return scope ? stringifyScope(*scope) : "divergent";
}

//===----------------------------------------------------------------------===//
// Notes
//===----------------------------------------------------------------------===//

/// Why the op by itself gives different values.
static std::string describeSource(Operation *op, Scope scope) {
  std::string name = ("'" + op->getName().getStringRef() + "' ").str();
  auto access = dyn_cast<AccessOpInterface>(op);
  if (access && access.getAtomicOrder())
    return name + "gives each invocation what it finds at that moment";
  if (access)
    return name + "may see memory before and after a write: an acquire stands "
                  "between it and the last barrier of the scope";
  if (isa<UniformityOpInterface>(op))
    return name + "differs between the invocations of " +
           (scope == Scope::Grid ? "the " : "a ") + stringifyScope(scope).str();
  return "nothing is known about " + name.substr(0, name.size() - 1);
}

std::string Uniformity::describe(Value value, const Cause &cause,
                                 Scope scope) const {
  std::string name = ("'" + cause.op->getName().getStringRef() + "'").str();
  switch (cause.kind) {
  case Cause::Source:
    return describeSource(cause.op, scope);
  case Cause::Operand:
    if (isa<AccessOpInterface>(cause.op))
      return name + (isa<BufferType>(cause.value.getType())
                         ? " loads from memory that may differ"
                         : " loads at an index that may differ");
    return name + " computes with a value that may differ";
  case Cause::Passed:
    return name + " passes on a value that may differ";
  case Cause::Control:
    if (!isLoop(cause.op))
      return name + " decides by a value that may differ";
    if (isa<BlockArgument>(value))
      return name + " counts from a value, or by a step, that may differ";
    return name + " ends in iterations that may differ";
  }
  llvm_unreachable("unknown kind of cause");
}

SmallVector<Uniformity::Note> Uniformity::getNotes(Value value,
                                                   Scope scope) const {
  SmallVector<Note> notes;
  while (value && !isUniform(value, scope)) {
    auto state = values.find(value);
    // Made after the analysis.
    if (state == values.end())
      break;
    const Cause &cause = state->second.causes[static_cast<unsigned>(scope)];
    notes.push_back({cause.op->getLoc(), describe(value, cause, scope)});
    value = cause.value;
  }
  if (notes.size() <= kMaxNotes)
    return notes;
  // The source says most: drop steps from the middle.
  unsigned tail = kMaxNotes / 2, head = kMaxNotes - tail - 1;
  unsigned dropped = notes.size() - head - tail;
  notes[head].text = std::to_string(dropped) + " steps from here are left out";
  notes.erase(notes.begin() + head + 1, notes.end() - tail);
  return notes;
}

void Uniformity::explain(Value value, Scope scope,
                         Diagnostic &diagnostic) const {
  for (const Note &note : getNotes(value, scope))
    diagnostic.attachNote(note.loc) << note.text;
}

//===----------------------------------------------------------------------===//
// The list
//===----------------------------------------------------------------------===//

void Uniformity::printBlock(Block &block, unsigned indent, AsmState &names,
                            raw_ostream &os) const {
  auto printValues = [&](ValueRange values, unsigned indent) {
    for (Value value : values) {
      value.printAsOperand(os.indent(indent), names);
      os << ": " << stringifyUniformScope(getUniformScope(value)) << "\n";
    }
  };
  printValues(block.getArguments(), indent);
  for (Operation &op : block) {
    printValues(op.getResults(), indent);
    if (isa<ConvergentOpInterface>(op))
      os.indent(indent) << op.getName() << ": together in "
                        << stringifyUniformScope(getConvergence(&op)) << "\n";
    if (op.getNumRegions() == 0)
      continue;
    os.indent(indent) << op.getName() << ": control "
                      << stringifyUniformScope(controls.lookup(&op).scope)
                      << "\n";
    for (Region &region : op.getRegions())
      for (Block &nested : region)
        printBlock(nested, indent + 2, names, os);
  }
}

void Uniformity::print(raw_ostream &os) const {
  ProgramOp op = program;
  os << "uniformity of @" << op.getName() << "\n";
  AsmState names(op.getOperation());
  printBlock(op.getBody().front(), 2, names, os);
}
