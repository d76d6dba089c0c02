// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic, conversions and vectors, from ops to operations of flat code.
//
//===----------------------------------------------------------------------===//

#include "Compiler.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

template <typename T>
static std::optional<T> lookUp(const llvm::StringMap<T> &table, Operation *op) {
  auto it = table.find(op->getName().getStringRef());
  if (it == table.end())
    return std::nullopt;
  return it->second;
}

static const llvm::StringMap<IntegerBinary> &integerBinaries() {
  using B = IntegerBinary;
  static const llvm::StringMap<IntegerBinary> table = {
      {"arith.addi", B::Add},
      {"arith.subi", B::Sub},
      {"arith.muli", B::Mul},
      {"arith.andi", B::And},
      {"arith.ori", B::Or},
      {"arith.xori", B::Xor},
      {"arith.divui", B::DivU},
      {"arith.divsi", B::DivS},
      {"arith.remui", B::RemU},
      {"arith.remsi", B::RemS},
      {"arith.ceildivui", B::CeilDivU},
      {"arith.ceildivsi", B::CeilDivS},
      {"arith.floordivsi", B::FloorDivS},
      {"arith.shli", B::ShL},
      {"arith.shrui", B::ShRU},
      {"arith.shrsi", B::ShRS},
      {"arith.minui", B::MinU},
      {"arith.minsi", B::MinS},
      {"arith.maxui", B::MaxU},
      {"arith.maxsi", B::MaxS},
      {"vyre.divui", B::DivU},
      {"vyre.divsi", B::DivS},
      {"vyre.remui", B::RemU},
      {"vyre.remsi", B::RemS},
      {"vyre.shli", B::ShL},
      {"vyre.shrui", B::ShRU},
      {"vyre.shrsi", B::ShRS},
      {"vyre.rotl", B::RotL},
      {"vyre.rotr", B::RotR},
      {"vyre.uadd_sat", B::UAddSat},
      {"vyre.sadd_sat", B::SAddSat},
      {"vyre.usub_sat", B::USubSat},
      {"vyre.ssub_sat", B::SSubSat},
      {"vyre.umul_sat", B::UMulSat},
      {"vyre.smul_sat", B::SMulSat},
      {"vyre.absdiffui", B::AbsDiffU},
      {"vyre.absdiffsi", B::AbsDiffS},
  };
  return table;
}

static const llvm::StringMap<IntegerUnary> &integerUnaries() {
  using U = IntegerUnary;
  static const llvm::StringMap<IntegerUnary> table = {
      {"math.absi", U::AbsS},
      {"math.ctpop", U::PopCount},
      {"math.ctlz", U::LeadingZeros},
      {"math.cttz", U::TrailingZeros},
      {"vyre.bitreverse", U::BitReverse},
  };
  return table;
}

static const llvm::StringMap<FloatBinary> &floatBinaries() {
  using B = FloatBinary;
  static const llvm::StringMap<FloatBinary> table = {
      {"arith.addf", B::AddF},        {"arith.subf", B::SubF},
      {"arith.mulf", B::MulF},        {"arith.divf", B::DivF},
      {"arith.remf", B::RemF},        {"arith.minimumf", B::Minimum},
      {"arith.maximumf", B::Maximum}, {"arith.minnumf", B::MinNum},
      {"arith.maxnumf", B::MaxNum},   {"math.copysign", B::CopySign},
      {"math.powf", B::Pow},          {"math.atan2", B::Atan2},
  };
  return table;
}

static const llvm::StringMap<FloatUnary> &floatUnaries() {
  using U = FloatUnary;
  static const llvm::StringMap<FloatUnary> table = {
      {"arith.negf", U::Neg},   {"math.absf", U::Abs},
      {"math.sqrt", U::Sqrt},   {"math.rsqrt", U::Rsqrt},
      {"math.cbrt", U::Cbrt},   {"math.floor", U::Floor},
      {"math.ceil", U::Ceil},   {"math.trunc", U::Trunc},
      {"math.round", U::Round}, {"math.roundeven", U::RoundEven},
      {"math.sin", U::Sin},     {"math.cos", U::Cos},
      {"math.tan", U::Tan},     {"math.asin", U::Asin},
      {"math.acos", U::Acos},   {"math.atan", U::Atan},
      {"math.sinh", U::Sinh},   {"math.cosh", U::Cosh},
      {"math.tanh", U::Tanh},   {"math.asinh", U::Asinh},
      {"math.acosh", U::Acosh}, {"math.atanh", U::Atanh},
      {"math.exp", U::Exp},     {"math.exp2", U::Exp2},
      {"math.expm1", U::ExpM1}, {"math.log", U::Log},
      {"math.log2", U::Log2},   {"math.log10", U::Log10},
      {"math.log1p", U::Log1P}, {"math.erf", U::Erf},
      {"math.erfc", U::Erfc},   {"vyre.canonicalize", U::Canonicalize},
  };
  return table;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// Outcomes for which a predicate is true, see floatCompare.
static uint32_t outcomes(arith::CmpFPredicate predicate) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::AlwaysFalse:
    return 0;
  case P::OLT:
    return 1;
  case P::OEQ:
    return 2;
  case P::OLE:
    return 3;
  case P::OGT:
    return 4;
  case P::ONE:
    return 5;
  case P::OGE:
    return 6;
  case P::ORD:
    return 7;
  case P::UNO:
    return 8;
  case P::ULT:
    return 9;
  case P::UEQ:
    return 10;
  case P::ULE:
    return 11;
  case P::UGT:
    return 12;
  case P::UNE:
    return 13;
  case P::UGE:
    return 14;
  case P::AlwaysTrue:
    return 15;
  }
  llvm_unreachable("all predicates are listed");
}

