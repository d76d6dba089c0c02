// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares and parses the flags.
//
// libLLVM registers hundreds of flags of its own, some with names that we want
// (`--stop-after`). They are taken out before ours are made, so that nothing
// but what `--help` lists is accepted.
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include "Message.h"
#include "Number.h"

#include "Vyre/Interpreter/Interpreter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

#ifndef VYRE_VERSION
#define VYRE_VERSION "unknown"
#endif

using namespace vyre;
using namespace vyre::run;
namespace cl = llvm::cl;

static constexpr const char *kOverview =
    "runs a vyre program on a Vulkan device or in the reference interpreter"
    "\n\n"
    "  VALUE is 4xf32=1,2,3,4 or 1024xi32=0 or 1024xf32=iota or\n"
    "  1024xf32=random:SEED or f32=2.5 (a scalar) or @FILE.npy or @FILE (raw "
    "bytes).\n\n"
    "  Exit codes: 0 ok, 1 internal, 2 usage, 3 parse or verify, 4 unsupported "
    "by\n  the device, 5 compile, 6 dispatch, 7 device lost or timeout, 8 "
    "mismatch,\n  9 trap, 10 race, divergence or hang.\n";

static constexpr uint64_t kMaxTimeoutMs = uint64_t(1) << 40;
static constexpr uint64_t kMaxRepeat = 1000000;

static rt::Status usage(const std::string &message, const std::string &fix) {
  return rt::Status(rt::Code::InvalidArgument, message, fix);
}

namespace {
/// The flags as strings. Numbers are parsed by us, for errors with a fix.
struct Flags {
  cl::OptionCategory category{"vyre-run options"};
  cl::opt<std::string> file{cl::Positional, cl::desc("FILE"),
                            cl::cat(category)};
  cl::opt<std::string> entry{
      "entry", cl::desc("The graph to run (default: the only one, or @main)"),
      cl::value_desc("@graph"), cl::cat(category)};
  cl::opt<std::string> backend{
      "backend",
      cl::desc("vulkan, or reference: the interpreter that defines what a "
               "program means (default: vulkan)"),
      cl::value_desc("name"), cl::init("vulkan"), cl::cat(category)};
  cl::opt<std::string> schedule{
      "schedule",
      cl::desc("How the interpreter orders invocations: batched, in-order, "
               "reverse, random:SEED, all:N (explores at most N executions) "
               "or replay:TRACE (default: batched)"),
      cl::value_desc("order"), cl::cat(category)};
  cl::opt<std::string> progress{
      "progress",
      cl::desc("Which workgroups get a turn in the interpreter: fair, hsa, "
               "obe, hsa-obe or lobe (default: fair)"),
      cl::value_desc("model"), cl::cat(category)};
  cl::opt<std::string> subgroupSize{
      "subgroup-size",
      cl::desc(
          "Invocations of a subgroup in the interpreter: a power of two up "
          "to 128 (default: 32; with --verify that of the device)"),
      cl::value_desc("N"), cl::cat(category)};
  cl::opt<bool> checkRaces{"check-races",
                           cl::desc("Find data races in the interpreter"),
                           cl::cat(category)};
  cl::opt<bool> checkUninitialized{
      "check-uninitialized",
      cl::desc("Find loads of workgroup memory that nobody wrote, in the "
               "interpreter"),
      cl::cat(category)};
  cl::opt<bool> verify{
      "verify",
      cl::desc("Run on the device and in the interpreter, and compare"),
      cl::cat(category)};
  cl::opt<std::string> ulp{
      "ulp",
      cl::desc("How far floats may be apart under --verify (default: 0, 4 or "
               "128, by the ops of the program)"),
      cl::value_desc("N"), cl::cat(category)};
  cl::opt<std::string> device{
      "device", cl::desc("The device, by index or part of its name"),
      cl::value_desc("N|NAME"), cl::cat(category)};
  cl::opt<bool> listDevices{"list-devices",
                            cl::desc("Print the devices and leave"),
                            cl::cat(category)};
  cl::opt<std::string> deviceProfile{
      "device-profile",
      cl::desc("Narrow the device to this profile instead of probing it"),
      cl::value_desc("F.json"), cl::cat(category)};
  cl::opt<bool> allowBrokenDevice{
      "allow-broken-device",
      cl::desc("Use a device that computes wrong results"), cl::cat(category)};
  cl::list<std::string> inputs{"input", cl::desc("An argument of the graph"),
                               cl::value_desc("NAME=VALUE"), cl::cat(category)};
  cl::list<std::string> outputs{
      "output",
      cl::desc("Print a buffer, or write it to .npy, .png (with its size) or "
               "raw"),
      cl::value_desc("NAME[=@F|=@F.png:WxH]"), cl::cat(category)};
  cl::opt<std::string> grid{
      "grid", cl::desc("Workgroups, for a program without a graph"),
      cl::value_desc("X,Y,Z"), cl::cat(category)};
  cl::opt<std::string> gridSync{
      "grid-sync",
      cl::desc("How grid barriers run: split (a dispatch for each part), "
               "software (one dispatch, for grids that fit on the device), or "
               "auto (whichever is measured to cost less); native: only in "
               "the interpreter (default: split)"),
      cl::value_desc("way"), cl::cat(category)};
  cl::opt<bool> gridStride{
      "grid-stride",
      cl::desc("Let each workgroup work off several of the grid, as many as "
               "suit the device"),
      cl::cat(category)};
  cl::opt<std::string> timeoutMs{
      "timeout-ms", cl::desc("Deadline of one run (default 60000)"),
      cl::value_desc("N"), cl::cat(category)};
  cl::opt<bool> timing{"timing", cl::desc("Print where the time went"),
                       cl::cat(category)};
  cl::opt<std::string> trace{"trace",
                             cl::desc("Write a Chrome trace of the runs"),
                             cl::value_desc("F.json"), cl::cat(category)};
  cl::opt<std::string> stopAfter{
      "stop-after",
      cl::desc("Print the module after this phase and leave: input, optimized, "
               "exits, gpu, spirv, artifact"),
      cl::value_desc("phase"), cl::cat(category)};
  cl::opt<std::string> dumpPhases{
      "dump-phases",
      cl::desc("Write the module after every phase to this directory"),
      cl::value_desc("DIR"), cl::cat(category)};
  cl::opt<std::string> repeat{
      "repeat", cl::desc("Run so often, each time from the same inputs"),
      cl::value_desc("N"), cl::cat(category)};
  cl::opt<bool> validation{"validation",
                           cl::desc("Turn on Vulkan's validation layer"),
                           cl::cat(category)};
  cl::opt<std::string> cacheDir{"cache-dir",
                                cl::desc("Where pipelines are kept, or none"),
                                cl::value_desc("DIR"), cl::cat(category)};
};
} // namespace

