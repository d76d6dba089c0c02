// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which capabilities a finished spirv.module needs. Upstream's update-vce
// misses some (Int64Atomics, the memory model) and lowers the version, so this
// is our own; it asks for nothing that is not used, because a device that lacks
// a capability refuses the kernel.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include <set>

using namespace mlir;
using namespace mlir::vyre;
using spirv::Capability;

namespace {

class CapabilitySet {
public:
  void add(Capability capability) {
    if (!needed.insert(capability).second)
      return;
    implied.insert(capability);
    for (Capability other : spirv::getRecursiveImpliedCapabilities(capability))
      implied.insert(other);
  }

  /// Adds the first of `choice` unless one of them is there already.
  void addOneOf(ArrayRef<Capability> choice) {
    if (choice.empty() || llvm::any_of(choice, [&](Capability capability) {
          return implied.contains(capability);
        }))
      return;
    add(choice.front());
  }

  SmallVector<Capability> getSorted() const {
    return SmallVector<Capability>(needed.begin(), needed.end());
  }

private:
  /// Ordered, so that the result is.
  std::set<Capability> needed;
  DenseSet<Capability> implied;
};

} // namespace

/// What values of a scalar type need.
static void addScalar(Type type, CapabilitySet &set) {
  unsigned width = type.getIntOrFloatBitWidth();
  if (isa<FloatType>(type)) {
    if (width == 16)
      set.add(Capability::Float16);
    if (width == 64)
      set.add(Capability::Float64);
    return;
  }
  if (width == 8)
    set.add(Capability::Int8);
  if (width == 16)
    set.add(Capability::Int16);
  if (width == 64)
    set.add(Capability::Int64);
}

/// What a type needs: its scalars, and narrow scalars inside of a buffer. The
/// types of the spirv dialect do not let generic walkers see what is in them.
static void addType(Type type, bool inStorage, CapabilitySet &set) {
  if (auto pointer = dyn_cast<spirv::PointerType>(type))
    return addType(
        pointer.getPointeeType(),
        pointer.getStorageClass() == spirv::StorageClass::StorageBuffer, set);
  if (auto array = dyn_cast<spirv::ArrayType>(type))
    return addType(array.getElementType(), inStorage, set);
  if (auto array = dyn_cast<spirv::RuntimeArrayType>(type))
    return addType(array.getElementType(), inStorage, set);
  if (auto structure = dyn_cast<spirv::StructType>(type)) {
    for (Type member : structure.getElementTypes())
      addType(member, inStorage, set);
    return;
  }
  Type scalar = getElementTypeOrSelf(type);
  if (!scalar.isIntOrFloat())
    return;
  addScalar(scalar, set);
  if (!inStorage)
    return;
  if (scalar.getIntOrFloatBitWidth() == 8)
    set.add(Capability::StorageBuffer8BitAccess);
  if (scalar.getIntOrFloatBitWidth() == 16)
    set.add(Capability::StorageBuffer16BitAccess);
}

bool vyre::isSubgroupBuiltIn(spirv::BuiltIn builtIn) {
  switch (builtIn) {
  case spirv::BuiltIn::NumSubgroups:
  case spirv::BuiltIn::SubgroupId:
  case spirv::BuiltIn::SubgroupLocalInvocationId:
  case spirv::BuiltIn::SubgroupSize:
    return true;
  default:
    return false;
  }
}

static bool isSubgroupVariable(spirv::GlobalVariableOp variable) {
  std::optional<StringRef> name = variable.getBuiltIn();
  std::optional<spirv::BuiltIn> builtIn =
      name ? spirv::symbolizeBuiltIn(*name) : std::nullopt;
  return builtIn && isSubgroupBuiltIn(*builtIn);
}

/// Whether `op` is an atomic on 64-bit words.
static bool isWideAtomic(Operation *op) {
  return isa<spirv::AtomicIAddOp, spirv::AtomicISubOp, spirv::AtomicAndOp,
             spirv::AtomicOrOp, spirv::AtomicXorOp, spirv::AtomicUMinOp,
             spirv::AtomicUMaxOp, spirv::AtomicSMinOp, spirv::AtomicSMaxOp,
             spirv::AtomicExchangeOp, spirv::AtomicCompareExchangeOp,
             spirv::AtomicIIncrementOp>(op) &&
         op->getResult(0).getType().isInteger(64);
}

spirv::VerCapExtAttr
vyre::computeVersionAndCapabilities(spirv::ModuleOp module) {
  CapabilitySet set;
  set.add(Capability::Shader);
  set.add(Capability::VulkanMemoryModel);
  module.walk([&](Operation *op) {
    if (auto variable = dyn_cast<spirv::GlobalVariableOp>(op)) {
      addType(variable.getType(), /*inStorage=*/false, set);
      if (isSubgroupVariable(variable))
        set.add(Capability::GroupNonUniform);
    }
    for (Type type : op->getResultTypes())
      addType(type, /*inStorage=*/false, set);
    if (isWideAtomic(op))
      set.add(Capability::Int64Atomics);
    for (NamedAttribute attribute : op->getAttrs())
      if (auto scope = dyn_cast<spirv::ScopeAttr>(attribute.getValue());
          scope && scope.getValue() == spirv::Scope::Device)
        set.add(Capability::VulkanMemoryModelDeviceScope);
    if (auto query = dyn_cast<spirv::QueryCapabilityInterface>(op))
      for (ArrayRef<Capability> choice : query.getCapabilities())
        set.addOneOf(choice);
  });
  return spirv::VerCapExtAttr::get(spirv::Version::V_1_5, set.getSorted(),
                                   ArrayRef<spirv::Extension>(),
                                   module.getContext());
}

spirv::TargetEnvAttr vyre::getVulkanTargetEnv(MLIRContext *context) {
  const Capability capabilities[] = {
      Capability::Shader,
      Capability::GroupNonUniform,
      Capability::GroupNonUniformArithmetic,
      Capability::GroupNonUniformBallot,
      Capability::GroupNonUniformShuffle,
      Capability::VulkanMemoryModel,
      Capability::VulkanMemoryModelDeviceScope,
      Capability::Int8,
      Capability::Int16,
      Capability::Int64,
      Capability::Int64Atomics,
      Capability::Float16,
      Capability::Float64,
      Capability::StorageBuffer8BitAccess,
      Capability::StorageBuffer16BitAccess,
      Capability::GroupNonUniform,
      Capability::GroupNonUniformArithmetic,
      Capability::GroupNonUniformBallot,
      Capability::GroupNonUniformShuffle,
      Capability::GroupNonUniformVote,
  };
  auto triple =
      spirv::VerCapExtAttr::get(spirv::Version::V_1_5, capabilities,
                                ArrayRef<spirv::Extension>(), context);
  return spirv::TargetEnvAttr::get(triple,
                                   spirv::getDefaultResourceLimits(context),
                                   spirv::ClientAPI::Vulkan);
}
