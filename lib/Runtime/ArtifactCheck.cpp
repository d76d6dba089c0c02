// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See ArtifactCheck.h. Linear in the size of the artifact.
//
//===----------------------------------------------------------------------===//

#include "ArtifactCheck.h"

#include "Vyre/Runtime/GridSync.h"
#include "Vyre/Runtime/Trap.h"

using namespace vyre::rt;
using namespace vyre::artifact;

using Type = vyre::rt::ElementType;
using SchemaType = vyre::artifact::ElementType;

namespace {

// Limits on numbers that size an allocation. Far above any real program.
constexpr uint32_t kMaxRegisters = 1u << 24;
constexpr uint64_t kMaxBufferBytes = uint64_t(1) << 48;
constexpr unsigned kMaxLoopDepth = 64;
constexpr uint32_t kMaxPushBytes = 256;
constexpr uint32_t kSpirvMagic = 0x07230203;

template <typename Vector> size_t sizeOf(const Vector *vector) {
  return vector ? vector->size() : 0;
}

bool isBufferElement(SchemaType type) { return type <= ElementType_V4F32; }

bool isScalarType(SchemaType type) {
  return type <= ElementType_MAX && elementLanes(static_cast<Type>(type)) == 1;
}

std::string ofCount(uint64_t index, uint64_t count) {
  return std::to_string(index) + " of " + std::to_string(count);
}

bool hasText(const flatbuffers::String *text) {
  return text && text->size() != 0;
}

std::string checkKernel(const Kernel &kernel) {
  if (!hasText(kernel.name()) || !hasText(kernel.entry_point()))
    return "it has no name or entry point";
  if (kernel.target() > Target_MAX)
    return "its target " + std::to_string(kernel.target()) + " is unknown";
  if (sizeOf(kernel.code()) < 5 || kernel.code()->Get(0) != kSpirvMagic)
    return "its code is not SPIR-V";
  if (sizeOf(kernel.workgroup_size()) != 3)
    return "its workgroup size has not three numbers";
  for (uint32_t extent : *kernel.workgroup_size())
    if (extent == 0)
      return "its workgroup size has a zero";
  if (kernel.push_bytes() > kMaxPushBytes || kernel.push_bytes() % 4 != 0)
    return "it has " + std::to_string(kernel.push_bytes()) +
           " bytes of push constants";
  for (size_t i = 0; i < sizeOf(kernel.bindings()); ++i) {
    const Binding *binding = kernel.bindings()->Get(i);
    if (!isBufferElement(binding->element()) || binding->access() > Access_MAX)
      return "binding " + std::to_string(i) + " has an unknown type";
  }
  if (int32_t sync = kernel.grid_sync(); sync >= 0) {
    if (static_cast<uint32_t>(sync) >= sizeOf(kernel.bindings()))
      return "it synchronises by binding " +
             ofCount(sync, sizeOf(kernel.bindings()));
    const Binding *binding = kernel.bindings()->Get(sync);
    if (binding->element() != ElementType_I32 || binding->dynamic() ||
        binding->count() != kGridSyncWords)
      return "it synchronises by binding " + std::to_string(sync) +
             ", which is not " + std::to_string(kGridSyncWords) + " words";
  }
  for (size_t i = 0; i < sizeOf(kernel.scalars()); ++i)
    if (!isScalarType(static_cast<SchemaType>(kernel.scalars()->Get(i))))
      return "scalar " + std::to_string(i) + " has an unknown type";
  for (size_t i = 0; i < sizeOf(kernel.push_fields()); ++i) {
    const PushField *field = kernel.push_fields()->Get(i);
    std::string where = "push field " + std::to_string(i);
    if (!isScalarType(field->type()))
      return where + " has an unknown type";
    uint64_t end = uint64_t(field->offset()) +
                   elementBytes(static_cast<Type>(field->type()));
    if (end > kernel.push_bytes())
      return where + " ends at byte " + ofCount(end, kernel.push_bytes());
    bool isLength = field->length_of() >= 0;
    bool isScalar = field->scalar() >= 0;
    if (isLength == isScalar)
      return where + " is neither a length nor a scalar";
    if (isLength && size_t(field->length_of()) >= sizeOf(kernel.bindings()))
      return where + " names a missing binding";
    if (isScalar && size_t(field->scalar()) >= sizeOf(kernel.scalars()))
      return where + " names a missing scalar";
  }
  return "";
}

/// Checks one graph. Errors are clauses without the name of the graph.
class GraphChecker {
public:
  GraphChecker(const Artifact &root, const Graph &graph)
      : root_(root), graph_(graph), bufferCount_(sizeOf(graph.buffers())) {}