static void removeForeignFlags() {
  const llvm::StringSet<> ours = {
      "help", "help-hidden", "help-list", "help-list-hidden", "h", "version"};
  llvm::SmallVector<cl::Option *> foreign;
  for (const auto &entry : cl::getRegisteredOptions())
    if (!ours.contains(entry.first) &&
        !llvm::is_contained(foreign, entry.second))
      foreign.push_back(entry.second);
  for (cl::Option *option : foreign)
    option->removeArgument();
}

/// What LLVM would complain about on standard error itself, in its own words:
/// values that are missing, and values of flags that take none.
static rt::Status checkValues(int argc, char **argv) {
  auto &known = cl::getRegisteredOptions();
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef arg = argv[i];
    if (arg == "--")
      break;
    if (arg.size() < 2 || !arg.consume_front("-"))
      continue;
    arg.consume_front("-");
    auto [name, value] = arg.split('=');
    auto found = known.find(name);
    if (found == known.end())
      continue; // reported with a suggestion
    const bool hasValue = name.size() != arg.size();
    if (found->second->getValueExpectedFlag() == cl::ValueRequired) {
      if (!hasValue && ++i == argc)
        return usage("found --" + name.str() + " without a value, expected one",
                     "give it a value, or leave the flag out");
    } else if (hasValue && value != "true" && value != "false") {
      return usage("found --" + arg.str() + ", expected --" + name.str() +
                       " without a value",
                   "write --" + name.str() + ", or leave it out");
    }
  }
  return rt::Status::ok();
}

/// LLVM's message, in our form.
static rt::Status commandLineError(const std::string &text) {
  std::string message, fix = "see 'vyre-run --help'";
  for (llvm::StringRef line : llvm::split(text, '\n')) {
    line.consume_front("vyre-run: ");
    line = line.split(".  Try: ").first.trim();
    if (line.contains("Too many positional")) {
      return usage("found several files, expected one FILE",
                   "name one; put values with blanks in quotes");
    }
    if (line.consume_front("Did you mean ")) {
      // What is near a short flag is near by chance.
      if (line.starts_with("'--"))
        fix = "use " + line.rtrim('?').str();
    } else if (!line.empty()) {
      message += (message.empty() ? "" : " ") + line.str();
    }
  }
  return usage(message, fix);
}

