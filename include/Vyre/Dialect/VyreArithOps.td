//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Total integer arithmetic and conversions: the cases that `arith` leaves
// undefined. Everything else stays `arith` and `math`.

#ifndef VYRE_DIALECT_VYREARITHOPS_TD
#define VYRE_DIALECT_VYREARITHOPS_TD

include "Vyre/Dialect/VyreProgramOps.td"

def Vyre_Integer : TypeConstraint<
    Or<[AnyTypeOf<[I8, I16, I32, I64, Index]>.predicate,
        VectorOfLengthAndType<[2, 4], [I32]>.predicate]>,
    "i8, i16, i32, i64, index, or a vector of 2 or 4 i32">;

def Vyre_FixedInteger : TypeConstraint<
    Or<[AnyTypeOf<[I8, I16, I32, I64]>.predicate,
        VectorOfLengthAndType<[2, 4], [I32]>.predicate]>,
    "i8, i16, i32, i64, or a vector of 2 or 4 i32">;

class Vyre_IntBinaryOp<string mnemonic, string what, string rule,
                       TypeConstraint type = Vyre_Integer,
                       list<Trait> traits = []>
    : Vyre_Op<mnemonic, !listconcat(traits, [
        Pure,
        SameOperandsAndResultType,
      ])> {
  let summary = what;
  let description = "Total: defined for all operands, elementwise on "
    "vectors. Rule " # rule # " of docs/Semantics.md.";
  let arguments = (ins type:$lhs, type:$rhs);
  let results = (outs type:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
  let hasFolder = 1;
}

class Vyre_IntUnaryOp<string mnemonic, string what, string rule>
    : Vyre_Op<mnemonic, [Pure, SameOperandsAndResultType]> {
  let summary = what;
  let description = "Rule " # rule # " of docs/Semantics.md.";
  let arguments = (ins Vyre_FixedInteger:$operand);
  let results = (outs Vyre_FixedInteger:$result);
  let assemblyFormat = "$operand attr-dict `:` type($result)";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Division: x / 0 is all ones, x % 0 is 0, MIN / -1 is MIN, MIN % -1 is 0.
//===----------------------------------------------------------------------===//

def Vyre_DivUIOp : Vyre_IntBinaryOp<"divui", "divide, unsigned", "VYRE-AR-01", Vyre_Integer,
    [DeclareOpInterfaceMethods<InferIntRangeInterface, ["inferResultRanges"]>]>;
def Vyre_RemUIOp : Vyre_IntBinaryOp<"remui", "remainder, unsigned", "VYRE-AR-02", Vyre_Integer,
    [DeclareOpInterfaceMethods<InferIntRangeInterface, ["inferResultRanges"]>]>;
def Vyre_DivSIOp : Vyre_IntBinaryOp<"divsi", "divide, signed, towards zero", "VYRE-AR-03", Vyre_FixedInteger>;
def Vyre_RemSIOp : Vyre_IntBinaryOp<"remsi", "remainder with the sign of the dividend", "VYRE-AR-04", Vyre_FixedInteger>;

//===----------------------------------------------------------------------===//
// Shifts and rotates: the amount is taken modulo the width.
//===----------------------------------------------------------------------===//

def Vyre_ShLIOp : Vyre_IntBinaryOp<"shli", "shift left", "VYRE-AR-05">;
def Vyre_ShRUIOp : Vyre_IntBinaryOp<"shrui", "shift right, filling with zeros", "VYRE-AR-05">;
def Vyre_ShRSIOp : Vyre_IntBinaryOp<"shrsi", "shift right, filling with the sign", "VYRE-AR-05", Vyre_FixedInteger>;
def Vyre_RotLOp : Vyre_IntBinaryOp<"rotl", "rotate left", "VYRE-AR-06", Vyre_FixedInteger>;
def Vyre_RotROp : Vyre_IntBinaryOp<"rotr", "rotate right", "VYRE-AR-06", Vyre_FixedInteger>;

//===----------------------------------------------------------------------===//
// Saturation
//===----------------------------------------------------------------------===//

def Vyre_UAddSatOp : Vyre_IntBinaryOp<"uadd_sat", "add, unsigned, saturating", "VYRE-AR-07", Vyre_FixedInteger, [Commutative]>;
def Vyre_SAddSatOp : Vyre_IntBinaryOp<"sadd_sat", "add, signed, saturating", "VYRE-AR-07", Vyre_FixedInteger, [Commutative]>;
def Vyre_USubSatOp : Vyre_IntBinaryOp<"usub_sat", "subtract, unsigned, saturating", "VYRE-AR-07", Vyre_FixedInteger>;
def Vyre_SSubSatOp : Vyre_IntBinaryOp<"ssub_sat", "subtract, signed, saturating", "VYRE-AR-07", Vyre_FixedInteger>;
def Vyre_UMulSatOp : Vyre_IntBinaryOp<"umul_sat", "multiply, unsigned, saturating", "VYRE-AR-07", Vyre_FixedInteger, [Commutative]>;
def Vyre_SMulSatOp : Vyre_IntBinaryOp<"smul_sat", "multiply, signed, saturating", "VYRE-AR-07", Vyre_FixedInteger, [Commutative]>;

//===----------------------------------------------------------------------===//
// Distance and bits
//===----------------------------------------------------------------------===//

def Vyre_AbsDiffUIOp : Vyre_IntBinaryOp<"absdiffui", "distance of unsigned numbers", "VYRE-AR-08", Vyre_FixedInteger, [Commutative]>;
def Vyre_AbsDiffSIOp : Vyre_IntBinaryOp<"absdiffsi", "distance of signed numbers, as an unsigned number", "VYRE-AR-08", Vyre_FixedInteger, [Commutative]>;
def Vyre_BitReverseOp : Vyre_IntUnaryOp<"bitreverse", "reverse the order of the bits", "VYRE-AR-09">;

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

class Vyre_FPToIntOp<string mnemonic, string what>
    : Vyre_Op<mnemonic, [Pure]> {
  let summary = what;
  let description = [{
    Truncates towards zero. NaN gives 0; a value out of range gives the nearest
    integer of the result type. Rule VYRE-AR-10 of docs/Semantics.md.
  }];
  let arguments = (ins AnyTypeOf<[F16, F32, F64]>:$operand);
  let results = (outs AnyTypeOf<[I8, I16, I32, I64]>:$result);
  let assemblyFormat =
      "$operand attr-dict `:` type($operand) `to` type($result)";
  let hasFolder = 1;
}

def Vyre_FPToUISatOp : Vyre_FPToIntOp<"fptoui_sat", "convert a float to an unsigned integer, saturating">;
def Vyre_FPToSISatOp : Vyre_FPToIntOp<"fptosi_sat", "convert a float to a signed integer, saturating">;

def Vyre_CanonicalizeOp : Vyre_Op<"canonicalize", [
    Idempotent,
    Pure,
    SameOperandsAndResultType,
  ]> {
  let summary = "make the bits of a float canonical";
  let description = [{
    Any NaN becomes the quiet NaN 0x7FC00000, a subnormal becomes zero with the
    same sign, everything else stays. Needed only where the bits of a float are
    looked at: devices may differ in NaN payloads and in subnormals. Rule
    VYRE-FP-02 of docs/Semantics.md.
  }];
  let arguments = (ins F32:$operand);
  let results = (outs F32:$result);
  let assemblyFormat = "$operand attr-dict `:` type($result)";
  let hasFolder = 1;
}

#endif // VYRE_DIALECT_VYREARITHOPS_TD
