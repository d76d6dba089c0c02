// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-verify-input: says up front what the Vulkan target does not take.
//
// Everything that this pass accepts lowers, so that nobody meets the message
// of a pattern that did not match. It reports all problems, one per op: an op
// is judged by itself and the types it makes, not by its operands, which are
// reported where they come from. Changes nothing. Linear.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Target/HostOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_VERIFYINPUTPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Whether a program may hold the op.
static bool isKernelOp(StringRef name) {
  static const llvm::StringSet<> ops = {
      "math.absf",
      "math.absi",
      "math.acos",
      "math.acosh",
      "math.asin",
      "math.asinh",
      "math.atan",
      "math.atanh",
      "math.ceil",
      "math.copysign",
      "math.cos",
      "math.cosh",
      "math.ctlz",
      "math.ctpop",
      "math.cttz",
      "math.exp",
      "math.exp2",
      "math.expm1",
      "math.floor",
      "math.fma",
      "math.isfinite",
      "math.isinf",
      "math.isnan",
      "math.log",
      "math.log10",
      "math.log1p",
      "math.log2",
      "math.powf",
      "math.round",
      "math.roundeven",
      "math.rsqrt",
      "math.sin",
      "math.sinh",
      "math.sqrt",
      "math.tan",
      "math.tanh",
      "math.trunc",
      "scf.condition",
      "scf.for",
      "scf.if",
      "scf.index_switch",
      "scf.while",
      "scf.yield",
      "ub.poison",
      "vector.broadcast",
      "vector.extract",
      "vector.from_elements",
      "vector.insert",
      "vector.shuffle",
      "vector.to_elements",
  };
  if (name.starts_with("arith."))
    return name != "arith.scaling_extf" && name != "arith.scaling_truncf";
  return ops.contains(name);
}

/// Math ops for which GLSL.std.450 takes 64-bit floats; the others end at 32.
static bool takesF64(StringRef name) {
  static const llvm::StringSet<> ops = {
      "math.absf",      "math.ceil",  "math.floor", "math.fma",
      "math.isfinite",  "math.isinf", "math.isnan", "math.round",
      "math.roundeven", "math.rsqrt", "math.sqrt",  "math.trunc",
  };
  return !name.starts_with("math.") || ops.contains(name);
}

static bool countsBits(StringRef name) {
  return name == "math.ctlz" || name == "math.ctpop" || name == "math.cttz";
}

/// What to do instead of an op.
static StringRef suggestReplacement(Operation *op) {
  StringRef name = op->getName().getStringRef();
  return llvm::StringSwitch<StringRef>(name)
      .StartsWith("cf.", "use scf.if, scf.while or vyre.exit_if")
      .Cases({"func.call", "func.call_indirect"}, "inline the called function")
      .Cases({"scf.parallel", "scf.forall"},
             "use scf.for, or one invocation per iteration")
      .StartsWith("memref.", "use a !vyre.buffer with vyre.load and vyre.store")
      .StartsWith("gpu.", "use the vyre op for it")
      .StartsWith("index.", "use the arith op for it")
      .Default("write it with vyre, arith, math, scf and vector ops");
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

static bool isNumber(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return integer.isSignless() &&
           llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth());
  return isa<Float16Type, BFloat16Type, Float32Type, Float64Type, IndexType>(
      type);
}

/// Whether a value of the type can exist in a kernel.
static bool isKernelType(Type type) {
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.getRank() == 1 && !vector.isScalable() &&
           vector.getNumElements() >= 2 && vector.getNumElements() <= 4 &&
           isNumber(vector.getElementType()) &&
           !isa<IndexType, BFloat16Type>(vector.getElementType());
  return isNumber(type) || isa<BufferType, TokenType>(type);
}