static rt::Result<uint64_t> parseCount(const char *flag,
                                       const std::string &text, uint64_t max) {
  rt::Result<uint64_t> value = parseUnsigned(text, max);
  if (value && *value != 0)
    return value;
  return usage(std::string("--") + flag + ": found " + quoted(text) +
                   ", expected a number from 1 to " + std::to_string(max),
               std::string("write it as --") + flag + "=10");
}

rt::Result<std::array<uint64_t, 3>> run::parseGrid(const std::string &text) {
  std::array<uint64_t, 3> grid = {1, 1, 1};
  llvm::SmallVector<llvm::StringRef> parts;
  llvm::StringRef(text).split(parts, ',');
  bool ok = parts.size() <= grid.size();
  for (size_t i = 0; ok && i < parts.size(); ++i) {
    rt::Result<uint64_t> value = parseUnsigned(parts[i].str(), UINT32_MAX);
    ok = value && *value != 0;
    if (ok)
      grid[i] = *value;
  }
  if (ok)
    return grid;
  return usage("--grid: found " + quoted(text) +
                   ", expected one to three numbers of workgroups, each from 1 "
                   "to 4294967295",
               "write it as --grid=X,Y,Z");
}

/// The flags that choose where a program runs.
static rt::Status checkBackend(const Flags &flags, Options &options) {
  options.reference = flags.backend == "reference";
  options.verify = flags.verify;
  options.checkRaces = flags.checkRaces;
  options.checkUninitialized = flags.checkUninitialized;
  if (!options.reference && flags.backend != "vulkan")
    return usage("found --backend=" + flags.backend.getValue() +
                     ", expected vulkan or reference",
                 "use one of these, or leave the flag out to run on Vulkan");
  if (options.verify && flags.backend.getNumOccurrences())
    return usage("found --verify with --backend, expected one of them: "
                 "--verify runs both backends",
                 "leave --backend out");

  const bool interprets = options.reference || options.verify;
  if (flags.schedule.getNumOccurrences()) {
    std::optional<mlir::vyre::Schedule> schedule =
        mlir::vyre::Schedule::parse(flags.schedule.getValue());
    if (!schedule)
      return usage("--schedule: found " + quoted(flags.schedule) +
                       ", expected batched, in-order, reverse, random:SEED, "
                       "all:N (N at least 1) or replay:TRACE",
                   "write it as --schedule=random:1");
    options.schedule = *schedule;
  }
  if (flags.progress.getNumOccurrences()) {
    std::optional<mlir::vyre::ProgressModel> progress =
        mlir::vyre::parseProgressModel(flags.progress.getValue());
    if (!progress)
      return usage("--progress: found " + quoted(flags.progress) +
                       ", expected fair, hsa, obe, hsa-obe or lobe",
                   "write it as --progress=lobe");
    options.progress = *progress;
  }
  for (const cl::Option *flag :
       {static_cast<const cl::Option *>(&flags.schedule),
        static_cast<const cl::Option *>(&flags.progress),
        static_cast<const cl::Option *>(&flags.subgroupSize),
        static_cast<const cl::Option *>(&flags.checkRaces),
        static_cast<const cl::Option *>(&flags.checkUninitialized)})
    if (!interprets && flag->getNumOccurrences())
      return usage("found --" + flag->ArgStr.str() +
                       " for a device, expected it for the interpreter",
                   "add --backend=reference or --verify");

  if (flags.subgroupSize.getNumOccurrences()) {
    rt::Result<uint64_t> value = parseUnsigned(flags.subgroupSize, UINT32_MAX);
    if (!value || !mlir::vyre::isSubgroupSize(*value))
      return usage("--subgroup-size: found " + quoted(flags.subgroupSize) +
                       ", expected a power of two up to 128",
                   "write it as --subgroup-size=32");
    if (options.verify)
      return usage("found --subgroup-size with --verify, expected it for the "
                   "interpreter alone: --verify takes the size of the device",
                   "leave it out, or use --backend=reference");
    options.subgroupSize = static_cast<uint32_t>(*value);
  }

  if (flags.ulp.getNumOccurrences()) {
    rt::Result<uint64_t> value = parseUnsigned(flags.ulp, UINT32_MAX);
    if (!value)
      return usage("--ulp: found " + quoted(flags.ulp) +
                       ", expected a number from 0 to 4294967295",
                   "write it as --ulp=4");
    options.ulp = static_cast<uint32_t>(*value);
    if (!options.verify)
      return usage("found --ulp without --verify, expected both",
                   "add --verify, or leave --ulp out");
  }
  if (flags.gridSync.getNumOccurrences()) {
    std::optional<mlir::vyre::GridSync> way =
        mlir::vyre::parseGridSync(flags.gridSync.getValue());
    const bool isNative = flags.gridSync == "native";
    if (!way && !isNative)
      return usage("--grid-sync: found " + quoted(flags.gridSync) +
                       ", expected split, software, auto or native",
                   "write it as --grid-sync=auto");
    if (isNative && !options.reference)
      return rt::Status(rt::Code::Unsupported,
                        "found --grid-sync=native for a device, but Vulkan has "
                        "no barrier for a whole grid [VYRE-GS-05]",
                        "use --grid-sync=auto, or --backend=reference");
    options.lowering.gridSync = way.value_or(options.lowering.gridSync);
  }
  // The interpreter runs the source, and knows no phases.
  if (options.reference && flags.dumpPhases.getNumOccurrences())
    return usage("found --dump-phases with --backend=reference, expected it "
                 "where a program is lowered",
                 "leave one of them out");
  return rt::Status::ok();
}

