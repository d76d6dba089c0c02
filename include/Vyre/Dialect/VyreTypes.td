//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_DIALECT_VYRETYPES_TD
#define VYRE_DIALECT_VYRETYPES_TD

include "mlir/IR/AttrTypeBase.td"
include "Vyre/Dialect/VyreDialect.td"

class Vyre_Type<string name, string typeMnemonic>
    : TypeDef<Vyre_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def Vyre_BufferType : Vyre_Type<"Buffer", "buffer"> {
  let summary = "a linear buffer of elements";
  let description = [{
    `!vyre.buffer<COUNTxELEM, ACCESS>`. `COUNT` is the number of elements, or
    `?` when it is known at run time only. `ELEM` is one of `i8 i16 i32 i64 f16
    bf16 f32 f64`, or a `vector` of 2 or 4 elements of `i32` or `f32`
    (VYRE-BF-01). `ACCESS` says what a kernel may do with it: `read`, `write`,
    `read_write`, `uniform` (read by all invocations, often at the same index),
    or `workgroup` (memory of one workgroup; the count is static, VYRE-BF-02).

    Elements are dense: element `i` starts at byte `i * sizeof(ELEM)`. A buffer
    has at most 2^31 bytes.
  }];
  // kDynamic (-1) stands for `?`.
  let parameters = (ins "int64_t":$count, "::mlir::Type":$elementType,
                        "::mlir::vyre::Access":$access);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    static constexpr int64_t kDynamic = -1;

    bool isDynamic() const { return getCount() == kDynamic; }
    bool isWorkgroup() const { return getAccess() == Access::Workgroup; }

    /// Whether loads are allowed (not for `write`).
    bool isReadable() const { return getAccess() != Access::Write; }
    /// Whether stores and atomics are allowed.
    bool isWritable() const {
      return getAccess() == Access::Write ||
             getAccess() == Access::ReadWrite || isWorkgroup();
    }

    /// Size of one element in bytes.
    unsigned getElementBytes() const;

    /// Whether a value of this type can be passed where `formal` is asked:
    /// same element, same or unknown count, and `read_write` may narrow
    /// (VYRE-GR-03).
    bool canBePassedAs(BufferType formal) const;

    static bool isValidElement(::mlir::Type type);
  }];
}

// Any buffer; what an op may do with it is its verifier's business.
def Vyre_AnyBuffer : Type<CPred<"::llvm::isa<::mlir::vyre::BufferType>($_self)">,
                          "buffer", "::mlir::vyre::BufferType">;

def Vyre_TokenType : Vyre_Type<"Token", "token"> {
  let summary = "a copy in flight";
  let description = [{
    What `vyre.async_load` and `vyre.async_store` give and `vyre.async_wait`
    takes. On every path each token is waited for once: it goes to a wait, or
    through control flow to a value that does (VYRE-AS-03 to 06).
  }];
  // An op that takes or gives a token does not write its type.
  let builderCall = "::mlir::vyre::TokenType::get($_builder.getContext())";
}

#endif // VYRE_DIALECT_VYRETYPES_TD
