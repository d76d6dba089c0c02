// RUN: vyre-run %s
// RUN: vyre-run %s --backend=reference --check-races

// One workgroup is a grid, too. After an exit it has to find out in each round
// whether anybody wants another one.
vyre.program @count(%b: !vyre.buffer<2xi32, read_write>) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c7_i32 = arith.constant 7 : i32
  %c1_i32 = arith.constant 1 : i32
  %leaves = arith.cmpi ugt, %i, %c5 : index
  vyre.exit_if %leaves
  scf.while : () -> () {
    %x = vyre.load %b[%c0] : !vyre.buffer<2xi32, read_write>
    %less = arith.cmpi slt, %x, %c7_i32 : i32
    vyre.barrier grid
    scf.condition(%less)
  } do {
    %first = arith.cmpi eq, %i, %c0 : index
    scf.if %first {
      %x = vyre.load %b[%c0] : !vyre.buffer<2xi32, read_write>
      %y = arith.addi %x, %c1_i32 : i32
      vyre.store %y, %b[%c0] : !vyre.buffer<2xi32, read_write>
    }
    vyre.barrier grid keep
    %last = arith.cmpi eq, %i, %c5 : index
    scf.if %last {
      %x = vyre.load %b[%c0] : !vyre.buffer<2xi32, read_write>
      %s = vyre.load %b[%c1] : !vyre.buffer<2xi32, read_write>
      %t = arith.addi %s, %x : i32
      vyre.store %t, %b[%c1] : !vyre.buffer<2xi32, read_write>
    }
    scf.yield
  }
  vyre.return
}

vyre.graph @main() {
  %n = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @count groups [%n] (%b) : (!vyre.buffer<2xi32, read_write>)
  // 7, and 1 + 2 + .. + 7.
  vyre.expect %b : !vyre.buffer<2xi32, read_write>
      == dense<[7, 28]> : tensor<2xi32>
  vyre.return
}
