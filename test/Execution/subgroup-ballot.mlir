// RUN: vyre-run %s
// REQUIRES: vulkan

// Ballots (VYRE-SG-03). What is expected does not depend on the width.

!bits = !vyre.buffer<77xi32, write>

// Each invocation finds its own condition at its own bit, and there are as many
// bits as true conditions: so no others are set. 77 leaves the last subgroup
// short on devices of every width but 1.
vyre.program @ballot(%out: !bits) workgroup [77, 1, 1] {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c31 = arith.constant 31 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.local_id x
  %lane = vyre.subgroup_local_id
  %third = vyre.remui %i, %c3 : index
  %condition = arith.cmpi eq, %third, %c1 : index
  %bits = vyre.subgroup_ballot %condition
  %w0 = vector.extract %bits[0] : i32 from vector<4xi32>
  %w1 = vector.extract %bits[1] : i32 from vector<4xi32>
  %w2 = vector.extract %bits[2] : i32 from vector<4xi32>
  %w3 = vector.extract %bits[3] : i32 from vector<4xi32>

  %number = vyre.shrui %lane, %c5 : index
  %low = scf.index_switch %number -> i32
  case 1 {
    scf.yield %w1 : i32
  }
  case 2 {
    scf.yield %w2 : i32
  }
  case 3 {
    scf.yield %w3 : i32
  }
  default {
    scf.yield %w0 : i32
  }
  %at = arith.andi %lane, %c31 : index
  %at32 = arith.index_castui %at : index to i32
  %shifted = vyre.shrui %low, %at32 : i32
  %bit = arith.andi %shifted, %one : i32
  %own = arith.extui %condition : i1 to i32
  %isOwn = arith.cmpi eq, %bit, %own : i32

  %p0 = math.ctpop %w0 : i32
  %p1 = math.ctpop %w1 : i32
  %p2 = math.ctpop %w2 : i32
  %p3 = math.ctpop %w3 : i32
  %p01 = arith.addi %p0, %p1 : i32
  %p23 = arith.addi %p2, %p3 : i32
  %set = arith.addi %p01, %p23 : i32
  %trues = vyre.subgroup_reduce <add> %own : i32
  %isAll = arith.cmpi eq, %set, %trues : i32
  %right = arith.andi %isOwn, %isAll : i1
  %result = arith.extui %right : i1 to i32
  vyre.store %result, %out[%i] : !bits
  vyre.return
}

// A ballot decides for the whole subgroup: it goes round until nobody has
// anything left. Invocation i counts down from i % 7, and the rounds of its
// subgroup are the largest of these, so sum of rounds - own >= 0 and somebody
// has 0: the least difference of the subgroup is 0.
vyre.program @until_all_are_done(%out: !bits) workgroup [77, 1, 1] {
  %c7 = arith.constant 7 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.local_id x
  %rest = vyre.remui %i, %c7 : index
  %own = arith.index_castui %rest : index to i32
  %rounds:2 = scf.while (%left = %own, %n = %zero) : (i32, i32) -> (i32, i32) {
    %has = arith.cmpi ne, %left, %zero : i32
    %bits = vyre.subgroup_ballot %has
    %w0 = vector.extract %bits[0] : i32 from vector<4xi32>
    %w1 = vector.extract %bits[1] : i32 from vector<4xi32>
    %w2 = vector.extract %bits[2] : i32 from vector<4xi32>
    %w3 = vector.extract %bits[3] : i32 from vector<4xi32>
    %w01 = arith.ori %w0, %w1 : i32
    %w23 = arith.ori %w2, %w3 : i32
    %w = arith.ori %w01, %w23 : i32
    %any = arith.cmpi ne, %w, %zero : i32
    scf.condition(%any) %left, %n : i32, i32
  } do {
  ^bb0(%left: i32, %n: i32):
    %less = vyre.usub_sat %left, %one : i32
    %more = arith.addi %n, %one : i32
    scf.yield %less, %more : i32, i32
  }
  %over = arith.subi %rounds#1, %own : i32
  %least = vyre.subgroup_reduce <mins> %over : i32
  %isRight = arith.cmpi eq, %least, %zero : i32
  %result = arith.extui %isRight : i1 to i32
  vyre.store %result, %out[%i] : !bits
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %a = vyre.alloc : !vyre.buffer<77xi32, read_write>
  %b = vyre.alloc : !vyre.buffer<77xi32, read_write>
  vyre.dispatch @ballot groups [%one] (%a) : (!vyre.buffer<77xi32, read_write>)
  vyre.dispatch @until_all_are_done groups [%one] (%b) : (!vyre.buffer<77xi32, read_write>)
  vyre.expect %a : !vyre.buffer<77xi32, read_write> == dense<1> : tensor<77xi32>
  vyre.expect %b : !vyre.buffer<77xi32, read_write> == dense<1> : tensor<77xi32>
  vyre.return
}
