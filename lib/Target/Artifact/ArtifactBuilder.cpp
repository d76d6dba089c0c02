// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the artifact: kernels from spirv.module ops, graphs from vyre.graph
// ops. What a kernel needs is read from the words that ship, not from the IR
// they came from.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Target/ArtifactBuilder.h"

#include "ArtifactEncoding.h"
#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Runtime/Artifact.h"
#include "Vyre/Target/SPIRVBinary.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"

namespace mlir::vyre {

/// Device features behind SPIR-V capabilities. Capabilities that Vulkan 1.2
/// always has for compute are not listed.
static std::optional<fb::Feature> featureOf(spirv::Capability capability) {
  using C = spirv::Capability;
  switch (capability) {
  case C::VulkanMemoryModel:
    return fb::Feature_VulkanMemoryModel;
  case C::VulkanMemoryModelDeviceScope:
    return fb::Feature_VulkanMemoryModelDeviceScope;
  case C::Int8:
    return fb::Feature_Int8;
  case C::Int16:
    return fb::Feature_Int16;
  case C::Int64:
    return fb::Feature_Int64;
  case C::Float16:
    return fb::Feature_Float16;
  case C::Float64:
    return fb::Feature_Float64;
  case C::StorageBuffer8BitAccess:
    return fb::Feature_Storage8Bit;
  case C::StorageBuffer16BitAccess:
    return fb::Feature_Storage16Bit;
  case C::GroupNonUniform:
    return fb::Feature_SubgroupBasic;
  case C::GroupNonUniformBallot:
    return fb::Feature_SubgroupBallot;
  case C::GroupNonUniformShuffle:
    return fb::Feature_SubgroupShuffle;
  case C::GroupNonUniformArithmetic:
    return fb::Feature_SubgroupArithmetic;
  default:
    return std::nullopt;
  }
}

/// Int64Atomics stands for two features; which one depends on the memory.
static void addInt64AtomicFeatures(spirv::ModuleOp module,
                                   llvm::SetVector<fb::Feature> &features) {
  module.walk([&](Operation *op) {
    if (op->getNumOperands() == 0 || op->getNumResults() != 1 ||
        !op->getResult(0).getType().isInteger(64) ||
        !op->hasAttr("memory_scope"))
      return;
    auto pointer = dyn_cast<spirv::PointerType>(op->getOperand(0).getType());
    if (!pointer)
      return;
    features.insert(pointer.getStorageClass() ==
                            spirv::StorageClass::Workgroup
                        ? fb::Feature_Int64SharedAtomics
                        : fb::Feature_Int64BufferAtomics);
  });
}

/// Group operations on 64-bit integers have a feature, but no capability.
static void addSubgroupTypeFeatures(spirv::ModuleOp module,
                                    llvm::SetVector<fb::Feature> &features) {
  module.walk([&](Operation *op) {
    if (op->getNumResults() == 1 && op->getResult(0).getType().isInteger(64) &&
        op->hasAttr("execution_scope"))
      features.insert(fb::Feature_SubgroupExtendedTypes);
  });
}

static uint32_t workgroupBytes(spirv::ModuleOp module) {
  uint32_t bytes = 0;
  for (auto variable : module.getOps<spirv::GlobalVariableOp>()) {
    auto pointer = cast<spirv::PointerType>(variable.getType());
    if (pointer.getStorageClass() != spirv::StorageClass::Workgroup)
      continue;
    if (auto type = dyn_cast<spirv::SPIRVType>(pointer.getPointeeType()))
      bytes += type.getSizeInBytes().value_or(0);
  }
  return bytes;
}

static FailureOr<Offset<fb::Kernel>>
encodeKernel(flatbuffers::FlatBufferBuilder &builder, spirv::ModuleOp module,
             DictionaryAttr abiAttr, LocationTable &locations) {
  auto argTypes = abiAttr.getAs<ArrayAttr>("arg_types");
  auto argNames = abiAttr.getAs<ArrayAttr>("arg_names");
  auto workgroup = abiAttr.getAs<DenseI32ArrayAttr>("workgroup_size");
  auto reads = abiAttr.getAs<DenseBoolArrayAttr>("reads");
  auto writes = abiAttr.getAs<DenseBoolArrayAttr>("writes");
  if (!argTypes || !argNames || !workgroup || !reads || !writes)
    return module.emitError("'")
           << kABIAttrName
           << "' is incomplete; fix: lower the program with "
              "convert-vyre-to-gpu and convert-vyre-to-spirv";
  auto entries = module.getOps<spirv::EntryPointOp>();
  if (!llvm::hasSingleElement(entries))
    return module.emitError("has more or less than one entry point");

  FailureOr<SmallVector<uint32_t>> words = serializeKernel(module);
  if (failed(words))
    return failure();

  SmallVector<Type> types;
  for (Attribute type : argTypes)
    types.push_back(cast<TypeAttr>(type).getValue());
  KernelABI abi = computeKernelABI(types);

  std::vector<Offset<fb::Binding>> bindings;
  for (auto [type, arg] : llvm::zip(abi.bindings, abi.bindingArgs))
    bindings.push_back(fb::CreateBindingDirect(
        builder, cast<StringAttr>(argNames[arg]).str().c_str(),
        *encodeElement(type.getElementType()), encodeAccess(type.getAccess()),
        type.isDynamic(), type.isDynamic() ? 0 : type.getCount(), reads[arg],
        writes[arg]));
  int32_t gridSync = -1;
  if (auto argument = abiAttr.getAs<IntegerAttr>("grid_sync"))
    gridSync = llvm::find(abi.bindingArgs, argument.getInt()) -
               abi.bindingArgs.begin();
  std::vector<uint8_t> scalars;
  for (Type type : abi.scalars)
    scalars.push_back(*encodeElement(type));
  std::vector<Offset<fb::PushField>> fields;
  for (const PushField &field : abi.pushFields)
    fields.push_back(fb::CreatePushField(builder, *encodeElement(field.type),
                                         field.offset, field.lengthOf,
                                         field.scalar));
  llvm::SetVector<fb::Feature> features;
  if (auto vce = module.getVceTriple())
    for (spirv::Capability capability : vce->getCapabilities())
      if (std::optional<fb::Feature> feature = featureOf(capability))
        features.insert(*feature);
  addInt64AtomicFeatures(module, features);
  addSubgroupTypeFeatures(module, features);
  std::vector<uint8_t> featureList(features.begin(), features.end());
  llvm::sort(featureList);

  std::vector<uint32_t> code(words->begin(), words->end());
  std::vector<uint32_t> size(workgroup.asArrayRef().begin(),
                             workgroup.asArrayRef().end());
  std::string name = module.getName()->str();
  return fb::CreateKernelDirect(
      builder, name.c_str(), (*entries.begin()).getFn().str().c_str(),
      fb::Target_SpirV, &code, &size, workgroupBytes(module), &bindings,
      &scalars, &fields, abi.pushBytes, &featureList,
      locations.add(module.getLoc()), gridSync);
}

FailureOr<std::vector<uint8_t>> buildArtifact(ModuleOp module) {
  flatbuffers::FlatBufferBuilder builder;
  LocationTable locations;
  llvm::StringMap<uint32_t> kernelNumbers;
  std::vector<Offset<fb::Kernel>> kernels;
  std::vector<Offset<fb::Graph>> graphs;

  for (auto kernel : module.getOps<spirv::ModuleOp>()) {
    auto abi = kernel->getAttrOfType<DictionaryAttr>(kABIAttrName);
    if (!abi || !kernel.getName())
      return kernel.emitError("was not made from a vyre.program: it has no "
                              "name or no '")
             << kABIAttrName << "' attribute";
    FailureOr<Offset<fb::Kernel>> encoded =
        encodeKernel(builder, kernel, abi, locations);
    if (failed(encoded))
      return failure();
    kernelNumbers[*kernel.getName()] = kernels.size();
    kernels.push_back(*encoded);
  }
  for (auto graph : module.getOps<GraphOp>()) {
    FailureOr<Offset<fb::Graph>> encoded =
        encodeGraph(builder, graph, kernelNumbers, locations);
    if (failed(encoded))
      return failure();
    graphs.push_back(*encoded);
  }

  auto kernelVector = builder.CreateVector(kernels);
  auto graphVector = builder.CreateVector(graphs);
  auto locationVector = locations.finish(builder);
  auto producer = builder.CreateString("vyre 0.1");
  builder.Finish(fb::CreateArtifact(builder, producer, kernelVector,
                                    graphVector, locationVector),
                 fb::ArtifactIdentifier());
  return ::vyre::rt::frameArtifact(builder.GetBufferPointer(),
                                   builder.GetSize());
}

} // namespace mlir::vyre