  std::string check() {
    if (!hasText(graph_.name()))
      return "it has no name";
    if (graph_.registers() > kMaxRegisters)
      return "it wants " + std::to_string(graph_.registers()) + " registers";
    for (size_t i = 0; i < bufferCount_; ++i) {
      std::string fault = checkBuffer(*graph_.buffers()->Get(i));
      if (!fault.empty())
        return "buffer " + std::to_string(i) + " " + fault;
    }
    for (size_t i = 0; i < sizeOf(graph_.scalars()); ++i) {
      const GraphScalar *scalar = graph_.scalars()->Get(i);
      if (!hasText(scalar->name()) || !isScalarType(scalar->type()) ||
          scalar->register_() >= graph_.registers())
        return "scalar argument " + std::to_string(i) + " is malformed";
    }
    std::string fault = checkTraps();
    return fault.empty() ? checkCommands(graph_.commands(), 0) : fault;
  }

private:
  std::string checkTraps() {
    for (size_t i = 0; i < sizeOf(graph_.trap_sites()); ++i)
      if (!hasText(graph_.trap_sites()->Get(i)->tag()))
        return "trap site " + std::to_string(i) + " has no tag";
    int32_t number = graph_.trap_record();
    if (number < 0)
      return "";
    if (static_cast<uint32_t>(number) >= bufferCount_)
      return "the trap record is buffer " + ofCount(number, bufferCount_);
    const GraphBuffer &record = *graph_.buffers()->Get(number);
    if (record.kind() != BufferKind_Transient ||
        record.element() != ElementType_I32 || record.dynamic() ||
        record.count() != kTrapWords)
      return "the trap record is buffer " + std::to_string(number) +
             ", which is not " + std::to_string(kTrapWords) +
             " transient words";
    return "";
  }

  std::string checkBuffer(const GraphBuffer &buffer) {
    if (buffer.kind() > BufferKind_MAX || !isBufferElement(buffer.element()) ||
        buffer.access() > Access_MAX)
      return "has an unknown kind or type";
    uint64_t width = elementBytes(static_cast<Type>(buffer.element()));
    if (!buffer.dynamic() && buffer.count() > kMaxBufferBytes / width)
      return "has " + std::to_string(buffer.count()) + " elements";
    if (buffer.count_register() >= 0 &&
        uint32_t(buffer.count_register()) >= graph_.registers())
      return "takes its count from a missing register";
    switch (buffer.kind()) {
    case BufferKind_Argument:
      return hasText(buffer.name()) ? "" : "is an argument without a name";
    case BufferKind_Transient:
      return buffer.dynamic() && buffer.count_register() < 0
                 ? "is dynamic but has no count"
                 : "";
    case BufferKind_Constant: {
      uint64_t expected = buffer.splat() ? width : buffer.count() * width;
      if (buffer.dynamic() || sizeOf(buffer.data()) != expected)
        return "has " + std::to_string(sizeOf(buffer.data())) +
               " bytes of data, expected " + std::to_string(expected);
      return "";
    }
    }
    return "";
  }

  bool isRegister(uint32_t number) const { return number < graph_.registers(); }

