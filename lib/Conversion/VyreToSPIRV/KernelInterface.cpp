// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface of a kernel: bindings, push constants, built-in ids, workgroup
// variables, and the values at the top of the function that read them.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/VyreToSPIRV.h"

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

/// The type of an element in memory, see KernelBuffer::memoryType.
static Type getMemoryType(BufferType type, bool isAtomic) {
  Type element = type.getElementType();
  if (isa<BFloat16Type>(element) || (isAtomic && isa<FloatType>(element)))
    return IntegerType::get(type.getContext(), element.getIntOrFloatBitWidth());
  return element;
}

spirv::GlobalVariableOp KernelInterface::declare(Location loc, Type pointee,
                                                 spirv::StorageClass storage,
                                                 StringRef name) {
  // A name from the source may be taken, for example by the kernel.
  std::string unique = name.str();
  for (unsigned suffix = 0; SymbolTable::lookupSymbolIn(module, unique);
       ++suffix)
    unique = (name + "_" + Twine(suffix)).str();
  OpBuilder builder(function);
  auto variable = spirv::GlobalVariableOp::create(
      builder, loc, spirv::PointerType::get(pointee, storage), unique,
      FlatSymbolRefAttr());
  variables.push_back(variable);
  return variable;
}

void KernelInterface::declareBindings(gpu::GPUFuncOp kernel,
                                      ArrayAttr argNames) {
  MLIRContext *context = module.getContext();
  bool anyWritable = llvm::any_of(
      abi.bindings, [](BufferType type) { return type.isWritable(); });
  for (auto [binding, type] : llvm::enumerate(abi.bindings)) {
    BlockArgument argument = kernel.getArgument(abi.bindingArgs[binding]);
    bool isAtomic = atomicBuffers.contains(argument);

    KernelBuffer buffer;
    buffer.type = type;
    buffer.memoryType = getMemoryType(type, isAtomic);
    buffer.binding = binding;
    buffer.isShared = type.isWritable();

    using Decoration = spirv::StructType::MemberDecorationInfo;
    SmallVector<Decoration, 1> decorations;
    Attribute unit = UnitAttr::get(context);
    if (!type.isWritable())
      decorations.push_back({0, spirv::Decoration::NonWritable, unit});
    else if (!type.isReadable() && !isAtomic)
      decorations.push_back({0, spirv::Decoration::NonReadable, unit});
    Type elements =
        spirv::RuntimeArrayType::get(buffer.memoryType, type.getElementBytes());
    Type block = spirv::StructType::get({elements}, {0}, decorations);

    buffer.variable = declare(
        argument.getLoc(), block, spirv::StorageClass::StorageBuffer,
        cast<StringAttr>(argNames[abi.bindingArgs[binding]]).getValue());
    Builder builder(context);
    buffer.variable.setDescriptorSetAttr(builder.getI32IntegerAttr(0));
    buffer.variable.setBindingAttr(builder.getI32IntegerAttr(binding));
    // A graph may pass one buffer for two parameters.
    if (anyWritable && abi.bindings.size() > 1)
      buffer.variable->setAttr("aliased", unit);
    buffers.insert({createPlaceholder(argument), buffer});
  }
}

void KernelInterface::declareWorkgroupMemory() {
  SmallVector<WorkgroupAllocOp> allocs;
  function.walk([&](WorkgroupAllocOp op) { allocs.push_back(op); });
  for (auto [number, alloc] : llvm::enumerate(allocs)) {
    auto type = cast<BufferType>(alloc.getResult().getType());
    KernelBuffer buffer;
    buffer.type = type;
    buffer.memoryType =
        getMemoryType(type, atomicBuffers.contains(alloc.getResult()));
    buffer.isShared = true;
    // SPIR-V has no arrays of length 0.
    int64_t count = std::max<int64_t>(type.getCount(), 1);
    buffer.variable = declare(
        alloc.getLoc(), spirv::ArrayType::get(buffer.memoryType, count),
        spirv::StorageClass::Workgroup, ("workgroup_" + Twine(number)).str());
    buffers.insert({createPlaceholder(alloc.getResult()), buffer});
    alloc.erase();
  }
}