static rt::Result<Options> checkFlags(const Flags &flags) {
  Options options;
  options.file = flags.file;
  options.entry = flags.entry;
  options.device = flags.device;
  options.deviceProfile = flags.deviceProfile;
  options.cacheDir = flags.cacheDir;
  options.trace = flags.trace;
  options.dumpPhases = flags.dumpPhases;
  options.inputs.assign(flags.inputs.begin(), flags.inputs.end());
  options.outputs.assign(flags.outputs.begin(), flags.outputs.end());
  options.listDevices = flags.listDevices;
  options.allowBrokenDevice = flags.allowBrokenDevice;
  options.timing = flags.timing;
  options.validation = flags.validation;
  options.lowering.gridStride = flags.gridStride;

  if (rt::Status status = checkBackend(flags, options); !status)
    return status;
  // A flag with an empty value is most often an unset variable of a script.
  for (const cl::opt<std::string> *flag :
       {&flags.entry, &flags.device, &flags.deviceProfile, &flags.cacheDir,
        &flags.trace, &flags.dumpPhases})
    if (flag->getNumOccurrences() && flag->empty())
      return usage("found --" + flag->ArgStr.str() +
                       " without a value, expected one",
                   "give it a value, or leave the flag out");
  if (flags.grid.getNumOccurrences()) {
    rt::Result<std::array<uint64_t, 3>> grid = parseGrid(flags.grid);
    if (!grid)
      return std::move(grid).takeStatus();
    options.grid = *grid;
  }
  if (flags.timeoutMs.getNumOccurrences()) {
    rt::Result<uint64_t> value =
        parseCount("timeout-ms", flags.timeoutMs, kMaxTimeoutMs);
    if (!value)
      return std::move(value).takeStatus();
    options.timeoutMs = *value;
  }
  if (flags.repeat.getNumOccurrences()) {
    rt::Result<uint64_t> value = parseCount("repeat", flags.repeat, kMaxRepeat);
    if (!value)
      return std::move(value).takeStatus();
    options.repeat = *value;
  }
  if (flags.stopAfter.getNumOccurrences()) {
    options.stopAfter = mlir::vyre::parsePhase(flags.stopAfter.getValue());
    if (!options.stopAfter)
      return usage("--stop-after: found " + quoted(flags.stopAfter) +
                       ", expected input, optimized, exits, gpu, spirv or "
                       "artifact",
                   "use one of these");
  }
  if (options.file.empty() && !options.listDevices)
    return usage("found no FILE, expected a .mlir, .mlirbc or .vyre file",
                 "name one, or - for standard input; see 'vyre-run --help'");
  return options;
}

rt::Result<Options> run::parseOptions(int argc, char **argv) {
  removeForeignFlags();
  // LLVM keeps pointers to flags for the life of the process.
  static Flags flags;
  cl::SetVersionPrinter(
      [](llvm::raw_ostream &os) { os << "vyre-run " << VYRE_VERSION << "\n"; });
  if (rt::Status status = checkValues(argc, argv); !status)
    return status;
  std::string errors;
  llvm::raw_string_ostream stream(errors);
  if (!cl::ParseCommandLineOptions(argc, argv, kOverview, &stream))
    return commandLineError(errors);
  return checkFlags(flags);
}
