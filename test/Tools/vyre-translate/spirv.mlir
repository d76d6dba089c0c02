// One program gives a SPIR-V binary that the validator takes; with several,
// the choice must be made. Names and the workgroup size arrive.

// RUN: vyre-translate --vyre-to-spirv --kernel=@second %s -o %t.spv
// RUN: spirv-val --target-env vulkan1.2 %t.spv
// RUN: spirv-dis %t.spv | FileCheck %s --check-prefix=SPIRV
// SPIRV: OpMemoryModel Logical Vulkan
// SPIRV: OpEntryPoint GLCompute %second "second"
// SPIRV: OpExecutionMode %second LocalSize 8 2 1

// RUN: not vyre-translate --vyre-to-spirv %s -o %t.none 2>&1 \
// RUN:   | FileCheck %s --check-prefix=CHOICE
// CHOICE: error: found 2 programs, expected one; fix: choose one with --kernel=@name

// RUN: not vyre-translate --vyre-to-spirv --kernel=third %s -o %t.none 2>&1 \
// RUN:   | FileCheck %s --check-prefix=ABSENT
// ABSENT: error: found 0 programs named '@third', expected one

// An artifact gives back the same words.
// RUN: vyre-translate --vyre-to-artifact %s -o %t.vyre
// RUN: vyre-translate --artifact-to-spirv --kernel=@second %t.vyre -o %t.again.spv
// RUN: cmp %t.spv %t.again.spv

// The same module gives the same bytes.
// RUN: vyre-translate --vyre-to-artifact %s -o %t.second.vyre
// RUN: cmp %t.vyre %t.second.vyre

// A cut artifact is refused.
// RUN: head -c 100 %t.vyre > %t.cut.vyre
// RUN: not vyre-translate --artifact-to-spirv %t.cut.vyre -o %t.none 2>&1 \
// RUN:   | FileCheck %s --check-prefix=CUT
// CUT: error: {{.*}}; fix:

vyre.program @first(%b: !vyre.buffer<4xi32, write>) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %one = arith.constant 1 : i32
  vyre.store %one, %b[%i] : !vyre.buffer<4xi32, write>
  vyre.return
}

vyre.program @second(%b: !vyre.buffer<4xi32, write>) workgroup [8, 2, 1] {
  %i = vyre.global_id x
  %two = arith.constant 2 : i32
  vyre.store %two, %b[%i] : !vyre.buffer<4xi32, write>
  vyre.return
}
