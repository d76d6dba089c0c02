// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fuzz target: any text as a module. What parses is compiled to an artifact,
// which the reader must accept, and every graph is interpreted with a small
// budget, in two schedules.
//
// Mutations work on lines and words, so that much of what they make parses.
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "Interpreter/RandomProgram.h"
#include "Vyre/Interpreter/GraphInterpreter.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "Vyre/Interpreter/UninitializedReads.h"
#include "Vyre/Runtime/Artifact.h"
#include "Vyre/Target/Compiler.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace mlir::vyre;
namespace fuzz = ::vyre::fuzz;
namespace rt = ::vyre::rt;

static fuzz::Count parsed("modules that parse");
static fuzz::Count compiled("modules compiled to an artifact");
static fuzz::Count interpreted("graphs interpreted");
static fuzz::Count ended("of these without an error");

/// Larger inputs are slow and show nothing more.
static constexpr size_t kMaxBytes = 1 << 14;
/// Upstream's parser recurses without a limit.
static constexpr int kMaxDepth = 100;
static constexpr uint64_t kMaxElements = 1 << 12;

/// Inputs that end the process in upstream's code, see README.md. They are left
/// out, so that they do not hide other findings.
static bool isKnownUpstreamCrash(StringRef text) {
  // The parser of DenseArrayAttr asks `index` for its width.
  for (size_t at = text.find("array<"); at != StringRef::npos;
       at = text.find("array<", at + 1)) {
    StringRef element = text.substr(at + 6).ltrim();
    if (element.starts_with("index") || element.starts_with("!"))
      return true;
  }
  // Recursion, in types, attributes, locations and regions.
  int depth = 0;
  for (char c : text) {
    depth += c == '<' || c == '(' || c == '[' || c == '{';
    depth -= depth && (c == '>' || c == ')' || c == ']' || c == '}');
    if (depth > kMaxDepth)
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// False if the graph would take long for a reason that is no mistake: a large
/// buffer.
static bool isCheap(GraphOp graph) {
  bool isCheap = true;
  graph.walk([&](Operation *op) {
    if (auto alloc = dyn_cast<AllocOp>(op))
      isCheap &= !alloc.getCount();
    for (Type type : op->getResultTypes())
      if (auto buffer = dyn_cast<BufferType>(type))
        isCheap &= buffer.isDynamic() ||
                   static_cast<uint64_t>(buffer.getCount()) <= kMaxElements;
  });
  return isCheap;
}

/// None if an argument is too large.
static std::optional<rt::Arguments> argumentsFor(GraphOp graph) {
  rt::Arguments arguments;
  for (BlockArgument arg : graph.getArguments()) {
    std::string name = graph.getArgName(arg.getArgNumber()).str();
    auto type = dyn_cast<BufferType>(arg.getType());
    std::string elementName;
    llvm::raw_string_ostream(elementName)
        << (type ? type.getElementType() : arg.getType());
    std::optional<rt::ElementType> element = rt::parseElement(elementName);
    if (!element)
      return std::nullopt;
    if (!type) {
      arguments.scalars[name] = {*element, 3};
      continue;
    }
    uint64_t count =
        type.isDynamic() ? 37 : static_cast<uint64_t>(type.getCount());
    if (count > kMaxElements)
      return std::nullopt;
    rt::BufferValue &value = arguments.buffers[name];
    value = {*element, count, {}};
    value.bytes.resize(count * rt::elementBytes(*element));
    for (size_t i = 0; i < value.bytes.size(); ++i)
      value.bytes[i] = static_cast<uint8_t>(i * 157);
  }
  return arguments;
}

static void interpret(GraphOp graph) {
  if (!isCheap(graph))
    return;
  FailureOr<GraphInterpreter> interpreter = GraphInterpreter::create(graph);
  std::optional<rt::Arguments> arguments = argumentsFor(graph);
  if (failed(interpreter) || !arguments)
    return;
  for (Schedule schedule : {Schedule::batched(), Schedule::random(1)}) {
    GraphOptions options;
    options.execution.schedule = schedule;
    options.hostStepBudget = 100;
    options.execution.stepBudget = 20000;
    options.execution.spinBudget = 100;
    options.execution.subgroupSize = 8;
    RaceDetector detector;
    UninitializedReads reads(&detector);
    if (schedule.kind == Schedule::Kind::Random)
      options.execution.hooks = &reads;
    rt::Arguments copy = *arguments;
    ExecutionResult error = interpreter->run(copy, options);
    ++interpreted;
    fuzz::sawMessage(error ? error->str() : "ran", /*isTrusted=*/true);
    if (error)
      error->emit();
    else
      ++ended;
  }
}

static void compile(ModuleOp module) {
  FailureOr<std::vector<uint8_t>> artifact = compileModule(module, {});
  if (failed(artifact))
    return;
  ++compiled;
  rt::Result<rt::Artifact> read = rt::Artifact::parse(std::move(*artifact));
  if (!read)
    fuzz::fail("the reader refuses what the compiler wrote: " +
               read.status().message());
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(data, data + size);
  if (size > kMaxBytes || StringRef(text).starts_with("ML\xEFR") ||
      isKnownUpstreamCrash(text))
    return -1;
  DialectRegistry registry;
  registerAllDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  context.getDiagEngine().registerHandler([](Diagnostic &diagnostic) {
    fuzz::sawMessage(diagnostic.str(), /*isTrusted=*/true);
    return success();
  });
  ParserConfig config(&context);
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, config);
  if (!module)
    return 0;
  ++parsed;
  module->walk([](Operation *op) {
    if (Operation *parent = op->getParentOp())
      fuzz::sawMessage(
          (op->getName().getStringRef() + parent->getName().getStringRef())
              .str(),
          /*isTrusted=*/true);
  });
  OwningOpRef<ModuleOp> lowered = module->clone();
  compile(*lowered);
  addImplicitGraph(*module);
  for (GraphOp graph : module->getOps<GraphOp>())
    interpret(graph);
  return 0;
}

//===----------------------------------------------------------------------===//
// Mutations
//===----------------------------------------------------------------------===//

/// Words that the dialects know.
static const std::vector<std::string> &dictionary() {
  static const std::vector<std::string> *words = [] {
    auto *words = new std::vector<std::string>{
        "i1", "i8", "i16", "i32", "i64", "f16", "bf16", "f32", "f64", "index",
        "vector<4xf32>", "vector<2xi32>", "!vyre.buffer<?xi32, read_write>",
        "!vyre.buffer<16xf32, workgroup>", "!vyre.token", "read", "write",
        "read_write", "uniform", "workgroup", "transient", "subgroup", "grid",
        "invocation", "device", "relaxed", "acquire", "release", "acq_rel",
        "seq_cst", "in_bounds", "add", "min", "exchange", "and", "or", "xor",
        "threads", "workgroups", "dense", "dense<0>", "splat", "->", "unsigned",
        "0x7FC00000", "-1", "0", "1", "2147483648", "4294967295",
        "18446744073709551615", "1.0e+38", "attributes", "{", "}", "(", ")",
        "loc(unknown)", "unit", "true", "%c0", "@p", "@main"};
    DialectRegistry registry;
    registerAllDialects(registry);
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    context.loadAllAvailableDialects();
    for (RegisteredOperationName name : context.getRegisteredOperations()) {
      StringRef dialect = name.getDialectNamespace();
      if (dialect != "spirv" && dialect != "gpu")
        words->push_back(name.getStringRef().str());
    }
    return words;
  }();
  return *words;
}

static bool isWordChar(char c) {
  return llvm::isAlnum(c) || StringRef("_.%@!#$-").contains(c);
}

namespace {
/// One mutation of a text.
class Mutation {
public:
  Mutation(std::string text, unsigned seed)
      : random(seed), text(std::move(text)) {}

  std::string apply() {
    for (unsigned i = 0, e = 1 + draw(4) / 3; i < e; ++i)
      step();
    return std::move(text);
  }
  /// Puts lines of another text into this one.
  std::string splice(StringRef other) {
    SmallVector<StringRef> lines;
    other.split(lines, '\n');
    size_t first = draw(lines.size());
    size_t count = std::min<size_t>(1 + draw(8), lines.size() - first);
    std::string piece;
    for (StringRef line : ArrayRef(lines).slice(first, count))
      piece += line.str() + "\n";
    text.insert(line().first, piece);
    return std::move(text);
  }

private:
  size_t draw(size_t bound) { return bound ? random() % bound : 0; }
  /// Begin and end of a line, with its newline.
  std::pair<size_t, size_t> line() {
    size_t at = draw(text.size());
    size_t begin = at ? text.rfind('\n', at - 1) : std::string::npos;
    begin = begin == std::string::npos ? 0 : begin + 1;
    size_t end = text.find('\n', begin);
    return {begin, end == std::string::npos ? text.size() : end + 1};
  }
  /// Begin and end of a word, or of one other character.
  std::pair<size_t, size_t> word() {
    size_t at = draw(text.size());
    while (at < text.size() && llvm::isSpace(text[at]))
      ++at;
    size_t begin = at, end = at;
    while (begin && begin <= text.size() && isWordChar(text[begin - 1]))
      --begin;
    while (end < text.size() && isWordChar(text[end]))
      ++end;
    if (begin == end && end < text.size())
      ++end;
    return {begin, end};
  }
  void step();

  std::mt19937 random;
  std::string text;
};
} // namespace

void Mutation::step() {
  auto [begin, end] = word();
  auto [lineBegin, lineEnd] = line();
  std::string old = text.substr(begin, end - begin);
  switch (draw(10)) {
  case 0:
    text.erase(lineBegin, lineEnd - lineBegin);
    return;
  case 1: {
    std::string copy = text.substr(lineBegin, lineEnd - lineBegin);
    text.insert(line().first, copy);
    return;
  }
  case 2: {
    std::string copy = text.substr(lineBegin, lineEnd - lineBegin);
    text.erase(lineBegin, lineEnd - lineBegin);
    text.insert(line().first, copy);
    return;
  }
  case 3:
    text.erase(begin, end - begin);
    return;
  case 4:
    text.insert(begin, dictionary()[draw(dictionary().size())] + " ");
    return;
  case 5:
    text.replace(begin, end - begin, dictionary()[draw(dictionary().size())]);
    return;
  default:
    // Another word of the same kind; most of what parses comes from here.
    for (unsigned i = 0; i < 50; ++i) {
      auto [from, to] = word();
      std::string other = text.substr(from, to - from);
      if (other.empty() || old.empty() || other == old)
        continue;
      bool isSameKind = llvm::isDigit(old[0])   ? llvm::isDigit(other[0])
                        : llvm::isAlpha(old[0]) ? llvm::isAlpha(other[0])
                                                : other[0] == old[0];
      if (!isSameKind)
        continue;
      text.replace(begin, end - begin, other);
      return;
    }
  }
}

static size_t store(const std::string &text, uint8_t *data, size_t maxSize) {
  size_t size = std::min(text.size(), maxSize);
  std::copy_n(text.begin(), size, data);
  return size;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  if (size < 8 || seed % 61 == 0)
    return store(RandomProgram(seed).text(), data, maxSize);
  if (seed % 17 == 0)
    return fuzz::mutateBytes(data, size, maxSize);
  return store(Mutation(std::string(data, data + size), seed).apply(), data,
               maxSize);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *first,
                                            size_t firstSize,
                                            const uint8_t *second,
                                            size_t secondSize, uint8_t *out,
                                            size_t maxSize, unsigned seed) {
  Mutation mutation(std::string(first, first + firstSize), seed);
  StringRef other(reinterpret_cast<const char *>(second), secondSize);
  return store(mutation.splice(other), out, maxSize);
}
