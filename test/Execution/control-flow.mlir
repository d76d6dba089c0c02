// RUN: vyre-run %s
// REQUIRES: vulkan

// Control flow beyond plain loops: scf.index_switch, a while loop whose body
// runs before its test, an `if` that only some invocations of a subgroup take
// with memory effects inside, and arithmetic with two results.

// Results by case; a case that nothing names takes the default.
vyre.program @switch(%out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %ten = arith.constant 10 : i32
  %twenty = arith.constant 20 : i32
  %thirty = arith.constant 30 : i32
  %i = vyre.global_id x
  %v = scf.index_switch %i -> i32
  case 1 {
    scf.yield %ten : i32
  }
  case 6 {
    scf.yield %twenty : i32
  }
  case 7 {
    %x = arith.addi %ten, %twenty : i32
    scf.yield %x : i32
  }
  default {
    %word = arith.index_castui %i : index to i32
    %y = arith.subi %word, %thirty : i32
    scf.yield %y : i32
  }
  vyre.store %v, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// do { n *= 2; count++ } while (n < 100): at least one pass.
vyre.program @do_while(%out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %fifty = arith.constant 50 : i32
  %hundred = arith.constant 100 : i32
  %i = vyre.global_id x
  %word = arith.index_castui %i : index to i32
  %scaled = arith.muli %word, %fifty : i32
  %start = arith.addi %scaled, %one : i32
  %r:2 = scf.while (%n = %start, %count = %zero) : (i32, i32) -> (i32, i32) {
    %n2 = arith.muli %n, %two : i32
    %count1 = arith.addi %count, %one : i32
    %more = arith.cmpi slt, %n2, %hundred : i32
    scf.condition(%more) %n2, %count1 : i32, i32
  } do {
  ^bb0(%n: i32, %count: i32):
    scf.yield %n, %count : i32, i32
  }
  %all = arith.muli %r#0, %hundred : i32
  %v = arith.addi %all, %r#1 : i32
  vyre.store %v, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// Invocation i writes its first i elements, from loops and ifs that diverge.
vyre.program @diverge(%out: !vyre.buffer<64xi32, read_write>)
    workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %one = arith.constant 1 : i32
  %minus = arith.constant -1 : i32
  %i = vyre.global_id x
  %row = arith.muli %i, %c8 : index
  %odd = vyre.remui %i, %c2 : index
  %is_odd = arith.cmpi eq, %odd, %c1 : index
  scf.if %is_odd {
    scf.for %j = %c0 to %i step %c1 {
      %at = arith.addi %row, %j : index
      %half = vyre.remui %j, %c2 : index
      %is_half = arith.cmpi eq, %half, %c0 : index
      scf.if %is_half {
        vyre.store %one, %out[%at] : !vyre.buffer<64xi32, read_write>
      } else {
        vyre.store %minus, %out[%at] : !vyre.buffer<64xi32, read_write>
      }
    }
  }
  vyre.return
}

// The high halves of products, and carries.
vyre.program @extended(%a: !vyre.buffer<4xi32, read>,
                       %b: !vyre.buffer<4xi32, read>,
                       %out: !vyre.buffer<16xi32, write>) workgroup [4, 1, 1] {
  %c4 = arith.constant 4 : index
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !vyre.buffer<4xi32, read>
  %y = vyre.load %b[%i] : !vyre.buffer<4xi32, read>
  %slow, %shigh = arith.mulsi_extended %x, %y : i32
  %ulow, %uhigh = arith.mului_extended %x, %y : i32
  %sum, %carry = arith.addui_extended %x, %y : i32, i1
  %carry32 = arith.extui %carry : i1 to i32
  %i1 = arith.addi %i, %c4 : index
  %i2 = arith.addi %i1, %c4 : index
  %i3 = arith.addi %i2, %c4 : index
  vyre.store %slow, %out[%i] : !vyre.buffer<16xi32, write>
  vyre.store %shigh, %out[%i1] : !vyre.buffer<16xi32, write>
  vyre.store %uhigh, %out[%i2] : !vyre.buffer<16xi32, write>
  vyre.store %carry32, %out[%i3] : !vyre.buffer<16xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @switch groups [%c1] (%out)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.expect %out : !vyre.buffer<8xi32, read_write>
      == dense<[-30, 10, -28, -27, -26, -25, 20, 30]> : tensor<8xi32>

  // 1 doubles 7 times to 128; 51 once to 102; 101 once to 202; ...
  vyre.dispatch @do_while groups [%c1] (%out)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.expect %out : !vyre.buffer<8xi32, read_write>
      == dense<[12807, 10201, 20201, 30201, 40201, 50201, 60201, 70201]>
      : tensor<8xi32>

  %rows = vyre.alloc : !vyre.buffer<64xi32, read_write>
  vyre.dispatch @diverge groups [%c1] (%rows)
      : (!vyre.buffer<64xi32, read_write>)
  vyre.expect %rows : !vyre.buffer<64xi32, read_write> == dense<[
      0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 1, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 1, -1, 1, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 1, -1, 1, -1, 1, 0
    ]> : tensor<64xi32>

  // -1 * -1: 1, high 0, unsigned high 2**32 - 2, carry. MIN * 2: 0, -1, 1,
  // carry from 0x80000000 + 2: none. 65536 * 65536: 0, 1, 1. 3 * -5.
  %a = vyre.constant dense<[-1, -2147483648, 65536, 3]> : tensor<4xi32>
      -> !vyre.buffer<4xi32, read_write>
  %b = vyre.constant dense<[-1, 2, 65536, -5]> : tensor<4xi32>
      -> !vyre.buffer<4xi32, read_write>
  %products = vyre.alloc : !vyre.buffer<16xi32, read_write>
  vyre.dispatch @extended groups [%c1] (%a, %b, %products)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>,
         !vyre.buffer<16xi32, read_write>)
  vyre.expect %products : !vyre.buffer<16xi32, read_write>
      == dense<[1, 0, 0, -15, 0, -1, 1, -1, -2, 1, 1, 2, 1, 0, 0, 0]>
      : tensor<16xi32>
  vyre.return
}
