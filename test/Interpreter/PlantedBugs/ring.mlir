// RUN: vyre-run %s --backend=reference --check-races

// A ring of two slots between one producer and one consumer, who each try 16
// times. What the consumer got is 1, 2, 3, ... without a gap.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw2 = !vyre.buffer<2xi32, read_write>

vyre.program @ring(%ends: !rw2, %slots: !rw2, %bad: !rw1) workgroup [2, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %l = vyre.local_id x
  %producer = arith.cmpi eq, %l, %c0 : index
  %end = scf.for %try = %c0 to %c16 step %c1 iter_args(%n = %i0) -> (i32) {
    %slot = vyre.remui %n, %i2 : i32
    %at = arith.index_castui %slot : i32 to index
    %n1 = arith.addi %n, %i1 : i32
    %next = scf.if %producer -> (i32) {
      %taken = vyre.atomic_load acquire %ends[%c1] : !rw2
      %used = arith.subi %n, %taken : i32
      %room = arith.cmpi ult, %used, %i2 : i32
      %r = scf.if %room -> (i32) {
        vyre.store %n1, %slots[%at] : !rw2
        vyre.atomic_store release %n1, %ends[%c0] : !rw2
        scf.yield %n1 : i32
      } else {
        scf.yield %n : i32
      }
      scf.yield %r : i32
    } else {
      %made = vyre.atomic_load acquire %ends[%c0] : !rw2
      %any = arith.cmpi ult, %n, %made : i32
      %r = scf.if %any -> (i32) {
        %v = vyre.load %slots[%at] : !rw2
        %wrong = arith.cmpi ne, %v, %n1 : i32
        scf.if %wrong {
          vyre.store %i1, %bad[%c0] : !rw1
        }
        vyre.atomic_store release %n1, %ends[%c1] : !rw2
        scf.yield %n1 : i32
      } else {
        scf.yield %n : i32
      }
      scf.yield %r : i32
    }
    scf.yield %next : i32
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %ends = vyre.alloc : !rw2
  %slots = vyre.alloc : !rw2
  %bad = vyre.alloc : !rw1
  vyre.dispatch @ring groups [%c1] (%ends, %slots, %bad) : (!rw2, !rw2, !rw1)
  vyre.expect %bad : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
