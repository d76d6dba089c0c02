# Helpers for Vyre's own CMake files.

# The FlatBuffers header of the artifact, shared by compiler and runtime.
# Provides the target `VyreArtifactSchema`.
function(vyre_flatbuffers_header)
  set(schema ${VYRE_SOURCE_DIR}/include/Vyre/Artifact/Artifact.fbs)
  # A folder of its own, so that warnings in code we did not write stay quiet.
  set(directory ${VYRE_BINARY_DIR}/generated/Vyre/Artifact)
  add_custom_command(
    OUTPUT ${directory}/Artifact_generated.h
    COMMAND ${VYRE_FLATC} --cpp --gen-mutable -o ${directory} ${schema}
    DEPENDS ${schema}
    COMMENT "Generating the artifact header"
    VERBATIM)
  add_custom_target(VyreArtifactHeader
    DEPENDS ${directory}/Artifact_generated.h)
  add_library(VyreArtifactSchema INTERFACE)
  add_dependencies(VyreArtifactSchema VyreArtifactHeader)
  target_include_directories(VyreArtifactSchema INTERFACE
    ${VYRE_SOURCE_DIR}/include)
  target_include_directories(VyreArtifactSchema SYSTEM INTERFACE
    ${VYRE_BINARY_DIR}/generated ${VYRE_FLATBUFFERS_INCLUDE_DIR})
endfunction()

# add_vyre_library(NAME sources... DEPENDS targets... LINK_LIBS libs...
#                  MLIR_LIBS libs...)
#
# A static library of the compiler side. LINK_LIBS are ours, MLIR_LIBS are
# MLIR's and resolve to libMLIR. All compiler libraries share one precompiled
# header: parsing MLIR's headers is most of their build time.
function(add_vyre_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK_LIBS;MLIR_LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  llvm_update_compile_flags(${name})
  add_dependencies(${name} VyreDialectIncGen ${ARG_DEPENDS})
  # libMLIR does not hand on libLLVM to the linker.
  target_link_libraries(${name} PUBLIC ${ARG_LINK_LIBS} LLVM)
  mlir_target_link_libraries(${name} PUBLIC MLIRIR ${ARG_MLIR_LIBS})
  vyre_use_precompiled_header(${name})
endfunction()

# One precompiled header, built once with `VyrePCH` and reused everywhere.
function(vyre_use_precompiled_header name)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    return()
  endif()
  target_compile_options(${name} PRIVATE
    "SHELL:-Xclang -fno-pch-timestamp" -fpch-instantiate-templates)
  # Executables would get -fPIE, and the header was compiled with -fPIC.
  get_target_property(type ${name} TYPE)
  if(type STREQUAL "EXECUTABLE")
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${name} PRIVATE -fPIC)
  endif()
  target_precompile_headers(${name} REUSE_FROM VyrePCH)
endfunction()

# add_vyre_tool(NAME sources... LINK_LIBS libs... MLIR_LIBS libs...)
function(add_vyre_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS;MLIR_LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  llvm_update_compile_flags(${name})
  add_dependencies(${name} VyreDialectIncGen)
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS})
  mlir_target_link_libraries(${name} PRIVATE MLIRIR ${ARG_MLIR_LIBS})
  vyre_use_precompiled_header(${name})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${VYRE_BINARY_DIR}/bin)
  install(TARGETS ${name} RUNTIME DESTINATION bin)
endfunction()
