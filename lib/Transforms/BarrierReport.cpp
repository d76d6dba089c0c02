// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Remarks of vyre-elide-barriers, and the JSON files of the passes.
//
//===----------------------------------------------------------------------===//

#include "BarrierReport.h"

#include "mlir/IR/Remarks.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

static std::string spell(Location loc) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (auto file = loc->findInstanceOf<FileLineColLoc>())
    stream << file.getFilename().getValue() << ':' << file.getLine() << ':'
           << file.getColumn();
  else
    stream << loc;
  return text;
}

static std::string describe(const SharedAccess &access) {
  std::string what = access.isUnknown()
                         ? "'" + access.op->getName().getStringRef().str() + "'"
                     : access.order ? "atomic"
                     : access.reads ? "load"
                                    : "store";
  return what + " at " + spell(access.op->getLoc());
}

static std::string describe(const Hazard &hazard) {
  std::string text = stringifyHazard(hazard.kind).str();
  if (hazard.kind != HazardKind::Unknown)
    text += " on " + BarrierAccess::getBufferName(
                         hazard.kind == HazardKind::Acquire ? hazard.after
                                                            : hazard.before);
  return text + ": " + describe(hazard.before) + " before, " +
         describe(hazard.after) + " after";
}

/// What would make the barrier removable.
static std::string suggest(const Hazard &hazard) {
  switch (hazard.kind) {
  case HazardKind::Unknown:
    return "move '" +
           (hazard.before.isUnknown() ? hazard.before : hazard.after)
               .op->getName()
               .getStringRef()
               .str() +
           "' away from the barrier, or have it declare its effects";
  case HazardKind::Release:
    return "it publishes what others did before it; if only the releasing "
           "invocation's own writes matter, touch the memory there alone";
  case HazardKind::Acquire:
    return "it hands on what the acquire saw; if only the acquiring "
           "invocation uses it, touch the memory there alone";
  case HazardKind::Atomic:
    return "if no value of these atomics matters before the end, use one "
           "integer kind and leave the results unused";
  default:
    break;
  }
  if (hazard.before.buffer != hazard.after.buffer)
    return "the two arguments may be one buffer: pass different buffers in "
           "every dispatch of the module";
  return "access different elements, or by each invocation the same one on "
         "both sides, with an index that is linear in its id";
}

static remark::RemarkOpts options(StringRef name) {
  return remark::RemarkOpts::name(name).category("vyre-elide-barriers");
}

//===----------------------------------------------------------------------===//
// Remarks
//===----------------------------------------------------------------------===//

void mlir::vyre::remarkRemoved(BarrierOp barrier, const ProofFacts &facts) {
  auto remark = remark::passed(barrier.getLoc(), options("BarrierRemoved"));
  if (!remark)
    return;
  StringRef why = "no access before it conflicts with one after it";
  if (facts.before == 0 || facts.after == 0)
    why = facts.before == 0 ? "nothing before it that it could order"
                            : "nothing after it that it could order";
  else if (facts.apart != 0)
    why = "accesses before and after it touch different elements or are of "
          "the same invocation";
  remark << remark::add("removed barrier of scope {0}",
                        stringifyScope(barrier.getScope()).str())
         << remark::reason("{0}", why.str())
         << remark::metric("Before", facts.before)
         << remark::metric("After", facts.after)
         << remark::metric("Apart", facts.apart);
}

void mlir::vyre::remarkNarrowed(BarrierOp barrier, Scope scope,
                                const Hazard &hazard) {
  auto remark = remark::passed(barrier.getLoc(), options("BarrierNarrowed"));
  if (!remark)
    return;
  remark << remark::add("narrowed barrier from {0} to {1}",
                        stringifyScope(barrier.getScope()).str(),
                        stringifyScope(scope).str())
         << remark::reason("all that it orders is inside one {0}, as {1}",
                           stringifyScope(scope).str(), describe(hazard));
}

