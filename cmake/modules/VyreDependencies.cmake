# Libraries that Vyre uses besides LLVM and MLIR. Each is a distribution
# package, listed in utils/packages.txt.

find_path(VYRE_VOLK_INCLUDE_DIR volk.h REQUIRED)
find_path(VYRE_VULKAN_INCLUDE_DIR vulkan/vulkan.h REQUIRED)
find_path(VYRE_XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(VYRE_XXHASH_LIBRARY xxhash REQUIRED)
find_path(VYRE_FLATBUFFERS_INCLUDE_DIR flatbuffers/flatbuffers.h REQUIRED)
find_program(VYRE_FLATC flatc REQUIRED)
find_program(VYRE_GLSLANG glslangValidator REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PNG REQUIRED)

# SPIRV-Tools: the validator runs inside the compiler on every kernel.
find_path(VYRE_SPIRV_TOOLS_INCLUDE_DIR spirv-tools/libspirv.hpp REQUIRED)
find_library(VYRE_SPIRV_TOOLS_LIBRARY SPIRV-Tools REQUIRED)

# SPIRV-Cross, for vyre-translate only. Its C interface is the one that
# reports errors without exceptions.
find_path(VYRE_SPIRV_CROSS_INCLUDE_DIR spirv_cross_c.h
  PATH_SUFFIXES spirv_cross REQUIRED)
find_library(VYRE_SPIRV_CROSS_LIBRARY spirv-cross-c-shared REQUIRED)
