# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compiles through ccache when it is installed and its directory can be
# written. Include it after project(). It lives in CMake and not in the presets
# because a preset that names a missing launcher fails, and because a
# precompiled header is cached only under the sloppiness set here (together
# with Clang's -fno-pch-timestamp).

option(VYRE_USE_CCACHE "Compile through ccache when it is usable" ON)

# Sets `result` to TRUE when a file can be created in ccache's directory. A
# read-only home would otherwise fail every compile.
function(_vyre_ccache_is_writable ccache result)
  set(${result} FALSE PARENT_SCOPE)
  execute_process(
    COMMAND ${ccache} --get-config cache_dir
    OUTPUT_VARIABLE cache_dir
    RESULT_VARIABLE status
    ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0 OR cache_dir STREQUAL "")
    return()
  endif()
  set(probe "${cache_dir}/vyre-configure-probe")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E make_directory "${cache_dir}"
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(status EQUAL 0)
    execute_process(
      COMMAND ${CMAKE_COMMAND} -E touch "${probe}"
      RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  endif()
  if(status EQUAL 0)
    file(REMOVE "${probe}")
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

if(VYRE_USE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(VYRE_CCACHE ccache)
  mark_as_advanced(VYRE_CCACHE)
  if(VYRE_CCACHE)
    _vyre_ccache_is_writable("${VYRE_CCACHE}" _vyre_ccache_usable)
    if(_vyre_ccache_usable)
      set(_vyre_launcher
        "${CMAKE_COMMAND}" -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros "${VYRE_CCACHE}")
      set(CMAKE_C_COMPILER_LAUNCHER ${_vyre_launcher})
      set(CMAKE_CXX_COMPILER_LAUNCHER ${_vyre_launcher})
      message(STATUS "Compiler cache: ${VYRE_CCACHE}")
    else()
      message(STATUS "Compiler cache: none (the directory of "
        "${VYRE_CCACHE} cannot be written)")
    endif()
  else()
    message(STATUS "Compiler cache: none (ccache is not installed)")
  endif()
endif()
