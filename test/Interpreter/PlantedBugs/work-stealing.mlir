// RUN: vyre-run %s --backend=reference --check-races

// Workgroup 0 pushes four tasks; two thieves take tasks with compare and
// exchange, in two tries each. A task is plain data that only the one who took
// it may read. Who finishes the last task checks all results.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw2 = !vyre.buffer<2xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>

vyre.program @run(%tasks: !rw4, %ends: !rw2, %done: !rw1, %results: !rw4,
                  %bad: !rw1)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i3 = arith.constant 3 : i32
  %i126 = arith.constant 126 : i32
  %w = vyre.workgroup_id x
  %owner = arith.cmpi eq, %w, %c0 : index
  scf.if %owner {
    scf.for %i = %c0 to %c4 step %c1 {
      %ii = arith.index_castui %i : index to i32
      %task = arith.muli %ii, %i3 : i32
      vyre.store %task, %tasks[%i] : !rw4
      %next = arith.addi %ii, %i1 : i32
      vyre.atomic_store release %next, %ends[%c1] : !rw2
    }
  }
  vyre.exit_if %owner
  scf.for %try = %c0 to %c2 step %c1 {
    %top = vyre.atomic_load relaxed %ends[%c0] : !rw2
    %bottom = vyre.atomic_load acquire %ends[%c1] : !rw2
    %any = arith.cmpi ult, %top, %bottom : i32
    scf.if %any {
      %top1 = arith.addi %top, %i1 : i32
      %was = vyre.atomic_cas relaxed %top, %top1, %ends[%c0] : !rw2
      %won = arith.cmpi eq, %was, %top : i32
      scf.if %won {
        %at = arith.index_castui %top : i32 to index
        %task = vyre.load %tasks[%at] : !rw4
        %result = arith.muli %task, %task : i32
        vyre.store %result, %results[%at] : !rw4
        %before = vyre.atomic_rmw add acq_rel %i1, %done[%c0] : !rw1
        %last = arith.cmpi eq, %before, %i3 : i32
        scf.if %last {
          %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %i0) -> (i32) {
            %r = vyre.load %results[%i] : !rw4
            %n = arith.addi %t, %r : i32
            scf.yield %n : i32
          }
          %wrong = arith.cmpi ne, %sum, %i126 : i32
          scf.if %wrong {
            vyre.store %i1, %bad[%c0] : !rw1
          }
        }
      }
    }
  }
  vyre.return
}

vyre.graph @main() {
  %c3 = arith.constant 3 : index
  %tasks = vyre.alloc : !rw4
  %ends = vyre.alloc : !rw2
  %done = vyre.alloc : !rw1
  %results = vyre.alloc : !rw4
  %bad = vyre.alloc : !rw1
  vyre.dispatch @run groups [%c3] (%tasks, %ends, %done, %results, %bad)
      : (!rw4, !rw2, !rw1, !rw4, !rw1)
  vyre.expect %bad : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
