// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of host ops.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Target/HostOps.h"
#include "HostScalar.h"

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

static std::optional<HostScalar> scalarOpcode(arith::CmpIPredicate predicate) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return HostScalar{fb::ScalarOpcode_CmpEQ, true};
  case P::ne:
    return HostScalar{fb::ScalarOpcode_CmpNE, true};
  case P::slt:
    return HostScalar{fb::ScalarOpcode_CmpSLT, true};
  case P::sle:
    return HostScalar{fb::ScalarOpcode_CmpSLE, true};
  case P::sgt:
    return HostScalar{fb::ScalarOpcode_CmpSGT, true};
  case P::sge:
    return HostScalar{fb::ScalarOpcode_CmpSGE, true};
  case P::ult:
    return HostScalar{fb::ScalarOpcode_CmpULT, true};
  case P::ule:
    return HostScalar{fb::ScalarOpcode_CmpULE, true};
  case P::ugt:
    return HostScalar{fb::ScalarOpcode_CmpUGT, true};
  case P::uge:
    return HostScalar{fb::ScalarOpcode_CmpUGE, true};
  }
  return std::nullopt;
}

static std::optional<HostScalar> scalarOpcode(arith::CmpFPredicate predicate) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::OEQ:
    return HostScalar{fb::ScalarOpcode_CmpOEQ, true};
  case P::ONE:
    return HostScalar{fb::ScalarOpcode_CmpONE, true};
  case P::OLT:
    return HostScalar{fb::ScalarOpcode_CmpOLT, true};
  case P::OLE:
    return HostScalar{fb::ScalarOpcode_CmpOLE, true};
  case P::OGT:
    return HostScalar{fb::ScalarOpcode_CmpOGT, true};
  case P::OGE:
    return HostScalar{fb::ScalarOpcode_CmpOGE, true};
  default:
    return std::nullopt;
  }
}

std::optional<HostScalar> mlir::vyre::getHostScalar(Operation *op) {
  using Result = std::optional<HostScalar>;
  auto is = [](fb::ScalarOpcode opcode) {
    return [opcode](auto) -> Result { return HostScalar{opcode}; };
  };
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<arith::AddIOp>(is(fb::ScalarOpcode_AddI))
      .Case<arith::SubIOp>(is(fb::ScalarOpcode_SubI))
      .Case<arith::MulIOp>(is(fb::ScalarOpcode_MulI))
      .Case<arith::DivUIOp, DivUIOp>(is(fb::ScalarOpcode_DivUI))
      .Case<arith::DivSIOp, DivSIOp>(is(fb::ScalarOpcode_DivSI))
      .Case<arith::RemUIOp, RemUIOp>(is(fb::ScalarOpcode_RemUI))
      .Case<arith::RemSIOp, RemSIOp>(is(fb::ScalarOpcode_RemSI))
      .Case<arith::CeilDivUIOp>(is(fb::ScalarOpcode_CeilDivUI))
      .Case<arith::AndIOp>(is(fb::ScalarOpcode_AndI))
      .Case<arith::OrIOp>(is(fb::ScalarOpcode_OrI))
      .Case<arith::XOrIOp>(is(fb::ScalarOpcode_XorI))
      .Case<arith::ShLIOp, ShLIOp>(is(fb::ScalarOpcode_ShlI))
      .Case<arith::ShRUIOp, ShRUIOp>(is(fb::ScalarOpcode_ShrUI))
      .Case<arith::ShRSIOp, ShRSIOp>(is(fb::ScalarOpcode_ShrSI))
      .Case<arith::MinUIOp>(is(fb::ScalarOpcode_MinUI))
      .Case<arith::MaxUIOp>(is(fb::ScalarOpcode_MaxUI))
      .Case<arith::MinSIOp>(is(fb::ScalarOpcode_MinSI))
      .Case<arith::MaxSIOp>(is(fb::ScalarOpcode_MaxSI))
      .Case<arith::AddFOp>(is(fb::ScalarOpcode_AddF))
      .Case<arith::SubFOp>(is(fb::ScalarOpcode_SubF))
      .Case<arith::MulFOp>(is(fb::ScalarOpcode_MulF))
      .Case<arith::DivFOp>(is(fb::ScalarOpcode_DivF))
      .Case<arith::MinNumFOp>(is(fb::ScalarOpcode_MinF))
      .Case<arith::MaxNumFOp>(is(fb::ScalarOpcode_MaxF))
      .Case<arith::NegFOp>(is(fb::ScalarOpcode_NegF))
      .Case<arith::SelectOp>(is(fb::ScalarOpcode_Select))
      .Case<arith::ExtUIOp, arith::IndexCastUIOp>(is(fb::ScalarOpcode_ZExt))
      .Case<arith::ExtSIOp>(is(fb::ScalarOpcode_SExt))
      .Case<arith::TruncIOp>(is(fb::ScalarOpcode_Trunc))
      .Case<arith::SIToFPOp>(is(fb::ScalarOpcode_SIToFP))
      .Case<arith::UIToFPOp>(is(fb::ScalarOpcode_UIToFP))
      .Case<arith::FPToSIOp>(is(fb::ScalarOpcode_FPToSI))
      .Case<arith::FPToUIOp>(is(fb::ScalarOpcode_FPToUI))
      .Case<arith::ExtFOp>(is(fb::ScalarOpcode_FPExt))
      .Case<arith::TruncFOp>(is(fb::ScalarOpcode_FPTrunc))
      // An index is a zero-extended 32-bit number, so a cast from it never
      // sees a sign.
      .Case([](arith::IndexCastOp op) -> Result {
        return HostScalar{op.getIn().getType().isIndex()
                              ? fb::ScalarOpcode_ZExt
                              : fb::ScalarOpcode_SExt};
      })
      .Case([](arith::CmpIOp op) { return scalarOpcode(op.getPredicate()); })
      .Case([](arith::CmpFOp op) { return scalarOpcode(op.getPredicate()); })
      .Default([](Operation *) -> Result { return std::nullopt; });
}

bool mlir::vyre::isHostOp(Operation *op) {
  return op->hasTrait<GraphStep>() ||
         isa<LengthOp, ReturnOp, arith::ConstantOp, scf::ConditionOp,
             scf::ForOp, scf::IfOp, scf::WhileOp, scf::YieldOp>(op) ||
         getHostScalar(op);
}
