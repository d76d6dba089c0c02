// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps of vyre-run.
//
//===----------------------------------------------------------------------===//

#include "Session.h"

#include "Compare.h"
#include "FileIO.h"
#include "Message.h"
#include "Source.h"

#include "Vyre/Artifact/Artifact_generated.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

using namespace vyre;
using namespace vyre::run;

//===----------------------------------------------------------------------===//
// Messages and phases
//===----------------------------------------------------------------------===//

bool Session::fail(const rt::Status &status, const std::string &where) {
  end();
  progress_.stop();
  std::fprintf(stderr, "%s\n", formatError(status, where).c_str());
  printValidation();
  code_ = exitCodeFor(status.code());
  return false;
}

bool Session::fail(const ReferenceFailure &failure) {
  end();
  progress_.stop();
  for (const std::string &line : failure.lines)
    std::fprintf(stderr, "%s\n", line.c_str());
  code_ = failure.code;
  return false;
}

bool Session::printValidation() {
  if (!device_)
    return false;
  std::vector<std::string> messages = device_->validationMessages();
  for (const std::string &message : messages)
    std::fprintf(stderr, "validation: %s\n", onOneLine(message).c_str());
  return !messages.empty();
}

bool Session::printText(const std::string &text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
      std::fflush(stdout) == 0)
    return true;
  return fail(rt::Status(rt::Code::ResourceExhausted,
                         std::string("found a standard output that cannot be "
                                     "written (") +
                             std::strerror(errno) +
                             "), expected to print there",
                         "make room, or send the output elsewhere"));
}

void Session::begin(const std::string &name) {
  end();
  open_ = Span{name, clock_.ms(), 0};
  progress_.phase(name);
}

void Session::end() {
  if (!open_)
    return;
  open_->endMs = clock_.ms();
  timing_.spans.push_back(*open_);
  open_.reset();
}

std::string Session::displayName() const {
  return options_.file == "-" ? "<stdin>" : options_.file;
}

rt::DeviceOptions Session::deviceOptions() const {
  rt::DeviceOptions options;
  options.select = options_.device;
  options.profilePath = options_.deviceProfile;
  options.cacheDir = options_.cacheDir;
  options.allowBrokenDevice = options_.allowBrokenDevice;
  options.validation = options_.validation;
  return options;
}

//===----------------------------------------------------------------------===//
// Before the device
//===----------------------------------------------------------------------===//

bool Session::listDevices() {
  begin("list devices");
  rt::Result<std::vector<rt::DeviceInfo>> devices =
      rt::listDevices(deviceOptions());
  if (!devices)
    return fail(devices.status());
  end();
  progress_.stop();
  std::string text;
  for (const rt::DeviceInfo &device : *devices) {
    text += std::to_string(device.index) + ": " + device.name + " (" +
            device.kind + ", " + device.driver + ", Vulkan " +
            device.apiVersion + ")\n";
    if (device.refusal)
      text += "   refused: " + onOneLine(*device.refusal) + "\n";
  }
  return printText(text);
}

/// Parses inputs and outputs, so that a slip of the finger shows before
/// anything slow begins.
bool Session::readFlags() {
  begin("read inputs");
  for (const std::string &text : options_.inputs) {
    rt::Result<Input> input = parseInput(text);
    if (!input)
      return fail(input.status());
    inputs_.push_back(std::move(input).take());
  }
  for (const std::string &text : options_.outputs) {
    rt::Result<Output> output = parseOutput(text);
    if (!output)
      return fail(output.status());
    outputs_.push_back(std::move(output).take());
  }
  if (!options_.trace.empty())
    if (rt::Status status = checkWritable(options_.trace); !status)
      return fail(status);
  return true;
}

/// A magic that was damaged by a text-mode copy still is meant as one, and so
/// is a name that says artifact.
static bool looksLikeArtifact(const std::string &path,
                              const std::vector<uint8_t> &bytes) {
  if (bytes.size() >= 4 && std::memcmp(bytes.data(), "VYRE", 4) == 0)
    return true;
  const std::string suffix = ".vyre";
  return path.size() >= suffix.size() &&
         path.compare(path.size() - suffix.size(), suffix.size(), suffix) == 0;
}