void KernelInterface::declarePushConstants() {
  if (abi.pushFields.empty())
    return;
  SmallVector<Type> types;
  SmallVector<uint32_t> offsets;
  for (const PushField &field : abi.pushFields) {
    types.push_back(field.type);
    offsets.push_back(field.offset);
  }
  pushConstants =
      declare(function.getLoc(), spirv::StructType::get(types, offsets),
              spirv::StorageClass::PushConstant, "push_constants");
}

//===----------------------------------------------------------------------===//
// Moving the body
//===----------------------------------------------------------------------===//

Value KernelInterface::createPlaceholder(Value original) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
  auto placeholder = UnrealizedConversionCastOp::create(
      builder, original.getLoc(), TypeRange(original.getType()), ValueRange());
  original.replaceAllUsesWith(placeholder.getResult(0));
  return placeholder.getResult(0);
}

/// Optimisation flags allow results to differ or to be undefined; programs
/// have one meaning, and the Vulkan environment has no decoration for most.
static void dropArithmeticFlags(Operation *op) {
  MLIRContext *context = op->getContext();
  if (auto fast = dyn_cast<arith::ArithFastMathInterface>(op))
    op->setAttr(
        fast.getFastMathAttrName(),
        arith::FastMathFlagsAttr::get(context, arith::FastMathFlags::none));
  if (auto overflow = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op))
    op->setAttr(overflow.getIntegerOverflowAttrName(),
                arith::IntegerOverflowFlagsAttr::get(
                    context, arith::IntegerOverflowFlags::none));
}

void KernelInterface::moveBody(gpu::GPUFuncOp kernel) {
  Block *entry = &function.getBody().front();
  Block &body = kernel.getBody().front();
  entry->getOperations().splice(entry->end(), body.getOperations());

  // Scalars are read once, at the top; an index is a u32 there.
  for (auto [scalar, argNumber] : llvm::enumerate(abi.scalarArgs)) {
    BlockArgument argument = body.getArgument(argNumber);
    if (argument.use_empty())
      continue;
    OpBuilder builder(module.getContext());
    Value value = getPushField(builder, abi.scalarField(scalar));
    if (argument.getType().isIndex()) {
      builder.setInsertionPointAfter(lastAtTop);
      value = arith::IndexCastUIOp::create(builder, argument.getLoc(),
                                           argument.getType(), value);
    }
    argument.replaceAllUsesWith(value);
  }
  function.walk(dropArithmeticFlags);
}

/// The first op that is neither a placeholder nor a value of the interface.
static Operation *findBodyBegin(Block &block) {
  for (Operation &op : block)
    if (!isa<UnrealizedConversionCastOp>(op) &&
        !isa<spirv::SPIRVDialect>(op.getDialect()))
      return &op;
  llvm_unreachable("a kernel ends with gpu.return");
}

FailureOr<std::unique_ptr<KernelInterface>>
KernelInterface::create(gpu::GPUFuncOp kernel, DictionaryAttr abiAttr,
                        spirv::ModuleOp module, spirv::FuncOp function) {
  if (failed(verifyKernel(kernel)))
    return failure();
  auto names = abiAttr.getAs<ArrayAttr>("arg_names");
  auto size = abiAttr.getAs<DenseI32ArrayAttr>("workgroup_size");
  bool isWellFormed =
      names && names.size() == kernel.getNumArguments() &&
      llvm::all_of(names, llvm::IsaPred<StringAttr>) && size &&
      size.size() == 3 &&
      llvm::all_of(size.asArrayRef(), [](int32_t axis) { return axis > 0; });
  if (!isWellFormed)
    return kernel.emitOpError("has a malformed ")
           << kABIAttrName << " attribute, expected arg_names with "
           << kernel.getNumArguments()
           << " strings and workgroup_size with 3 positive numbers; fix: make "
              "the kernel with convert-vyre-to-gpu";

  std::unique_ptr<KernelInterface> self(new KernelInterface(module, function));
  self->abi = computeKernelABI(kernel.getArgumentTypes());
  for (int32_t axis : size.asArrayRef())
    self->workgroupSize.push_back(axis);
  kernel.walk([&](AccessOpInterface access) {
    if (access.getAtomicOrder())
      self->atomicBuffers.insert(access.getAccessedBuffer());
  });

  if (function.getBody().empty())
    function.addEntryBlock();
  self->declareBindings(kernel, names);
  self->declarePushConstants();
  self->moveBody(kernel);
  self->declareWorkgroupMemory();
  self->bodyBegin = findBodyBegin(function.getBody().front());
  return self;
}

