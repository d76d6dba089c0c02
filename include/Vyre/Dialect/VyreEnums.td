//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_DIALECT_VYREENUMS_TD
#define VYRE_DIALECT_VYREENUMS_TD

include "mlir/IR/EnumAttr.td"
include "Vyre/Dialect/VyreDialect.td"

class Vyre_EnumAttr<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::mlir::vyre";
  let genSpecializedAttr = 0;
}

// An enum attribute that an op spells as its bare keyword, by the directive
// custom<EnumKeyword>.
class Vyre_Keyword<I32EnumAttr enum, string mnemonic>
    : EnumAttr<Vyre_Dialect, enum, mnemonic> {
  let assemblyFormat = "$value";
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

def Vyre_Access : Vyre_EnumAttr<"Access", "what a kernel may do with a buffer", [
  I32EnumAttrCase<"Read", 0, "read">,
  I32EnumAttrCase<"Write", 1, "write">,
  I32EnumAttrCase<"ReadWrite", 2, "read_write">,
  I32EnumAttrCase<"Uniform", 3, "uniform">,
  I32EnumAttrCase<"Workgroup", 4, "workgroup">,
]>;

//===----------------------------------------------------------------------===//
// Ids
//===----------------------------------------------------------------------===//

def Vyre_Dimension : Vyre_EnumAttr<"Dimension", "an axis of the grid", [
  I32EnumAttrCase<"x", 0>,
  I32EnumAttrCase<"y", 1>,
  I32EnumAttrCase<"z", 2>,
]>;
def Vyre_DimensionAttr : Vyre_Keyword<Vyre_Dimension, "dim">;

//===----------------------------------------------------------------------===//
// Synchronisation
//===----------------------------------------------------------------------===//

// Ordered from narrow to wide: a scope includes all smaller ones, so `<` on
// the integer values is the lattice order.
def Vyre_Scope : Vyre_EnumAttr<"Scope", "who takes part", [
  I32EnumAttrCase<"Subgroup", 0, "subgroup">,
  I32EnumAttrCase<"Workgroup", 1, "workgroup">,
  I32EnumAttrCase<"Grid", 2, "grid">,
]>;
def Vyre_ScopeAttr : Vyre_Keyword<Vyre_Scope, "scope">;

def Vyre_Order : Vyre_EnumAttr<"Order", "memory order", [
  I32EnumAttrCase<"Relaxed", 0, "relaxed">,
  I32EnumAttrCase<"Acquire", 1, "acquire">,
  I32EnumAttrCase<"Release", 2, "release">,
  I32EnumAttrCase<"AcqRel", 3, "acq_rel">,
  I32EnumAttrCase<"SeqCst", 4, "seq_cst">,
]>;
def Vyre_OrderAttr : Vyre_Keyword<Vyre_Order, "order">;

def Vyre_AtomicKind : Vyre_EnumAttr<"AtomicKind", "how an atomic combines", [
  I32EnumAttrCase<"Add", 0, "add">,
  I32EnumAttrCase<"And", 1, "and">,
  I32EnumAttrCase<"Or", 2, "or">,
  I32EnumAttrCase<"Xor", 3, "xor">,
  I32EnumAttrCase<"MinU", 4, "minu">,
  I32EnumAttrCase<"MaxU", 5, "maxu">,
  I32EnumAttrCase<"MinS", 6, "mins">,
  I32EnumAttrCase<"MaxS", 7, "maxs">,
  I32EnumAttrCase<"Exchange", 8, "exchange">,
  I32EnumAttrCase<"AddF", 9, "addf">,
  I32EnumAttrCase<"MinF", 10, "minf">,
  I32EnumAttrCase<"MaxF", 11, "maxf">,
]>;
def Vyre_AtomicKindAttr : Vyre_Keyword<Vyre_AtomicKind, "atomic_kind">;

//===----------------------------------------------------------------------===//
// Subgroups
//===----------------------------------------------------------------------===//

// Spelled as the kinds of atomics are.
def Vyre_ReduceKind : Vyre_EnumAttr<"ReduceKind", "how values are combined", [
  I32EnumAttrCase<"Add", 0, "add">,
  I32EnumAttrCase<"Mul", 1, "mul">,
  I32EnumAttrCase<"And", 2, "and">,
  I32EnumAttrCase<"Or", 3, "or">,
  I32EnumAttrCase<"Xor", 4, "xor">,
  I32EnumAttrCase<"MinU", 5, "minu">,
  I32EnumAttrCase<"MaxU", 6, "maxu">,
  I32EnumAttrCase<"MinS", 7, "mins">,
  I32EnumAttrCase<"MaxS", 8, "maxs">,
  I32EnumAttrCase<"AddF", 9, "addf">,
  I32EnumAttrCase<"MulF", 10, "mulf">,
  I32EnumAttrCase<"MinF", 11, "minf">,
  I32EnumAttrCase<"MaxF", 12, "maxf">,
]>;
def Vyre_ReduceKindAttr : Vyre_Keyword<Vyre_ReduceKind, "reduce_kind">;

#endif // VYRE_DIALECT_VYREENUMS_TD