static StringRef suggestType(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (isa<VectorType>(type) && isNumber(element))
    return "use vectors of 2 to 4 numbers other than index and bf16";
  if (isa<ShapedType>(type) && !isa<VectorType>(type))
    return "use numbers, vectors of 2 to 4 numbers, and !vyre.buffer";
  if (isa<FloatType>(element))
    return "convert to f16, f32 or f64 where the value comes from";
  if (isa<IntegerType>(element))
    return "use the next wider of i8, i16, i32 and i64";
  return "use numbers, vectors of 2 to 4 numbers, and !vyre.buffer";
}

/// bf16 is a storage format: kernels move it and convert it, no more.
static bool isBFloat16Misuse(Operation *op) {
  StringRef name = op->getName().getStringRef();
  if (!name.starts_with("arith.") && !name.starts_with("math."))
    return false;
  auto isBFloat16 = [](Type type) { return type.isBF16(); };
  if (llvm::none_of(op->getOperandTypes(), isBFloat16) &&
      llvm::none_of(op->getResultTypes(), isBFloat16))
    return false;
  return !isa<arith::BitcastOp, arith::ConstantOp, arith::ExtFOp,
              arith::FPToSIOp, arith::FPToUIOp, arith::SelectOp,
              arith::SIToFPOp, arith::TruncFOp, arith::UIToFPOp>(op);
}

/// Whether the high half of an index constant can matter. A kernel keeps the
/// low 32 bits, and ops that wrap make the same of both.
static bool highBitsMatter(arith::ConstantOp constant) {
  return llvm::any_of(constant->getUsers(), [](Operation *user) {
    return !isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::AndIOp,
                arith::OrIOp, arith::XOrIOp>(user);
  });
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

namespace {

class InputVerifier {
public:
  void verifyModule(ModuleOp module);
  bool failed() const { return hasErrors; }

private:
  void verifyProgram(ProgramOp program);
  /// Returns false when nested ops are not worth a look.
  bool verifyKernelOp(Operation *op);
  bool verifyHostOp(Operation *op);
  void verifyTypes(Operation *op);
  void verifyIndexConstant(arith::ConstantOp constant);
  InFlightDiagnostic error(Operation *op) {
    hasErrors = true;
    return op->emitOpError();
  }

  bool hasErrors = false;
};

} // namespace

void InputVerifier::verifyTypes(Operation *op) {
  auto check = [&](Type type) {
    if (isKernelType(type))
      return true;
    error(op) << "makes a value of type " << type
              << ", which kernels do not have [VYRE-LW-02]; fix: "
              << suggestType(type);
    return false;
  };
  for (Type type : op->getResultTypes())
    if (!check(type))
      return;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Type type : block.getArgumentTypes())
        if (!check(type))
          return;
}

void InputVerifier::verifyIndexConstant(arith::ConstantOp constant) {
  auto value = dyn_cast<IntegerAttr>(constant.getValue());
  if (!value || !constant.getType().isIndex())
    return;
  const APInt &bits = value.getValue();
  if (bits.isIntN(32) || !highBitsMatter(constant))
    return;
  SmallString<24> text;
  bits.toStringSigned(text);
  error(constant) << "is " << text
                  << ", expected 0 to 4294967295: an index has 32 bits "
                     "[VYRE-LW-03]; fix: use i64 for large or negative numbers";
}