  bool areRegisters(const flatbuffers::Vector<uint32_t> *numbers) const {
    for (size_t i = 0; i < sizeOf(numbers); ++i)
      if (!isRegister(numbers->Get(i)))
        return false;
    return true;
  }

  std::string checkScalar(const ScalarCommand &command) {
    if (command.opcode() > ScalarOpcode_MAX ||
        command.type() > ElementType_MAX || command.from() > ElementType_MAX)
      return "a scalar command from a newer version";
    ScalarOp op = decodeScalarOp(command);
    if (!isSupported(op))
      return std::string("scalar operation ") +
             EnumNameScalarOpcode(command.opcode()) + " on " +
             elementName(op.type);
    if (!isRegister(op.dst) || !isRegister(op.a) || !isRegister(op.b) ||
        !isRegister(op.c))
      return "a scalar command uses a missing register";
    if (op.opcode == ScalarOpcode_Length && op.imm >= bufferCount_)
      return "a length of buffer " + ofCount(op.imm, bufferCount_);
    if (op.opcode == ScalarOpcode_LaunchGroups && op.imm >= 3)
      return "a grid with axis " + ofCount(op.imm, 3);
    return "";
  }

  /// The kernel and what is passed to it; the size is left.
  template <typename Dispatch>
  std::string checkCall(const Dispatch &command) {
    if (command.kernel() >= sizeOf(root_.kernels()))
      return "a dispatch of kernel " +
             ofCount(command.kernel(), sizeOf(root_.kernels()));
    const Kernel &kernel = *root_.kernels()->Get(command.kernel());
    std::string where = "dispatch of '" + kernel.name()->str() + "' ";
    if (sizeOf(command.buffers()) != sizeOf(kernel.bindings()))
      return where + "passes " + std::to_string(sizeOf(command.buffers())) +
             " buffers, the kernel has " +
             std::to_string(sizeOf(kernel.bindings()));
    for (size_t i = 0; i < sizeOf(command.buffers()); ++i) {
      uint32_t buffer = command.buffers()->Get(i);
      if (buffer >= bufferCount_)
        return where + "passes buffer " + ofCount(buffer, bufferCount_);
      if (graph_.buffers()->Get(buffer)->element() !=
          kernel.bindings()->Get(i)->element())
        return where + "passes the wrong element type for binding " +
               std::to_string(i);
    }
    if (sizeOf(command.scalars()) != sizeOf(kernel.scalars()))
      return where + "passes " + std::to_string(sizeOf(command.scalars())) +
             " scalars, the kernel has " +
             std::to_string(sizeOf(kernel.scalars()));
    return areRegisters(command.scalars()) ? ""
                                           : where + "uses a missing register";
  }

  std::string checkDispatch(const DispatchCommand &command) {
    std::string fault = checkCall(command);
    if (!fault.empty())
      return fault;
    return sizeOf(command.size()) == 3 && areRegisters(command.size())
               ? ""
               : "a dispatch takes its size from a missing register";
  }

  std::string checkIndirectDispatch(const IndirectDispatchCommand &command) {
    std::string fault = checkCall(command);
    if (!fault.empty())
      return fault;
    // Nobody could see that the grid fits.
    const Kernel &kernel = *root_.kernels()->Get(command.kernel());
    if (kernel.grid_sync() >= 0)
      return "an indirect dispatch of '" + kernel.name()->str() +
             "', which waits for its whole grid";
    if (command.counts() >= bufferCount_)
      return "an indirect dispatch with counts in buffer " +
             ofCount(command.counts(), bufferCount_);
    SchemaType element = graph_.buffers()->Get(command.counts())->element();
    if (element != ElementType_I32 && element != ElementType_V2I32 &&
        element != ElementType_V4I32)
      return "an indirect dispatch with counts that are not i32";
    if (!isRegister(command.offset()))
      return "an indirect dispatch takes its offset from a missing register";
    for (size_t i = 0; i < sizeOf(command.buffers()); ++i)
      if (command.buffers()->Get(i) == command.counts() &&
          kernel.bindings()->Get(i)->writes())
        return "an indirect dispatch of '" + kernel.name()->str() +
               "', which writes its counts";
    return "";
  }

