// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls SPIRV-Cross through its C interface, which reports errors as values.
//
//===----------------------------------------------------------------------===//

#include "CrossCompile.h"

#include <memory>
#include <spirv_cross_c.h>

namespace mlir::vyre {

static spvc_backend backendOf(ShadingLanguage language) {
  switch (language) {
  case ShadingLanguage::GLSL:
    return SPVC_BACKEND_GLSL;
  case ShadingLanguage::MSL:
    return SPVC_BACKEND_MSL;
  case ShadingLanguage::HLSL:
    return SPVC_BACKEND_HLSL;
  }
  llvm_unreachable("unknown shading language");
}

static void setOptions(spvc_compiler_options options,
                       ShadingLanguage language) {
  switch (language) {
  case ShadingLanguage::GLSL:
    spvc_compiler_options_set_uint(options, SPVC_COMPILER_OPTION_GLSL_VERSION,
                                   460);
    spvc_compiler_options_set_bool(
        options, SPVC_COMPILER_OPTION_GLSL_VULKAN_SEMANTICS, SPVC_TRUE);
    return;
  case ShadingLanguage::MSL:
    spvc_compiler_options_set_uint(options, SPVC_COMPILER_OPTION_MSL_VERSION,
                                   SPVC_MAKE_MSL_VERSION(2, 3, 0));
    return;
  case ShadingLanguage::HLSL:
    spvc_compiler_options_set_uint(
        options, SPVC_COMPILER_OPTION_HLSL_SHADER_MODEL, 60);
    return;
  }
}

std::optional<std::string> crossCompile(ArrayRef<uint32_t> words,
                                        ShadingLanguage language,
                                        std::string &error) {
  spvc_context rawContext = nullptr;
  if (spvc_context_create(&rawContext) != SPVC_SUCCESS) {
    error = "out of memory";
    return std::nullopt;
  }
  // Everything below belongs to the context.
  std::unique_ptr<spvc_context_s, decltype(&spvc_context_destroy)> context(
      rawContext, spvc_context_destroy);

  spvc_parsed_ir ir = nullptr;
  spvc_compiler compiler = nullptr;
  spvc_compiler_options options = nullptr;
  const char *source = nullptr;
  if (spvc_context_parse_spirv(rawContext, words.data(), words.size(), &ir) !=
          SPVC_SUCCESS ||
      spvc_context_create_compiler(rawContext, backendOf(language), ir,
                                   SPVC_CAPTURE_MODE_TAKE_OWNERSHIP,
                                   &compiler) != SPVC_SUCCESS ||
      spvc_compiler_create_compiler_options(compiler, &options) !=
          SPVC_SUCCESS) {
    error = spvc_context_get_last_error_string(rawContext);
    return std::nullopt;
  }
  setOptions(options, language);
  if (spvc_compiler_install_compiler_options(compiler, options) !=
          SPVC_SUCCESS ||
      spvc_compiler_compile(compiler, &source) != SPVC_SUCCESS) {
    error = spvc_context_get_last_error_string(rawContext);
    return std::nullopt;
  }
  return std::string(source);
}

} // namespace mlir::vyre