static_assert(
    unsigned(arith::CmpIPredicate::uge) == unsigned(IntegerCompare::GeU) &&
    unsigned(arith::CmpIPredicate::slt) == unsigned(IntegerCompare::LtS) &&
    unsigned(arith::CmpIPredicate::ult) == unsigned(IntegerCompare::LtU));

static Type elementOf(Value value) {
  return getElementTypeOrSelf(value.getType());
}

static constexpr llvm::StringLiteral kBFloat16Fix =
    "extend to f32 with arith.extf, compute, and truncate with arith.truncf";

LogicalResult KernelCompiler::compileConstant(Operation *op, Attribute value) {
  Type type = op->getResult(0).getType();
  auto widths = getComponentWidths(type);
  if (failed(widths))
    return allocateResults(op); // for its message
  Registers regs;
  auto bitsOf = [](Attribute component) -> uint64_t {
    if (auto integer = dyn_cast_or_null<IntegerAttr>(component))
      return integer.getValue().getRawData()[0];
    if (auto number = dyn_cast_or_null<FloatAttr>(component))
      return number.getValue().bitcastToAPInt().getZExtValue();
    return 0;
  };
  if (auto elements = dyn_cast_or_null<DenseElementsAttr>(value)) {
    for (auto [i, component] : llvm::enumerate(elements.getValues<Attribute>()))
      regs.push_back(constant((*widths)[i], bitsOf(component)));
  } else if (auto parts = dyn_cast_or_null<ArrayAttr>(value);
             parts && parts.size() == widths->size()) {
    for (auto [width, component] : llvm::zip_equal(*widths, parts))
      regs.push_back(constant(width, bitsOf(component)));
  } else if (!value || isa<IntegerAttr, FloatAttr>(value)) {
    for (unsigned width : *widths)
      regs.push_back(constant(width, bitsOf(value)));
  } else {
    return unsupported(op, "has a constant that is not dense",
                       "write a number or dense elements");
  }
  bind(op->getResult(0), std::move(regs));
  return success();
}

LogicalResult KernelCompiler::compileArith(Operation *op, bool &handled) {
  if (auto constantOp = dyn_cast<arith::ConstantOp>(op))
    return compileConstant(op, constantOp.getValue());
  if (isa<ub::PoisonOp>(op))
    return compileConstant(op, {});
  if (op->getNumOperands() == 0 || op->getNumResults() == 0) {
    handled = false;
    return success();
  }
  unsigned width = numberWidth(elementOf(op->getOperand(0)));
  std::optional<FloatFormat> format = floatFormat(elementOf(op->getOperand(0)));

  if (auto operation = lookUp(integerBinaries(), op))
    return emitElementwise(op, integerBinary(*operation, width), width);
  if (auto operation = lookUp(integerUnaries(), op))
    return emitElementwise(op, integerUnary(*operation, width), width);
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    return emitElementwise(
        op, integerCompare(IntegerCompare(compare.getPredicate()), width),
        width);
  if (isa<arith::SelectOp>(op)) {
    Type type = elementOf(op->getResult(0));
    return emitElementwise(op, interp::select(numberWidth(type)));
  }
  if (isa<arith::AddUIExtendedOp, arith::MulUIExtendedOp,
          arith::MulSIExtendedOp>(op)) {
    if (failed(allocateResults(op)))
      return failure();
    bool isAdd = isa<arith::AddUIExtendedOp>(op);
    Handler low =
        integerBinary(isAdd ? IntegerBinary::Add : IntegerBinary::Mul, width);
    Handler high = isAdd ? integerCompare(IntegerCompare::Carry, width)
                         : integerBinary(isa<arith::MulUIExtendedOp>(op)
                                             ? IntegerBinary::MulHighU
                                             : IntegerBinary::MulHighS,
                                         width);
    for (auto [dst, over, a, b] :
         llvm::zip_equal(of(op->getResult(0)), of(op->getResult(1)),
                         of(op->getOperand(0)), of(op->getOperand(1)))) {
      emit(op, low, dst, a, b, 0, width);
      emit(op, high, over, a, b, 0, width);
    }
    return success();
  }

  auto binary = lookUp(floatBinaries(), op);
  auto unary = lookUp(floatUnaries(), op);
  if (!binary && !unary && !isa<arith::CmpFOp>(op)) {
    handled = false;
    return success();
  }
  if (!format)
    return unsupported(op,
                       "computes in a format that is only stored and "
                       "converted, expected f16, f32 or f64 [VYRE-FP-05]",
                       kBFloat16Fix);
  if (binary)
    return emitElementwise(op, floatBinary(*binary, *format));
  if (unary)
    return emitElementwise(op, floatUnary(*unary, *format));
  return emitElementwise(op, floatCompare(*format),
                         outcomes(cast<arith::CmpFOp>(op).getPredicate()));
}