void KernelInterface::finish() {
  for (auto &[placeholder, buffer] : buffers) {
    assert(placeholder.use_empty() && "a pattern left a buffer access behind");
    placeholder.getDefiningOp()->erase();
  }
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  SmallVector<Attribute> interface;
  for (spirv::GlobalVariableOp variable : variables)
    interface.push_back(SymbolRefAttr::get(variable));
  Location loc = function.getLoc();
  spirv::EntryPointOp::create(builder, loc, spirv::ExecutionModel::GLCompute,
                              function, interface);
  spirv::ExecutionModeOp::create(
      builder, loc, function, spirv::ExecutionMode::LocalSize,
      SmallVector<int32_t>(workgroupSize.begin(), workgroupSize.end()));
}

//===----------------------------------------------------------------------===//
// Values at the top of the function
//===----------------------------------------------------------------------===//

const KernelBuffer &KernelInterface::getBuffer(Value buffer) const {
  auto found = buffers.find(buffer);
  assert(found != buffers.end() && "buffers are arguments or allocations");
  return found->second;
}

Value KernelInterface::getAddress(OpBuilder &builder,
                                  spirv::GlobalVariableOp variable) {
  Value &address = addresses[variable];
  if (!address)
    address = createAtTop<spirv::AddressOfOp>(builder, variable);
  return address;
}

Value KernelInterface::getElementAddress(OpBuilder &builder, Location loc,
                                         const KernelBuffer &buffer,
                                         Value index) {
  Value address = getAddress(builder, buffer.variable);
  if (buffer.isWorkgroup())
    return spirv::AccessChainOp::create(builder, loc, address, index);
  Value zero = createI32(builder, loc, 0);
  return spirv::AccessChainOp::create(builder, loc, address,
                                      ValueRange{zero, index});
}

Value KernelInterface::getLength(OpBuilder &builder, Location loc,
                                 const KernelBuffer &buffer) {
  if (!buffer.type.isDynamic())
    return createI32(builder, loc, buffer.type.getCount());
  const PushField *field = abi.lengthField(buffer.binding);
  assert(field && "dynamic buffers have a length field");
  Value length = getPushField(builder, *field);
  // A binding is smaller than 4 GiB (maxStorageBufferRange is 32 bits wide).
  unsignedMax[length] = UINT32_MAX / buffer.type.getElementBytes();
  return length;
}

Value KernelInterface::getPushField(OpBuilder &builder,
                                    const PushField &field) {
  unsigned number = &field - abi.pushFields.data();
  if (Value known = pushValues.lookup(number))
    return known;
  Value address = getAddress(builder, pushConstants);
  Type i32 = builder.getI32Type();
  Value member = createAtTop<spirv::ConstantOp>(
      builder, i32, builder.getI32IntegerAttr(number));
  Value pointer = createAtTop<spirv::AccessChainOp>(builder, address, member);
  Value value = createAtTop<spirv::LoadOp>(builder, pointer);
  pushValues[number] = value;
  return value;
}

/// The others are vectors of three.
static bool isScalarBuiltIn(spirv::BuiltIn builtIn) {
  return isSubgroupBuiltIn(builtIn) ||
         builtIn == spirv::BuiltIn::LocalInvocationIndex;
}

