// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Drives random programs that synchronise through a pass pipeline and compares
// what they do before and after:
//
//   barrier-fuzz [--programs=N] [--seed=S] [--pipeline=P | --bug=NAME]
//                [--grid] [--all-types] [--size=N] [--min-removed=PERCENT]
//                [--mutate] [--min-caught=PERCENT] [--keep=FOLDER]
//   barrier-fuzz --print --seed=S
//
// Each program is interpreted before with the race detector, and after under
// six schedules with it. The first difference is shrunk and printed as a file
// that checks itself, and the exit code is 1. --mutate also takes each barrier
// out that the pipeline kept, one at a time: the race detector has to report
// the mutant, or a remark of the pass to say why the barrier stayed. The limits
// are there to see a loss of power, of the pass or of the programs.
//
//===----------------------------------------------------------------------===//

#include "Support/Mutants.h"
#include "Support/PlantedEliders.h"
#include "Support/RewriteCheck.h"
#include "Vyre/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;
namespace cl = llvm::cl;
using Result = RewriteCheck::Result;

static cl::OptionCategory category("Options");
static cl::opt<uint64_t> programs("programs", cl::init(300),
                                  cl::desc("how many programs"),
                                  cl::cat(category));
static cl::opt<uint64_t> firstSeed("seed", cl::init(0),
                                   cl::desc("of the first program"),
                                   cl::cat(category));
static cl::opt<std::string>
    pipeline("pipeline",
             cl::init("vyre-infer-aliases,vyre.program(vyre-coalesce-barriers,"
                      "vyre-elide-barriers)"),
             cl::desc("passes under test, of the module"), cl::cat(category));
static cl::opt<std::string> bug("bug",
                                cl::desc("a planted elider instead, or 'none'"),
                                cl::cat(category));
static cl::opt<bool> grid("grid", cl::desc("barriers of the grid, too"),
                          cl::cat(category));
static cl::opt<bool> allTypes("all-types",
                              cl::desc("values of every type live across"),
                              cl::cat(category));
static cl::opt<unsigned> size("size", cl::init(14),
                              cl::desc("statements, roughly"),
                              cl::cat(category));
static cl::opt<bool> print("print", cl::desc("only print the program"),
                           cl::cat(category));
static cl::opt<bool> mutate("mutate", cl::desc("remove kept barriers"),
                            cl::cat(category));
static cl::opt<unsigned>
    minRemoved("min-removed", cl::init(0),
               cl::desc("percent of the barriers that have to go"),
               cl::cat(category));
static cl::opt<unsigned>
    minCaught("min-caught", cl::init(0),
              cl::desc("percent of the mutants that have to be caught"),
              cl::cat(category));
static cl::opt<std::string> keep("keep", cl::desc("folder for what was found"),
                                 cl::cat(category));

namespace {

class Fuzzer {
public:
  int run();

private:
  LogicalResult rewrite(ModuleOp module);
  int report(const BarrierProgram &program, const Result &result);
  void mutatePrograms(const BarrierProgram &program);

  RewriteCheck check;
  KeptBarriers kept{check.context};
  std::optional<PlantedBug> planted;
  BarrierCounts before, after;
  uint64_t changed = 0;
  MutantCounts mutants;
};

} // namespace

static unsigned percent(uint64_t part, uint64_t whole) {
  return whole ? 100 * part / whole : 100;
}

static int complain(const Twine &message) {
  llvm::errs() << "barrier-fuzz: error: " << message
               << "; fix: see whether the pass or the generator lost power\n";
  return 1;
}

LogicalResult Fuzzer::rewrite(ModuleOp module) {
  if (planted) {
    elideBarriersWith(*planted, module);
    return success();
  }
  PassManager manager(&check.context);
  if (failed(parsePassPipeline(pipeline, manager, llvm::errs())))
    return failure();
  return manager.run(module);
}