LogicalResult KernelCompiler::compileMath(Operation *op, bool &handled) {
  std::optional<FloatTest> test;
  if (isa<math::IsNaNOp>(op))
    test = FloatTest::IsNaN;
  else if (isa<math::IsInfOp>(op))
    test = FloatTest::IsInf;
  else if (isa<math::IsFiniteOp>(op))
    test = FloatTest::IsFinite;
  else if (!isa<math::FmaOp>(op)) {
    handled = false;
    return success();
  }
  std::optional<FloatFormat> format = floatFormat(elementOf(op->getOperand(0)));
  if (!format)
    return unsupported(op,
                       "computes in a format that is only stored and "
                       "converted, expected f16, f32 or f64 [VYRE-FP-05]",
                       kBFloat16Fix);
  return emitElementwise(op,
                         test ? floatTest(*test, *format) : floatFma(*format));
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

LogicalResult KernelCompiler::compileConversion(Operation *op, bool &handled) {
  if (op->getNumOperands() != 1 || op->getNumResults() != 1) {
    handled = false;
    return success();
  }
  Type from = elementOf(op->getOperand(0)), to = elementOf(op->getResult(0));
  unsigned fromWidth = numberWidth(from), toWidth = numberWidth(to);
  bool isSigned =
      isa<arith::ExtSIOp, arith::SIToFPOp, arith::FPToSIOp, FPToSISatOp>(op);
  // An index is an unsigned number of 32 bits (VYRE-IX-01).
  if (isa<arith::IndexCastOp>(op))
    isSigned = !from.isIndex();

  if (isa<arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp, arith::IndexCastOp,
          arith::IndexCastUIOp>(op))
    return emitElementwise(op, convertInteger(isSigned, fromWidth, toWidth),
                           toWidth, fromWidth);
  if (isa<arith::BitcastOp>(op)) {
    auto widths = getComponentWidths(op->getResult(0).getType());
    if (failed(widths))
      return allocateResults(op); // for its message
    // Slots hold bits: the same registers, seen as another type.
    bind(op->getResult(0), Registers(of(op->getOperand(0))));
    return success();
  }
  if (isa<arith::ExtFOp, arith::TruncFOp>(op)) {
    if (!fromWidth || !toWidth)
      return allocateResults(op); // for its message
    auto truncate = dyn_cast<arith::TruncFOp>(op);
    if (truncate && truncate.getRoundingmode() &&
        *truncate.getRoundingmode() != arith::RoundingMode::to_nearest_even)
      return unsupported(op,
                         "rounds in another way than to nearest with ties "
                         "to even [VYRE-FP-01]",
                         "remove the rounding mode");
    return emitElementwise(op, convertFloat(from, to));
  }
  bool toFloat = isa<arith::SIToFPOp, arith::UIToFPOp>(op);
  if (!toFloat &&
      !isa<arith::FPToSIOp, arith::FPToUIOp, FPToSISatOp, FPToUISatOp>(op)) {
    handled = false;
    return success();
  }
  Type floatType = toFloat ? to : from;
  // bf16 goes through f32 (VYRE-FP-05).
  if (floatType.isBF16())
    return convertBFloat16(op, toFloat, isSigned,
                           toFloat ? fromWidth : toWidth);
  std::optional<FloatFormat> format = floatFormat(floatType);
  if (!format)
    return allocateResults(op); // for its message
  return emitElementwise(op,
                         toFloat ? integerToFloat(isSigned, fromWidth, *format)
                                 : floatToInteger(isSigned, *format, toWidth),
                         toFloat ? fromWidth : toWidth);
}

LogicalResult KernelCompiler::convertBFloat16(Operation *op, bool toFloat,
                                              bool isSigned, unsigned width) {
  if (failed(allocateResults(op)))
    return failure();
  Type bf16 = BFloat16Type::get(op->getContext());
  Type f32 = Float32Type::get(op->getContext());
  Registers results(of(op->getResult(0)));
  for (auto [in, out] : llvm::zip_equal(of(op->getOperand(0)), results)) {
    Register wide = allocateRegister(32);
    if (toFloat) {
      emit(op, integerToFloat(isSigned, width, FloatFormat::F32), wide, in,
           /*b=*/0, /*c=*/0, width);
      emit(op, convertFloat(f32, bf16), out, wide);
      continue;
    }
    emit(op, convertFloat(bf16, f32), wide, in);
    emit(op, floatToInteger(isSigned, FloatFormat::F32, width), out, wide,
         /*b=*/0, /*c=*/0, width);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Vectors: mostly other names for registers
//===----------------------------------------------------------------------===//

LogicalResult KernelCompiler::compileVector(Operation *op, bool &handled) {
  for (Type type : llvm::concat<Type>(llvm::to_vector(op->getOperandTypes()),
                                      llvm::to_vector(op->getResultTypes())))
    if (isa_and_nonnull<vector::VectorDialect>(op->getDialect()) &&
        failed(getComponentWidths(type)))
      return unsupported(op,
                         "has operands or results that are not numbers or "
                         "vectors of rank 1 [VYRE-LW-02]",
                         "use vectors of rank 1");
  auto position = [&](auto positioned) -> std::optional<int64_t> {
    ArrayRef<int64_t> fixed = positioned.getStaticPosition();
    if (fixed.size() == 1 && fixed[0] != ShapedType::kDynamic)
      return fixed[0];
    return std::nullopt;
  };
  /// isHere = (dynamic position == component)
  auto isAt = [&](Value dynamic, unsigned component) {
    Register isHere = allocateRegister(1);
    emit(op, integerCompare(IntegerCompare::Eq, 32), isHere, scalar(dynamic),
         constant(32, component));
    return isHere;
  };

  if (auto broadcast = dyn_cast<vector::BroadcastOp>(op)) {
    ArrayRef<Register> source = of(broadcast.getSource());
    size_t size = getComponentWidths(broadcast.getType())->size();
    Registers regs(source);
    if (source.size() == 1)
      regs.assign(size, source.front());
    bind(broadcast, std::move(regs));
    return success();
  }
  if (auto extract = dyn_cast<vector::ExtractOp>(op)) {
    Registers source(of(extract.getSource()));
    if (extract.getNumIndices() == 0) {
      bind(extract, source);
      return success();
    }
    if (auto fixed = position(extract)) {
      // -1 is poison: any value.
      bind(extract, {source[*fixed < 0 ? 0 : *fixed]});
      return success();
    }
    unsigned width = numberWidth(extract.getType());
    Register value = source.front();
    for (size_t i = 1; i < source.size(); ++i) {
      Register chosen = allocateRegister(width);
      Register isHere = isAt(extract.getDynamicPosition().front(), i);
      emit(op, interp::select(width), chosen, isHere, source[i], value);
      value = chosen;
    }
    bind(extract, {value});
    return success();
  }
  if (auto insert = dyn_cast<vector::InsertOp>(op)) {
    Registers value(of(insert.getValueToStore()));
    Registers regs(of(insert.getDest()));
    if (insert.getNumIndices() == 0) {
      bind(insert, value);
      return success();
    }
    if (auto fixed = position(insert)) {
      if (*fixed >= 0)
        regs[*fixed] = value.front();
      bind(insert, std::move(regs));
      return success();
    }
    unsigned width = numberWidth(insert.getType().getElementType());
    for (auto [i, reg] : llvm::enumerate(regs)) {
      Register chosen = allocateRegister(width);
      Register isHere = isAt(insert.getDynamicPosition().front(), i);
      emit(op, interp::select(width), chosen, isHere, value.front(), reg);
      reg = chosen;
    }
    bind(insert, std::move(regs));
    return success();
  }
  if (auto shuffle = dyn_cast<vector::ShuffleOp>(op)) {
    Registers sources(of(shuffle.getV1()));
    llvm::append_range(sources, of(shuffle.getV2()));
    Registers regs;
    for (int64_t i : shuffle.getMask())
      regs.push_back(sources[i < 0 ? 0 : i]);
    bind(shuffle, std::move(regs));
    return success();
  }
  if (auto build = dyn_cast<vector::FromElementsOp>(op)) {
    Registers regs;
    for (Value element : build.getElements())
      regs.push_back(scalar(element));
    bind(build, std::move(regs));
    return success();
  }
  if (auto split = dyn_cast<vector::ToElementsOp>(op)) {
    Registers regs(of(split.getSource()));
    for (auto [result, reg] : llvm::zip_equal(split.getResults(), regs))
      bind(result, {reg});
    return success();
  }
  handled = false;
  return success();
}
