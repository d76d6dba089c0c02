// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Serialisation with what the spirv dialect cannot say, and validation of
// every kernel on every compile: a fault of the lowering shows here as an
// error with a location, not in a driver.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Target/SPIRVBinary.h"

#include "mlir/Target/SPIRV/Serialization.h"
#include <spirv-tools/libspirv.hpp>

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Carriers
//===----------------------------------------------------------------------===//

namespace {

// SPIR-V 1.5, 2.3: the header of a module.
constexpr uint32_t kMagicNumber = 0x07230203;
constexpr size_t kHeaderWords = 5;

// SPIR-V 1.5, 3.37.18: opcodes of atomic instructions. Operands:
//   IIncrement, Load: type, result, pointer, scope, semantics
//   ISub:             type, result, pointer, scope, semantics, value
//   Store:            pointer, scope, semantics, value
constexpr uint32_t kOpAtomicLoad = 227;
constexpr uint32_t kOpAtomicStore = 228;
constexpr uint32_t kOpAtomicIIncrement = 232;
constexpr uint32_t kOpAtomicISub = 235;
constexpr uint32_t kIIncrementWords = 6;
constexpr uint32_t kISubWords = 7;
constexpr uint32_t kStoreWords = 5;

} // namespace

static uint32_t makeFirstWord(uint32_t opcode, uint32_t wordCount) {
  return wordCount << 16 | opcode;
}

llvm::Error vyre::replaceCarriers(SmallVectorImpl<uint32_t> &words) {
  auto malformed = [](size_t position, const Twine &what) {
    return llvm::createStringError("word " + Twine(position) + ": " + what);
  };
  if (words.size() < kHeaderWords)
    return malformed(0, Twine(words.size()) + " words, expected a header of " +
                            Twine(kHeaderWords));
  if (words[0] != kMagicNumber)
    return malformed(0, "not the SPIR-V magic number");

  SmallVector<uint32_t> result(words.begin(), words.begin() + kHeaderWords);
  result.reserve(words.size());
  for (size_t position = kHeaderWords; position != words.size();) {
    uint32_t opcode = words[position] & 0xffff;
    uint32_t wordCount = words[position] >> 16;
    if (wordCount == 0 || wordCount > words.size() - position)
      return malformed(position, "an instruction of " + Twine(wordCount) +
                                     " words, expected 1 to " +
                                     Twine(words.size() - position));
    ArrayRef<uint32_t> operands =
        ArrayRef(words).slice(position + 1, wordCount - 1);
    if (opcode == kOpAtomicIIncrement) {
      if (wordCount != kIIncrementWords)
        return malformed(position, "OpAtomicIIncrement of " + Twine(wordCount) +
                                       " words, expected " +
                                       Twine(kIIncrementWords));
      result.push_back(makeFirstWord(kOpAtomicLoad, wordCount));
      result.append(operands.begin(), operands.end());
    } else if (opcode == kOpAtomicISub) {
      if (wordCount != kISubWords)
        return malformed(position, "OpAtomicISub of " + Twine(wordCount) +
                                       " words, expected " + Twine(kISubWords));
      result.push_back(makeFirstWord(kOpAtomicStore, kStoreWords));
      operands = operands.drop_front(2); // type and result
      result.append(operands.begin(), operands.end());
    } else {
      result.push_back(words[position]);
      result.append(operands.begin(), operands.end());
    }
    position += wordCount;
  }
  words.assign(result.begin(), result.end());
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Validation
//===----------------------------------------------------------------------===//

std::string vyre::validateSPIRV(ArrayRef<uint32_t> words) {
  std::string messages;
  spvtools::SpirvTools tools(SPV_ENV_VULKAN_1_2);
  tools.SetMessageConsumer([&](spv_message_level_t, const char *,
                               const spv_position_t &, const char *message) {
    if (!messages.empty())
      messages += '\n';
    messages += message;
  });
  if (tools.Validate(words.data(), words.size()))
    return {};
  return messages.empty() ? "no reason given" : messages;
}

//===----------------------------------------------------------------------===//
// Serialisation
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<uint32_t>> vyre::serializeKernel(spirv::ModuleOp module) {
  auto fail = [&](const Twine &what, StringRef message) {
    return module.emitError("internal error: ")
           << what << " kernel '" << module.getName().value_or("")
           << "': " << message.trim()
           << "; fix: this is a fault of vyre, please report it with the "
              "files that --dump-phases writes";
  };
  SmallVector<uint32_t> words;
  if (failed(spirv::serialize(module, words)))
    return fail("MLIR cannot serialise", "see the messages before");
  if (llvm::Error error = replaceCarriers(words))
    return fail("malformed words in", llvm::toString(std::move(error)));
  std::string messages = validateSPIRV(words);
  if (!messages.empty())
    return fail("SPIRV-Tools rejects", messages);
  return words;
}
