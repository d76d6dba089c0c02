// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Source in other shading languages, by SPIRV-Cross.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TOOLS_VYRETRANSLATE_CROSSCOMPILE_H
#define VYRE_TOOLS_VYRETRANSLATE_CROSSCOMPILE_H

#include "mlir/Support/LLVM.h"
#include <optional>
#include <string>

namespace mlir::vyre {

enum class ShadingLanguage { GLSL, MSL, HLSL };

/// The kernel as source text; nothing, and the reason in `error`, when the
/// language cannot say it.
std::optional<std::string> crossCompile(ArrayRef<uint32_t> words,
                                        ShadingLanguage language,
                                        std::string &error);

} // namespace mlir::vyre

#endif // VYRE_TOOLS_VYRETRANSLATE_CROSSCOMPILE_H