int Fuzzer::report(const BarrierProgram &program, const Result &result) {
  auto rewriteIt = [&](ModuleOp module) { return rewrite(module); };
  auto fails = [&](const BarrierProgram &candidate) {
    return check.check(candidate, rewriteIt).kind == result.kind;
  };
  BarrierProgram small = shrink(program, fails);
  Result again = check.check(small, rewriteIt);
  BarrierProgram::Memory memory = small.initialMemory();
  if (OwningOpRef<ModuleOp> module = check.parse(small.text()))
    (void)check.run(*module, Schedule::batched(), memory, /*checkRaces=*/false);
  std::string text = "// Seed " + std::to_string(program.seed) + ": " +
                     again.message + "\n" + small.text(memory);
  llvm::outs() << text;
  llvm::outs().flush();
  llvm::errs() << "barrier-fuzz: error: seed " << program.seed << ": "
               << result.message << "; fix: see the program above, "
               << small.size() << " of " << program.size()
               << " statements are left\n";
  if (!keep.empty()) {
    std::error_code error = llvm::sys::fs::create_directories(keep);
    llvm::raw_fd_ostream file(
        keep + "/seed-" + std::to_string(program.seed) + ".mlir", error);
    file << text;
  }
  return 1;
}

void Fuzzer::mutatePrograms(const BarrierProgram &program) {
  OwningOpRef<ModuleOp> module = check.parse(program.text());
  kept.clear();
  if (succeeded(rewrite(*module)))
    mutants.add(countMutants(check, program, *module, kept));
}

int Fuzzer::run() {
  if (!bug.empty() && bug != "none") {
    for (PlantedBug each : allPlantedBugs())
      if (bug == stringifyPlantedBug(each))
        planted = each;
    if (!planted) {
      llvm::errs() << "barrier-fuzz: error: there is no bug '" << bug
                   << "'; fix: use none or one of";
      for (PlantedBug each : allPlantedBugs())
        llvm::errs() << " " << stringifyPlantedBug(each);
      llvm::errs() << "\n";
      return 2;
    }
  } else if (bug == "none") {
    planted = PlantedBug::None;
  }
  BarrierProgramOptions options;
  options.grid = grid;
  options.allTypes = allTypes;
  options.size = size;
  for (uint64_t i = 0; i < programs; ++i) {
    BarrierProgram program = BarrierProgram::random(firstSeed + i, options);
    if (print) {
      llvm::outs() << program.text(program.initialMemory());
      return 0;
    }
    Result result =
        check.check(program, [&](ModuleOp module) { return rewrite(module); });
    if (!result.isSame())
      return report(program, result);
    before.subgroup += result.before.subgroup;
    before.workgroup += result.before.workgroup;
    before.grid += result.before.grid;
    after.subgroup += result.after.subgroup;
    after.workgroup += result.after.workgroup;
    after.grid += result.after.grid;
    changed += result.changed;
    if (mutate)
      mutatePrograms(program);
  }
  llvm::outs() << "programs: " << programs << ", changed: " << changed
               << "\nbarriers before: " << before.all() << " ("
               << before.subgroup << " subgroup, " << before.workgroup
               << " workgroup, " << before.grid
               << " grid)\nbarriers after: " << after.all() << " ("
               << after.subgroup << " subgroup, " << after.workgroup
               << " workgroup, " << after.grid << " grid)\n";
  unsigned removed = percent(before.all() - after.all(), before.all());
  if (removed < minRemoved)
    return complain("only " + Twine(removed) + "% of the barriers are gone, " +
                    "expected " + Twine(minRemoved) + "%");
  if (!mutate)
    return 0;
  llvm::outs() << "mutants: " << mutants.kept << ", caught: " << mutants.caught
               << ", imprecise: " << mutants.allImprecise() << " (";
  llvm::interleaveComma(mutants.imprecise, llvm::outs(), [](auto &entry) {
    llvm::outs() << entry.second << " " << entry.first;
  });
  llvm::outs() << "), unexplained: " << mutants.unexplained << "\n";
  // The planted eliders say nothing.
  if (!planted && mutants.unexplained)
    return complain(Twine(mutants.unexplained) +
                    " barriers were kept without a remark and are not needed");
  unsigned caught = percent(mutants.caught, mutants.kept);
  if (caught < minCaught)
    return complain("only " + Twine(caught) + "% of the mutants are caught, " +
                    "expected " + Twine(minCaught) + "%");
  return 0;
}

int main(int argc, char **argv) {
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv, "Runs random programs before and after passes.\n");
  registerVyreTransformsPasses();
  mlir::registerTransformsPasses();
  return Fuzzer().run();
}