  std::string checkExpect(const ExpectCommand &command) {
    if (command.buffer() >= bufferCount_)
      return "an expect of buffer " + ofCount(command.buffer(), bufferCount_);
    uint64_t width = elementBytes(
        static_cast<Type>(graph_.buffers()->Get(command.buffer())->element()));
    if (command.count() > kMaxBufferBytes / width)
      return "an expect of " + std::to_string(command.count()) + " elements";
    uint64_t expected = command.splat() ? width : command.count() * width;
    if (sizeOf(command.data()) != expected)
      return "an expect with " + std::to_string(sizeOf(command.data())) +
             " bytes of data, expected " + std::to_string(expected);
    return "";
  }

  std::string checkFor(const ForCommand &command, unsigned depth) {
    if (depth >= kMaxLoopDepth)
      return "loops and branches nest deeper than " + std::to_string(kMaxLoopDepth);
    if (!isRegister(command.induction()) || !isRegister(command.lower()) ||
        !isRegister(command.upper()) || !isRegister(command.step()) ||
        !areRegisters(command.carried()) || !areRegisters(command.inits()) ||
        !areRegisters(command.yields()))
      return "a loop uses a missing register";
    if (!isScalarType(command.type()) ||
        elementIsFloat(static_cast<Type>(command.type())))
      return "a loop over something that is no integer";
    if (sizeOf(command.carried()) != sizeOf(command.inits()) ||
        sizeOf(command.carried()) != sizeOf(command.yields()))
      return "a loop whose carried values do not match";
    return checkCommands(command.body(), depth + 1);
  }

  std::string checkIf(const IfCommand &command, unsigned depth) {
    if (depth >= kMaxLoopDepth)
      return "loops and branches nest deeper than " +
             std::to_string(kMaxLoopDepth);
    if (!isRegister(command.condition()) || !areRegisters(command.results()) ||
        !areRegisters(command.then_yields()) ||
        !areRegisters(command.else_yields()))
      return "a branch uses a missing register";
    if (sizeOf(command.results()) != sizeOf(command.then_yields()) ||
        sizeOf(command.results()) != sizeOf(command.else_yields()))
      return "a branch whose results do not match";
    std::string fault = checkCommands(command.then_body(), depth + 1);
    return fault.empty() ? checkCommands(command.else_body(), depth + 1)
                         : fault;
  }

  std::string checkWhile(const WhileCommand &command, unsigned depth) {
    if (depth >= kMaxLoopDepth)
      return "loops and branches nest deeper than " +
             std::to_string(kMaxLoopDepth);
    if (!isRegister(command.condition()) || !areRegisters(command.carried()) ||
        !areRegisters(command.inits()) || !areRegisters(command.passed()) ||
        !areRegisters(command.after_args()) || !areRegisters(command.yields()))
      return "a loop uses a missing register";
    if (sizeOf(command.carried()) != sizeOf(command.inits()) ||
        sizeOf(command.carried()) != sizeOf(command.yields()) ||
        sizeOf(command.passed()) != sizeOf(command.after_args()))
      return "a loop whose carried values do not match";
    std::string fault = checkCommands(command.before(), depth + 1);
    return fault.empty() ? checkCommands(command.after(), depth + 1) : fault;
  }

  std::string checkRead(const ReadCommand &command) {
    if (command.buffer() >= bufferCount_)
      return "a read of buffer " + ofCount(command.buffer(), bufferCount_);
    const GraphBuffer &buffer = *graph_.buffers()->Get(command.buffer());
    auto element = static_cast<Type>(buffer.element());
    if (buffer.dynamic() || buffer.count() != 1 ||
        (element != Type::I32 && element != Type::I64))
      return "a read of a buffer that is not one i32 or i64";
    return isRegister(command.dst()) ? "" : "a read into a missing register";
  }