Value KernelInterface::getBuiltIn(OpBuilder &builder, spirv::BuiltIn builtIn,
                                  unsigned component) {
  Value &value = builtIns[{uint32_t(builtIn), component}];
  if (value)
    return value;
  bool isScalar = isScalarBuiltIn(builtIn);
  Value &loaded = builtInVectors[uint32_t(builtIn)];
  if (!loaded) {
    Type type = builder.getI32Type();
    if (!isScalar)
      type = VectorType::get({3}, type);
    std::string name = spirv::stringifyBuiltIn(builtIn).str();
    spirv::GlobalVariableOp variable =
        declare(function.getLoc(), type, spirv::StorageClass::Input, name);
    variable.setBuiltInAttr(builder.getStringAttr(name));
    Value address = getAddress(builder, variable);
    loaded = createAtTop<spirv::LoadOp>(builder, address);
  }
  value = isScalar ? loaded
                   : createAtTop<spirv::CompositeExtractOp>(
                         builder, loaded, ArrayRef<int32_t>(component));
  if (builtIn == spirv::BuiltIn::LocalInvocationId)
    unsignedMax[value] = workgroupSize[component] - 1;
  if (builtIn == spirv::BuiltIn::LocalInvocationIndex ||
      builtIn == spirv::BuiltIn::SubgroupId)
    unsignedMax[value] = getWorkgroupInvocations() - 1;
  if (builtIn == spirv::BuiltIn::NumSubgroups)
    unsignedMax[value] = getWorkgroupInvocations();
  if (builtIn == spirv::BuiltIn::SubgroupLocalInvocationId)
    unsignedMax[value] = SubgroupSizeOp::kMaxSize - 1;
  if (builtIn == spirv::BuiltIn::SubgroupSize)
    unsignedMax[value] = SubgroupSizeOp::kMaxSize;
  return value;
}

Value KernelInterface::createVariable(OpBuilder &builder, Location loc,
                                      Type type) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&function.getBody().front());
  return spirv::VariableOp::create(
      builder, loc,
      spirv::PointerType::get(type, spirv::StorageClass::Function),
      spirv::StorageClass::Function, /*initializer=*/Value());
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

uint64_t KernelInterface::getUnsignedMax(Value value) const {
  auto known = unsignedMax.find(value);
  if (known != unsignedMax.end())
    return known->second;
  if (auto constant = value.getDefiningOp<spirv::ConstantOp>())
    if (auto number = dyn_cast<IntegerAttr>(constant.getValue()))
      return number.getValue().getZExtValue();
  unsigned width = value.getType().getIntOrFloatBitWidth();
  return width >= 64 ? UINT64_MAX : (uint64_t(1) << width) - 1;
}

spirv::MemorySemantics KernelInterface::getSemantics(Order order, bool loads,
                                                     bool stores) const {
  // The Vulkan memory model has no sequential consistency; acq_rel is the
  // strongest order there is (VYRE-MM-10).
  bool acquires = loads && (order == Order::Acquire || order == Order::AcqRel ||
                            order == Order::SeqCst);
  bool releases = stores && (order == Order::Release ||
                             order == Order::AcqRel || order == Order::SeqCst);
  using Semantics = spirv::MemorySemantics;
  if (!acquires && !releases)
    return Semantics::None;
  Semantics bits = acquires && releases ? Semantics::AcquireRelease
                   : acquires           ? Semantics::Acquire
                                        : Semantics::Release;
  // An atomic orders the accesses around it to every kind of memory that the
  // invocations share, whatever memory the atomic itself is in.
  Semantics classes = Semantics::None;
  for (const auto &[placeholder, buffer] : buffers)
    if (buffer.isShared)
      classes = classes | (buffer.isWorkgroup() ? Semantics::WorkgroupMemory
                                                : Semantics::UniformMemory);
  if (classes == Semantics::None)
    return Semantics::None;
  bits = bits | classes;
  if (acquires)
    bits = bits | Semantics::MakeVisible;
  if (releases)
    bits = bits | Semantics::MakeAvailable;
  return bits;
}
