// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Graph.h. create() checks a graph against the device; GraphRun.h walks
// it.
//
//===----------------------------------------------------------------------===//

#include "GraphRun.h"
#include "Vyre/Runtime/Graph.h"

#include <algorithm>

using namespace vyre;
using namespace vyre::rt;

using Clock = std::chrono::steady_clock;

static double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start)
      .count();
}

//===----------------------------------------------------------------------===//
// Finding and checking the graph
//===----------------------------------------------------------------------===//

static Result<const artifact::Graph *> findGraph(const Artifact &artifact,
                                                 const std::string &entry) {
  const auto *graphs = artifact.root().graphs();
  if (!graphs || graphs->size() == 0)
    return Status(Code::NotFound, "the artifact has no graph",
                  "add a vyre.graph or a vyre.program to the source");
  if (entry.empty() && graphs->size() == 1)
    return graphs->Get(0);
  std::string wanted = entry.empty() ? "main" : entry;
  if (wanted.front() == '@')
    wanted.erase(0, 1);
  std::string names;
  for (const artifact::Graph *graph : *graphs) {
    if (graph->name()->str() == wanted)
      return graph;
    names += (names.empty() ? "@" : ", @") + graph->name()->str();
  }
  return Status(
      Code::NotFound, "there is no graph @" + wanted + "; there is " + names,
      entry.empty() ? "choose one with --entry" : "choose one of them");
}

static Status unsupported(const artifact::Kernel &kernel, const Device &device,
                          const std::string &found, const std::string &limit,
                          const std::string &fix) {
  return Status(Code::Unsupported,
                "kernel '" + kernel.name()->str() + "' needs " + found +
                    ", device '" + device.profile().name + "' has " + limit,
                fix);
}

static Status checkKernel(const artifact::Kernel &kernel,
                          const Device &device) {
  const DeviceProfile &profile = device.profile();
  const DeviceLimits &limits = profile.limits;
  const char *smaller = "make the workgroup smaller, or choose another device";
  if (kernel.features())
    for (auto feature : *kernel.features())
      if (!hasFeature(profile.features, static_cast<unsigned>(feature)))
        return unsupported(kernel, device,
                           featureName(static_cast<unsigned>(feature)), "none",
                           "choose another device, or avoid what needs it "
                           "in the program");
  uint64_t invocations = 1;
  for (unsigned i = 0; i < 3; ++i) {
    uint32_t extent = kernel.workgroup_size()->Get(i);
    invocations = std::min<uint64_t>(invocations * extent, UINT32_MAX);
    if (extent > limits.maxWorkgroupSize[i])
      return unsupported(
          kernel, device,
          "workgroups of " + std::to_string(extent) + " in " + "xyz"[i],
          "at most " + std::to_string(limits.maxWorkgroupSize[i]), smaller);
  }
  if (invocations > limits.maxWorkgroupInvocations)
    return unsupported(
        kernel, device, "workgroups of " + std::to_string(invocations),
        "at most " + std::to_string(limits.maxWorkgroupInvocations), smaller);
  if (kernel.workgroup_bytes() > limits.maxWorkgroupMemory)
    return unsupported(kernel, device,
                       std::to_string(kernel.workgroup_bytes()) +
                           " bytes of workgroup memory",
                       std::to_string(limits.maxWorkgroupMemory),
                       "use less workgroup memory, or choose another device");
  if (kernel.push_bytes() > limits.maxPushConstantsSize)
    return unsupported(kernel, device,
                       std::to_string(kernel.push_bytes()) +
                           " bytes of push constants",
                       std::to_string(limits.maxPushConstantsSize),
                       "pass fewer scalars, or put them into a buffer");
  uint32_t bindings = kernel.bindings() ? kernel.bindings()->size() : 0;
  if (bindings > limits.maxStorageBuffers)
    return unsupported(kernel, device, std::to_string(bindings) + " buffers",
                       "at most " + std::to_string(limits.maxStorageBuffers),
                       "pass fewer buffers");
  return Status::ok();
}

//===----------------------------------------------------------------------===//
// The executor
//===----------------------------------------------------------------------===//