bool Session::loadProgram() {
  begin("read program");
  rt::Result<std::vector<uint8_t>> bytes = readFile(options_.file);
  if (!bytes)
    return fail(bytes.status(), displayName());
  if (looksLikeArtifact(options_.file, *bytes))
    return loadArtifact(std::move(bytes).take());
  return compile(std::move(bytes).take());
}

bool Session::loadArtifact(std::vector<uint8_t> bytes) {
  if (options_.stopAfter || !options_.dumpPhases.empty())
    return fail(rt::Status(rt::Code::InvalidArgument,
                           "found an artifact with --stop-after or "
                           "--dump-phases, expected a source file",
                           "leave the flag out, or pass the .mlir file"),
                displayName());
  if (options_.reference || options_.verify)
    return fail(
        rt::Status(rt::Code::InvalidArgument,
                   std::string("found an artifact with ") +
                       (options_.verify ? "--verify" : "--backend=reference") +
                       ", expected a source file: an artifact holds "
                       "only code for devices",
                   "pass the .mlir file, or leave the flag out"),
        displayName());
  begin("parse");
  rt::Result<rt::Artifact> artifact = rt::Artifact::parse(std::move(bytes));
  if (!artifact)
    return fail(artifact.status(), displayName());
  artifact_ = std::move(artifact).take();
  return true;
}

bool Session::compile(std::vector<uint8_t> bytes) {
  if (!options_.dumpPhases.empty())
    if (rt::Status status = makeDirectory(options_.dumpPhases); !status)
      return fail(status);
  SourceRequest request;
  request.name = displayName();
  request.bytes = std::move(bytes);
  request.stopAfter = options_.stopAfter;
  request.lowering = options_.lowering;
  request.dumpDirectory = options_.dumpPhases;
  request.keepSource =
      (options_.reference || options_.verify) && !options_.stopAfter;
  request.lower = !options_.reference || options_.stopAfter;
  request.onBegin = [this](const std::string &name) { begin(name); };
  SourceResult result = compileSource(std::move(request));
  end();
  if (!result.lines.empty() || result.code != ExitCode::Ok) {
    progress_.stop();
    for (const std::string &line : result.lines)
      std::fprintf(stderr, "%s\n", line.c_str());
  }
  code_ = result.code;
  if (code_ != ExitCode::Ok)
    return false;
  if (options_.stopAfter) {
    progress_.stop();
    if (*options_.stopAfter == mlir::vyre::Phase::Artifact)
      result.text =
          "artifact: " + std::to_string(result.artifact.size()) + " bytes\n";
    return printText(result.text);
  }
  source_ = std::move(result.source);
  if (options_.reference)
    return true;
  rt::Result<rt::Artifact> artifact =
      rt::Artifact::parse(std::move(result.artifact));
  if (!artifact)
    return fail(rt::Status(rt::Code::Internal,
                           "the compiled artifact does not read back: " +
                               artifact.status().message(),
                           "report this with the source file"),
                displayName());
  artifact_ = std::move(artifact).take();
  return true;
}

//===----------------------------------------------------------------------===//
// On the device
//===----------------------------------------------------------------------===//

bool Session::openDevice() {
  begin("open device");
  rt::Result<std::unique_ptr<rt::Device>> device =
      rt::openDevice(deviceOptions());
  if (!device)
    return fail(device.status());
  device_ = std::move(device).take();
  timing_.device = device_->profile().name;
  if (options_.dumpPhases.empty())
    return true;
  std::string profile = device_->profile().toJson();
  OutputFiles files;
  rt::Status status = files.add(options_.dumpPhases + "/device.json",
                                {profile.begin(), profile.end()});
  if (status)
    status = files.commit();
  return status ? true : fail(status);
}

/// The graph that GraphExecutor::create() chose.
static const artifact::Graph *chosenGraph(const rt::Artifact &artifact,
                                          std::string entry) {
  const auto *graphs = artifact.root().graphs();
  if (entry.empty() && graphs->size() == 1)
    return graphs->Get(0);
  if (!entry.empty() && entry[0] == '@')
    entry.erase(0, 1);
  for (const artifact::Graph *graph : *graphs)
    if (graph->name()->str() == (entry.empty() ? "main" : entry))
      return graph;
  return nullptr;
}