void mlir::vyre::remarkRestricted(BarrierOp barrier, const Hazard &hazard) {
  auto remark = remark::passed(barrier.getLoc(), options("BarrierRestricted"));
  if (!remark)
    return;
  remark << remark::add("restricted barrier of scope {0} to workgroup memory",
                        stringifyScope(barrier.getScope()).str())
         << remark::reason("no access to a storage buffer needs it; kept for "
                           "{0}",
                           describe(hazard));
}

void mlir::vyre::remarkKept(BarrierOp barrier,
                            const std::optional<Hazard> &hazard) {
  auto remark = remark::missed(barrier.getLoc(), options("BarrierKept"));
  if (!remark)
    return;
  remark << remark::add("kept barrier of scope {0}",
                        stringifyScope(barrier.getScope()).str());
  if (!hazard) {
    remark << remark::reason("it is marked keep")
           << remark::suggest("leave 'keep' out");
    return;
  }
  remark << remark::reason("{0}", describe(*hazard))
         << remark::suggest("{0}", suggest(*hazard))
         << remark::metric("Hazard", stringifyHazard(hazard->kind));
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

static void write(llvm::json::OStream &json, const KeptBarrier &kept) {
  json.object([&] {
    json.attribute("loc", spell(kept.loc));
    if (!kept.hazard) {
      json.attribute("conflict", "keep");
      return;
    }
    const Hazard &hazard = *kept.hazard;
    json.attribute("conflict", stringifyHazard(hazard.kind));
    json.attribute("buffer", BarrierAccess::getBufferName(hazard.before));
    json.attribute("before", spell(hazard.before.op->getLoc()));
    json.attribute("after", spell(hazard.after.op->getLoc()));
    json.attribute("suggestion", suggest(hazard));
  });
}

void mlir::vyre::writeCounts(llvm::json::OStream &json,
                             const BarrierCounts &counts) {
  json.object([&] {
    json.attribute("program", counts.program);
    json.attribute("total", counts.total);
    json.attribute("kept", counts.total - counts.removed);
    json.attribute("removed", counts.removed);
    json.attribute("narrowed", counts.narrowed);
    json.attribute("restricted", counts.restricted);
    json.attributeObject("removedByOrdering", [&] {
      for (Order order :
           {Order::Acquire, Order::Release, Order::AcqRel, Order::SeqCst})
        json.attribute(stringifyOrder(order),
                       counts.removedByOrder[static_cast<unsigned>(order)]);
      json.attribute("grid", counts.removedGrid);
    });
    json.attribute("unknownBlocked", counts.unknownBlocked);
    json.attributeArray("keptBarriers", [&] {
      for (const KeptBarrier &kept : counts.kept)
        write(json, kept);
    });
  });
}

LogicalResult BarrierReport::add(ProgramOp program, StringRef file,
                                 Entry entry) {
  // Other programs of the module are being changed, so look at nothing but
  // where they are.
  unsigned count = 0, number = 0;
  for (Operation &op : *program->getBlock()) {
    if (&op == program)
      number = count;
    count += isa<ProgramOp>(op);
  }
  auto fail = [&](std::error_code error) {
    return program->emitError("cannot write the report '")
           << file << "': " << error.message()
           << "; fix: name a file in a folder that exists and is writable";
  };
  llvm::sys::ScopedLock lock(mutex);
  programs.insert_or_assign(number, std::move(entry));
  if (programs.size() < count)
    return success();
  std::error_code error;
  llvm::raw_fd_ostream stream(file, error, llvm::sys::fs::OF_Text);
  if (error)
    return fail(error);
  llvm::json::OStream json(stream, /*IndentSize=*/2);
  json.object([&] {
    json.attributeArray("programs", [&] {
      for (const auto &each : programs)
        each.second(json);
    });
  });
  stream << '\n';
  stream.close();
  programs.clear();
  if (!stream.has_error())
    return success();
  error = stream.error();
  stream.clear_error();
  return fail(error);
}