bool InputVerifier::verifyKernelOp(Operation *op) {
  StringRef name = op->getName().getStringRef();
  bool isVyre = isa_and_nonnull<VyreDialect>(op->getDialect());
  if (op->hasTrait<GraphStep>()) {
    error(op) << "stands in a program, expected in a graph [VYRE-LW-01]; "
                 "fix: move it to the graph that dispatches the program";
    return false;
  }
  if (!isVyre && !isKernelOp(name)) {
    error(op) << "does not lower to Vulkan; expected vyre, arith, math, scf or "
                 "vector ops that docs/Lowering.md lists [VYRE-LW-01]; fix: "
              << suggestReplacement(op);
    return false;
  }
  if (isa<ResumeOp>(op)) {
    error(op) << "needs a runtime that repeats a run from its trap, and Vulkan "
                 "has none [VYRE-LW-08]; fix: remove it";
    return true;
  }
  auto sync = dyn_cast<SyncOpInterface>(op);
  if (sync && sync.getSyncScope() == Scope::Grid &&
      !op->getParentOfType<ProgramOp>()->hasAttr(kResidentAttrName)) {
    error(op) << "of scope grid is not lowered, expected scope workgroup or "
                 "subgroup [VYRE-LW-05]; fix: dispatch the program from a "
                 "graph, so that vyre-split-grid-sync splits it";
    return true;
  }
  if (isBFloat16Misuse(op)) {
    error(op) << "computes with bf16, which kernels only load, store and "
                 "convert [VYRE-LW-06]; fix: extend to f32 with arith.extf, "
                 "compute, and truncate with arith.truncf";
    return true;
  }
  if (!takesF64(name) && llvm::any_of(op->getResultTypes(), [](Type type) {
        return getElementTypeOrSelf(type).isF64();
      })) {
    error(op) << "has result f64, expected f16 or f32: Vulkan has no f64 "
                 "version [VYRE-LW-02]; fix: truncate to f32 with arith.truncf";
    return true;
  }
  if (countsBits(name) && isa<VectorType>(op->getResult(0).getType())) {
    error(op) << "is on " << op->getResult(0).getType()
              << ", expected an integer: vectors are not lowered "
                 "[VYRE-LW-02]; fix: extract the elements with vector.extract";
    return true;
  }
  verifyTypes(op);
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    verifyIndexConstant(constant);
  return true;
}

bool InputVerifier::verifyHostOp(Operation *op) {
  if (!isHostOp(op)) {
    error(op) << "stands in a graph, expected steps such as vyre.dispatch, "
                 "scf.for, and scalar arith [VYRE-GR-02]; fix: compute it in a "
                 "program, or pass it to the graph as an argument";
    return false;
  }
  for (Type type : op->getResultTypes()) {
    if (isNumber(type) || isa<BufferType>(type))
      continue;
    error(op) << "makes a value of type " << type
              << " in a graph, expected a number or a buffer [VYRE-GR-02]; "
                 "fix: compute it in a program";
    return true;
  }
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    verifyIndexConstant(constant);
  return true;
}

void InputVerifier::verifyProgram(ProgramOp program) {
  KernelABI abi = computeKernelABI(program.getArgumentTypes());
  if (abi.pushBytes > kMaxPushConstantBytes)
    error(program) << "takes " << abi.pushBytes
                   << " bytes of push constants for its scalars and '?' "
                      "counts, expected at most "
                   << kMaxPushConstantBytes
                   << " [VYRE-LW-04]; fix: pass scalars in a buffer, or write "
                      "counts into the buffer types";
}

void InputVerifier::verifyModule(ModuleOp module) {
  for (Operation &op : *module.getBody()) {
    auto program = dyn_cast<ProgramOp>(op);
    if (!program && !isa<GraphOp>(op)) {
      // Modules of other targets, such as kernels that are lowered already.
      if (!op.hasTrait<OpTrait::SymbolTable>() || isa<ModuleOp>(op))
        error(&op) << "stands in the module, expected vyre.program or "
                      "vyre.graph [VYRE-LW-01]; fix: remove it, or make it a "
                      "vyre.program";
      continue;
    }
    if (program)
      verifyProgram(program);
    op.getRegion(0).walk<WalkOrder::PreOrder>([&](Operation *nested) {
      bool descend = program ? verifyKernelOp(nested) : verifyHostOp(nested);
      return descend ? WalkResult::advance() : WalkResult::skip();
    });
  }
}

namespace {

struct VerifyInputPass
    : public vyre::impl::VerifyInputPassBase<VerifyInputPass> {
  void runOnOperation() override {
    InputVerifier verifier;
    verifier.verifyModule(getOperation());
    if (verifier.failed())
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};

} // namespace
