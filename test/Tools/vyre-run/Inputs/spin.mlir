// Waits for a value that nobody writes.
vyre.program @spin(%b: !vyre.buffer<1xi32, read_write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  scf.while : () -> () {
    %v = vyre.atomic_load relaxed %b[%c0] : !vyre.buffer<1xi32, read_write>
    %again = arith.cmpi eq, %v, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}