  template <typename Question>
  std::string checkQuestion(const Question &command) {
    if (command.kernel() >= sizeOf(root_.kernels()))
      return "a question about kernel " +
             ofCount(command.kernel(), sizeOf(root_.kernels()));
    return sizeOf(command.size()) == 3 && areRegisters(command.size()) &&
                   isRegister(command.dst())
               ? ""
               : "a question about a kernel uses a missing register";
  }

  std::string checkCommands(
      const flatbuffers::Vector<flatbuffers::Offset<Command>> *commands,
      unsigned depth) {
    for (size_t i = 0; i < sizeOf(commands); ++i) {
      std::string fault = checkCommand(*commands->Get(i), depth);
      if (!fault.empty())
        return fault;
    }
    return "";
  }

  std::string checkCommand(const Command &command, unsigned depth) {
    if (!command.body())
      return "an empty command";
    switch (command.body_type()) {
    case CommandBody_ScalarCommand:
      return checkScalar(*command.body_as_ScalarCommand());
    case CommandBody_DispatchCommand:
      return checkDispatch(*command.body_as_DispatchCommand());
    case CommandBody_CopyCommand: {
      const CopyCommand &copy = *command.body_as_CopyCommand();
      if (copy.source() >= bufferCount_ || copy.target() >= bufferCount_)
        return "a copy of a missing buffer";
      return "";
    }
    case CommandBody_FillCommand:
      if (command.body_as_FillCommand()->target() >= bufferCount_)
        return "a fill of a missing buffer";
      if (!isRegister(command.body_as_FillCommand()->value()))
        return "a fill uses a missing register";
      return "";
    case CommandBody_ExpectCommand:
      return checkExpect(*command.body_as_ExpectCommand());
    case CommandBody_IfCommand:
      return checkIf(*command.body_as_IfCommand(), depth);
    case CommandBody_WhileCommand:
      return checkWhile(*command.body_as_WhileCommand(), depth);
    case CommandBody_ReadCommand:
      return checkRead(*command.body_as_ReadCommand());
    case CommandBody_PreferResidentCommand:
      return checkQuestion(*command.body_as_PreferResidentCommand());
    case CommandBody_StrideGroupsCommand:
      return checkQuestion(*command.body_as_StrideGroupsCommand());
    case CommandBody_IndirectDispatchCommand:
      return checkIndirectDispatch(*command.body_as_IndirectDispatchCommand());
    case CommandBody_ForCommand:
      return checkFor(*command.body_as_ForCommand(), depth);
    default:
      return "a command from a newer version";
    }
  }

  const Artifact &root_;
  const Graph &graph_;
  size_t bufferCount_;
};

} // namespace

ScalarOp vyre::rt::decodeScalarOp(const ScalarCommand &command) {
  ScalarOp op;
  op.opcode = command.opcode();
  op.type = static_cast<Type>(command.type());
  op.from = static_cast<Type>(command.from());
  op.dst = command.dst();
  op.a = command.a();
  op.b = command.b();
  op.c = command.c();
  op.imm = command.imm();
  return op;
}

std::string vyre::rt::findArtifactFault(const Artifact &root) {
  for (size_t i = 0; i < sizeOf(root.kernels()); ++i) {
    std::string fault = checkKernel(*root.kernels()->Get(i));
    if (!fault.empty())
      return "kernel " + std::to_string(i) + ": " + fault;
  }
  for (size_t i = 0; i < sizeOf(root.graphs()); ++i) {
    std::string fault = GraphChecker(root, *root.graphs()->Get(i)).check();
    if (!fault.empty())
      return "graph " + std::to_string(i) + ": " + fault;
  }
  return "";
}