static Signature signatureOf(const rt::GraphExecutor &executor,
                             const artifact::Graph *graph) {
  Signature signature;
  signature.buffers = executor.bufferParams();
  signature.scalars = executor.scalarParams();
  if (!graph)
    return signature;
  signature.graph = graph->name()->str();
  if (graph->buffers())
    for (const artifact::GraphBuffer *buffer : *graph->buffers())
      if (buffer->kind() == artifact::BufferKind_Argument &&
          buffer->access() == artifact::Access_Write)
        signature.writeOnly.insert(buffer->name()->str());
  return signature;
}

bool Session::prepareGraph() {
  begin("pipeline");
  rt::Result<std::unique_ptr<rt::GraphExecutor>> executor =
      rt::GraphExecutor::create(*device_, *artifact_, options_.entry);
  if (!executor)
    return fail(executor.status(), displayName());
  executor_ = std::move(executor).take();
  end();

  return bindArguments(
      signatureOf(*executor_, chosenGraph(*artifact_, options_.entry)),
      executor_->isImplicit());
}

bool Session::bindArguments(const Signature &signature, bool isImplicit) {
  if (options_.grid && !isImplicit)
    return fail(rt::Status(rt::Code::InvalidArgument,
                           "found --grid for the graph '@" + signature.graph +
                               "', expected it only for a program without a "
                               "graph",
                           "leave --grid out; the graph says how many "
                           "workgroups it runs"));
  rt::Result<rt::Arguments> arguments =
      bindInputs(std::move(inputs_), signature);
  if (!arguments)
    return fail(arguments.status());
  initial_ = std::move(arguments).take();
  if (rt::Status status = checkOutputs(outputs_, initial_); !status)
    return fail(status);
  return true;
}

void Session::printDevice() {
  const rt::DeviceProfile &profile = device_->profile();
  std::string driver = profile.driverName;
  if (!profile.driverInfo.empty())
    driver += ", " + profile.driverInfo;
  progress_.phase("");
  std::fprintf(stderr, "device: %s (%s)\n", profile.name.c_str(),
               driver.c_str());
}

/// False for a run that was refused before the device saw it.
static bool reachedDevice(rt::Code code) {
  return code == rt::Code::Ok || code == rt::Code::Mismatch ||
         code == rt::Code::DeadlineExceeded || code == rt::Code::DeviceLost;
}

bool Session::execute() {
  rt::RunOptions options;
  options.timeout = std::chrono::milliseconds(options_.timeoutMs);
  options.timestamps = !options_.trace.empty();
  options.grid = options_.grid;
  for (uint64_t i = 0; i < options_.repeat; ++i) {
    progress_.phase(options_.repeat == 1
                        ? "run"
                        : "run " + std::to_string(i + 1) + " of " +
                              std::to_string(options_.repeat));
    // Every run starts from the same inputs.
    const bool last = i + 1 == options_.repeat;
    results_ = last ? std::move(initial_) : initial_;
    // One run tells them all; in the others it would only take time.
    options.explainBarriers = options_.timing && last;
    RunRecord record;
    record.beginMs = clock_.ms();
    rt::Result<rt::RunReport> report = executor_->run(results_, options);
    record.endMs = clock_.ms();
    if (i == 0 && reachedDevice(report.status().code()))
      printDevice();
    if (!report)
      return fail(report.status(), displayName());
    record.report = std::move(report).take();
    timing_.runs.push_back(std::move(record));
  }
  if (!printValidation())
    return true;
  progress_.stop();
  code_ = ExitCode::Internal;
  return false;
}

//===----------------------------------------------------------------------===//
// In the interpreter
//===----------------------------------------------------------------------===//

bool Session::prepareReference() {
  begin(options_.verify ? "prepare interpreter" : "compile");
  ReferenceFailure failure;
  reference_ = ReferenceProgram::create(source_, options_.entry, failure);
  if (!reference_)
    return fail(failure);
  end();
  // With --verify the device takes the inputs, by the same names.
  return options_.verify ||
         bindArguments(reference_->signature(), reference_->isImplicit());
}

/// Results may depend on it, so --verify takes that of the device.
uint32_t Session::subgroupSize() const {
  if (options_.verify)
    return static_cast<uint32_t>(device_->profile().limits.subgroupSize);
  return options_.subgroupSize.value_or(ReferenceOptions().subgroupSize);
}

