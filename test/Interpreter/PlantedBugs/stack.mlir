// RUN: vyre-run %s --backend=reference --check-races

// Treiber's stack: workgroups 0 and 1 push a node each, 2 and 3 pop one each,
// in up to four tries. No node is pushed twice, so compare and exchange is
// enough. Pops of one node by two workgroups would race on its mark.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw3 = !vyre.buffer<3xi32, read_write>

vyre.program @stack(%head: !rw1, %next: !rw3, %value: !rw3, %marks: !rw3,
                    %bad: !rw1)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %i11 = arith.constant 11 : i32
  %w = vyre.workgroup_id x
  %wi = arith.index_castui %w : index to i32
  %pushes = arith.cmpi ult, %wi, %i2 : i32
  scf.if %pushes {
    %node = arith.addi %wi, %i1 : i32
    %at = arith.index_castui %node : i32 to index
    %v = arith.muli %node, %i11 : i32
    vyre.store %v, %value[%at] : !rw3
    %end = scf.for %try = %c0 to %c4 step %c1
        iter_args(%pushed = %i0) -> (i32) {
      %not_yet = arith.cmpi eq, %pushed, %i0 : i32
      %n = scf.if %not_yet -> (i32) {
        %h = vyre.atomic_load relaxed %head[%c0] : !rw1
        vyre.store %h, %next[%at] : !rw3
        %was = vyre.atomic_cas release %h, %node, %head[%c0] : !rw1
        %ok = arith.cmpi eq, %was, %h : i32
        %r = arith.select %ok, %i1, %i0 : i32
        scf.yield %r : i32
      } else {
        scf.yield %pushed : i32
      }
      scf.yield %n : i32
    }
  }
  vyre.exit_if %pushes
  %got = scf.for %try = %c0 to %c4 step %c1 iter_args(%popped = %i0) -> (i32) {
    %not_yet = arith.cmpi eq, %popped, %i0 : i32
    %n = scf.if %not_yet -> (i32) {
      %h = vyre.atomic_load acquire %head[%c0] : !rw1
      %some = arith.cmpi ne, %h, %i0 : i32
      %r = scf.if %some -> (i32) {
        %ha = arith.index_castui %h : i32 to index
        %below = vyre.load %next[%ha] : !rw3
        %was = vyre.atomic_cas relaxed %h, %below, %head[%c0] : !rw1
        %ok = arith.cmpi eq, %was, %h : i32
        %x = arith.select %ok, %h, %i0 : i32
        scf.yield %x : i32
      } else {
        scf.yield %i0 : i32
      }
      scf.yield %r : i32
    } else {
      scf.yield %popped : i32
    }
    scf.yield %n : i32
  }
  %any = arith.cmpi ne, %got, %i0 : i32
  scf.if %any {
    %at = arith.index_castui %got : i32 to index
    %x = vyre.load %value[%at] : !rw3
    %want = arith.muli %got, %i11 : i32
    %wrong = arith.cmpi ne, %x, %want : i32
    scf.if %wrong {
      %o = vyre.atomic_rmw or relaxed %i1, %bad[%c0] : !rw1
    }
    vyre.store %i1, %marks[%at] : !rw3
  }
  vyre.return
}

vyre.graph @main() {
  %c4 = arith.constant 4 : index
  %head = vyre.alloc : !rw1
  %next = vyre.alloc : !rw3
  %value = vyre.alloc : !rw3
  %marks = vyre.alloc : !rw3
  %bad = vyre.alloc : !rw1
  vyre.dispatch @stack groups [%c4] (%head, %next, %value, %marks, %bad)
      : (!rw1, !rw3, !rw3, !rw3, !rw1)
  vyre.expect %bad : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