namespace {
class Executor final : public GraphExecutor {
public:
  Executor(Device &device, const Artifact &artifact,
           const artifact::Graph &graph)
      : artifact_(artifact), plan_(planGraph(artifact_.root(), graph)),
        run_(device, artifact_, plan_) {
    for (uint32_t i = 0; i < plan_.referenced.size(); ++i) {
      const artifact::GraphBuffer *buffer = graph.buffers()->Get(i);
      if (buffer->kind() != artifact::BufferKind_Argument)
        continue;
      buffers_.push_back(
          {buffer->name()->str(), static_cast<ElementType>(buffer->element()),
           buffer->dynamic(), buffer->count(), plan_.written[i]});
    }
    if (graph.scalars())
      for (const artifact::GraphScalar *scalar : *graph.scalars())
        scalars_.push_back(
            {scalar->name()->str(), static_cast<ElementType>(scalar->type())});
  }

  Status prepare(Device &device) {
    Clock::time_point start = Clock::now();
    for (const PlanKernel &entry : plan_.kernels) {
      const artifact::Kernel &kernel = *entry.kernel;
      SourceLocation location = artifact_.location(kernel.location());
      Status status = checkKernel(kernel, device);
      if (!status) {
        status = std::move(status).at(location);
        if (!entry.isAsked)
          return status;
        // The graph has another way, which it then goes.
        run_.addExecutable(nullptr, std::move(status));
        continue;
      }
      KernelCode code;
      code.name = kernel.name()->str();
      code.entryPoint = kernel.entry_point()->str();
      code.words = kernel.code()->data();
      code.wordCount = kernel.code()->size();
      code.bindingCount = kernel.bindings() ? kernel.bindings()->size() : 0;
      code.pushBytes = kernel.push_bytes();
      Result<std::shared_ptr<Executable>> executable = device.load(code);
      if (!executable)
        return std::move(executable).takeStatus().at(location);
      run_.addExecutable(std::move(*executable));
    }
    compileMs_ = millisecondsSince(start);
    return Status::ok();
  }

  const std::vector<BufferParam> &bufferParams() const override {
    return buffers_;
  }
  const std::vector<ScalarParam> &scalarParams() const override {
    return scalars_;
  }
  bool isImplicit() const override { return plan_.graph->implicit(); }

  Result<RunReport> run(Arguments &arguments,
                        const RunOptions &options) override {
    RunReport report;
    report.compileMs = compileMs_;
    if (options.timeout.count() <= 0)
      return Status(Code::InvalidArgument,
                    "the time-out is " +
                        std::to_string(options.timeout.count()) +
                        " ms, expected a positive number",
                    "allow some time");
    Deadline deadline = Clock::now() + options.timeout;
    // Time points may overflow; a wait that long is not meant literally.
    if (options.timeout > std::chrono::hours(24 * 365))
      deadline = Clock::now() + std::chrono::hours(24 * 365);

    Clock::time_point start = Clock::now();
    Status status = run_.begin(arguments, options, deadline);
    report.uploadMs = millisecondsSince(start);
    if (status) {
      start = Clock::now();
      status = run_.execute(report);
      report.deviceMs = millisecondsSince(start);
    }
    if (status) {
      start = Clock::now();
      status = run_.collect(arguments);
      report.downloadMs = millisecondsSince(start);
    }
    if (!status)
      return std::move(status).at(artifact_.location(plan_.graph->location()));
    return report;
  }

private:
  Artifact artifact_;
  GraphPlan plan_;
  GraphRun run_;
  std::vector<BufferParam> buffers_;
  std::vector<ScalarParam> scalars_;
  double compileMs_ = 0;
};
} // namespace

Result<std::unique_ptr<GraphExecutor>>
GraphExecutor::create(Device &borrowedDevice, const Artifact &artifact,
                      const std::string &entry) {
  Result<const artifact::Graph *> graph = findGraph(artifact, entry);
  if (!graph)
    return std::move(graph).takeStatus();
  auto executor = std::make_unique<Executor>(borrowedDevice, artifact, **graph);
  Status status = executor->prepare(borrowedDevice);
  if (!status)
    return std::move(status).at(artifact.location((*graph)->location()));
  return std::unique_ptr<GraphExecutor>(std::move(executor));
}