bool Session::interpret(rt::Arguments &arguments) {
  ReferenceOptions options;
  options.schedule = options_.schedule;
  options.progress = options_.progress;
  options.subgroupSize = subgroupSize();
  options.checkRaces = options_.checkRaces;
  options.checkUninitialized = options_.checkUninitialized;
  options.grid = options_.grid;
  options.timeout = std::chrono::milliseconds(options_.timeoutMs);
  if (timing_.interpreted.empty()) {
    progress_.phase("");
    std::string subgroup =
        options_.subgroupSize
            ? ", subgroup size " + std::to_string(*options_.subgroupSize)
            : std::string();
    std::fprintf(stderr, "device: reference interpreter (schedule %s%s%s%s)\n",
                 options.schedule.str().c_str(),
                 options.progress == mlir::vyre::ProgressModel::Fair
                     ? ""
                     : (", progress " +
                        mlir::vyre::stringifyProgressModel(options.progress))
                           .str()
                           .c_str(),
                 subgroup.c_str(),
                 options.checkRaces ? ", checking for races" : "");
  }
  progress_.phase("interpret");
  Span span{"interpret", clock_.ms(), 0};
  ReferenceFailure failure;
  if (!reference_->run(arguments, options, failure))
    return fail(failure);
  span.endMs = clock_.ms();
  timing_.interpreted.push_back(span);
  return true;
}

bool Session::compareResults(const rt::Arguments &expected) {
  const uint32_t ulp = options_.ulp.value_or(reference_->ulpBound());
  uint64_t buffers = 0, elements = 0;
  for (const rt::GraphExecutor::BufferParam &param :
       executor_->bufferParams()) {
    if (!param.written)
      continue;
    const rt::BufferValue &buffer = expected.buffers.at(param.name);
    rt::Status status = compareBuffers(param.name, buffer,
                                       results_.buffers.at(param.name), ulp);
    if (!status)
      return fail(within(status, "--verify"), displayName());
    ++buffers;
    elements += buffer.count;
  }
  progress_.phase("");
  std::fprintf(stderr,
               "verified: %llu elements in %llu buffers, floats within %u "
               "ULP\n",
               static_cast<unsigned long long>(elements),
               static_cast<unsigned long long>(buffers), ulp);
  return true;
}

bool Session::runBackends() {
  if (options_.reference) {
    if (!prepareReference())
      return false;
    // Every run starts from the same inputs.
    for (uint64_t i = 0; i < options_.repeat; ++i) {
      results_ = i + 1 == options_.repeat ? std::move(initial_) : initial_;
      if (!interpret(results_))
        return false;
    }
    return true;
  }
  if (!openDevice() || !prepareGraph())
    return false;
  if (!options_.verify)
    return execute();
  // The interpreter goes first: what it finds could hang a device.
  rt::Arguments expected = initial_;
  return prepareReference() && interpret(expected) && execute() &&
         compareResults(expected);
}

bool Session::writeResults() {
  begin("write");
  OutputFiles files;
  std::string text;
  for (const Output &output : outputs_) {
    const rt::BufferValue &buffer = results_.buffers.at(output.name);
    if (output.kind == Output::Kind::Print) {
      text += output.name + ": " + formatBuffer(buffer) + "\n";
      continue;
    }
    rt::Result<std::vector<uint8_t>> bytes = renderOutput(output, buffer);
    if (!bytes)
      return fail(within(bytes.status(), "--output " + output.name));
    if (rt::Status status = files.add(output.path, *bytes); !status)
      return fail(status);
  }
  if (!options_.trace.empty()) {
    std::string trace = formatTrace(timing_);
    rt::Status status = files.add(options_.trace, {trace.begin(), trace.end()});
    if (!status)
      return fail(status);
  }
  progress_.stop();
  if (!printText(text))
    return false;
  if (rt::Status status = files.commit(); !status)
    return fail(status);
  end();
  if (options_.timing)
    std::fputs(formatTiming(timing_, clock_.ms()).c_str(), stderr);
  return true;
}

ExitCode Session::run() {
  if (options_.listDevices) {
    listDevices();
    return code_;
  }
  if (!readFlags() || !loadProgram() || options_.stopAfter)
    return code_;
  if (runBackends())
    writeResults();
  return code_;
}
