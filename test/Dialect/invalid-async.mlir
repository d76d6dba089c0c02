// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.program @vyre_as_01_elements(%in: !vyre.buffer<4xf32, read>, %out: !vyre.buffer<4xi32, write>,
                                  %n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.async_load' op copies elements of type 'f32' to elements of type 'i32', expected equal types [VYRE-AS-01]; fix: copy to a buffer of 'f32', and convert what is loaded from there}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xf32, read>, !vyre.buffer<4xi32, write>
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @vyre_as_01_load_from_workgroup(%out: !vyre.buffer<4xi32, write>, %n: index) workgroup [1, 1, 1] {
  %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  // expected-error @below {{'vyre.async_load' op copies from workgroup memory, expected a storage buffer [VYRE-AS-01]; fix: use 'vyre.async_store'}}
  %t = vyre.async_load %s[%n], %out[%n], %n : !vyre.buffer<4xi32, workgroup>, !vyre.buffer<4xi32, write>
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @vyre_as_01_store_to_workgroup(%in: !vyre.buffer<4xi32, read>, %n: index) workgroup [1, 1, 1] {
  %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  // expected-error @below {{'vyre.async_store' op copies to workgroup memory, expected a storage buffer [VYRE-AS-01]; fix: use 'vyre.async_load'}}
  %t = vyre.async_store %in[%n], %s[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, workgroup>
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @vyre_bf_03_async_source(%in: !vyre.buffer<4xi32, write>, %out: !vyre.buffer<4xi32, write>,
                                      %n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.async_load' op reads from a buffer of access write}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, write>, !vyre.buffer<4xi32, write>
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @vyre_bf_04_async_target(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, uniform>,
                                      %n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.async_store' op writes to a buffer of access uniform}}
  %t = vyre.async_store %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, uniform>
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @vyre_bf_06_async_choice(%a: !vyre.buffer<4xi32, read>, %b: !vyre.buffer<4xi32, read>,
                                      %out: !vyre.buffer<4xi32, write>, %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  %either = arith.select %c, %a, %b : !vyre.buffer<4xi32, read>
  // expected-error @below {{'vyre.async_load' op accesses a buffer that is the result of control flow or of another op}}
  %t = vyre.async_load %either[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @q() workgroup [1, 1, 1] {
  vyre.return
}

vyre.graph @vyre_pr_03_async(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, read_write>, %n: index) {
  // expected-error @below {{'vyre.async_load' op stands in a graph, expected inside a program [VYRE-PR-03]}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, read_write>
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @vyre_as_03_never(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                               %n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.async_load' op starts a copy that is still pending at the end of a path, expected one 'vyre.async_wait' (AsyncWait) on every path [VYRE-AS-03]; fix: add 'vyre.async_wait' there}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-note @below {{the path ends here}}
  vyre.return
}

// -----

vyre.program @vyre_as_03_one_branch(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                    %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  // expected-error @below {{'vyre.async_load' op starts a copy that is still pending on some paths through 'scf.if' and waited for on others, expected one 'vyre.async_wait' (AsyncWait) on every path [VYRE-AS-03]; fix: wait on all of them, or after it}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  scf.if %c {
    vyre.async_wait %t
  } else {
    vyre.barrier workgroup acq_rel
    // expected-note @below {{the path on which it is pending ends here}}
    scf.yield
  }
  vyre.return
}

// -----

vyre.program @vyre_as_03_no_else(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                 %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  // expected-error @below {{still pending on some paths through 'scf.if'}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-note @below {{pending where no region is entered}}
  scf.if %c {
    vyre.async_wait %t
  }
  vyre.return
}

// -----

vyre.program @vyre_as_03_one_case(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                  %n: index) workgroup [1, 1, 1] {
  // expected-error @below {{still pending on some paths through 'scf.index_switch'}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  scf.index_switch %n
  case 0 {
    vyre.async_wait %t
    scf.yield
  }
  case 1 {
    // expected-note @below {{the path on which it is pending ends here}}
    scf.yield
  }
  default {
    vyre.async_wait %t
  }
  vyre.return
}

// -----

// What a branch passes on is waited for by nobody.
vyre.program @vyre_as_03_result(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                %n: index, %m: i32) workgroup [1, 1, 1] {
  %r = vyre.region "copy" -> !vyre.token {
    %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
    vyre.yield %t : !vyre.token
  }
  %c = arith.trunci %m : i32 to i1
  // expected-error @below {{'scf.if' op gives a copy that is still pending at the end of a path}}
  %u = scf.if %c -> !vyre.token {
    scf.yield %r : !vyre.token
  } else {
    scf.yield %r : !vyre.token
  }
  // expected-note @below {{the path ends here}}
  vyre.return
}

// -----

// In the loop the carried copy is replaced by another, and lost.
vyre.program @vyre_as_03_carried(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                 %n: index) workgroup [1, 1, 1] {
  %one = arith.constant 1 : index
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-error @below {{'scf.for' op carries a copy that is still pending at the end of a path}}
  %last = scf.for %k = %one to %n step %one iter_args(%here = %t) -> !vyre.token {
    %next = vyre.async_load %in[%k], %out[%k], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
    // expected-note @below {{the path ends here}}
    scf.yield %next : !vyre.token
  }
  vyre.async_wait %last
  vyre.return
}

// -----

vyre.program @vyre_as_04_twice(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                               %n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.async_load' op starts a copy that is waited for twice, expected once [VYRE-AS-04]; fix: remove one of the waits}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-note @below {{first here}}
  vyre.async_wait %t
  // expected-note @below {{then here}}
  vyre.async_wait %t
  vyre.return
}

// -----

// One of the waits is in a branch.
vyre.program @vyre_as_04_twice_on_a_path(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                         %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  // expected-error @below {{starts a copy that is waited for twice}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-note @below {{first here}}
  vyre.async_wait %t
  // expected-note @below {{then here}}
  scf.if %c {
    vyre.async_wait %t
  }
  vyre.return
}

// -----

// A loop may run any number of times.
vyre.program @vyre_as_04_in_loop(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                 %n: index) workgroup [1, 1, 1] {
  %one = arith.constant 1 : index
  // expected-error @below {{'vyre.async_load' op starts a copy that is waited for in each iteration of 'scf.for', expected once [VYRE-AS-04]; fix: carry the token through the loop as an iteration argument, or wait outside of it}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  scf.for %k = %one to %n step %one {
    // expected-note @below {{waited for here}}
    vyre.async_wait %t
  }
  vyre.return
}

// -----

// The same token as two: both would be waited for.
vyre.program @vyre_as_04_yielded_twice(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                       %n: index) workgroup [1, 1, 1] {
  %r:2 = vyre.region "copy" -> !vyre.token, !vyre.token {
    // expected-error @below {{starts a copy that is waited for twice}}
    %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
    // expected-note @below {{both here}}
    vyre.yield %t, %t : !vyre.token, !vyre.token
  }
  vyre.async_wait %r#0
  vyre.async_wait %r#1
  vyre.return
}

// -----

vyre.program @vyre_as_05_select(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  %u = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-error @below {{'arith.select' op takes a token, expected 'vyre.async_wait', a yield, or a loop that carries it [VYRE-AS-05]; fix: wait for the token, or pass it through 'scf.if' or a loop}}
  %either = arith.select %c, %t, %u : !vyre.token
  vyre.async_wait %either
  vyre.return
}

// -----

// A token that stands for no copy.
vyre.program @vyre_as_05_poison() workgroup [1, 1, 1] {
  // expected-error @below {{'ub.poison' op makes a token, expected 'vyre.async_load', 'vyre.async_store', or control flow that passes one on [VYRE-AS-05]; fix: start a copy, of no elements if there is nothing to do}}
  %t = ub.poison : !vyre.token
  vyre.async_wait %t
  vyre.return
}

// -----

vyre.program @vyre_as_05_blocks(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                %n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.async_load' op starts a copy that is waited for in 'scf.execute_region', expected structured control flow [VYRE-AS-05]; fix: wait before it}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-note @below {{control flow that is not followed}}
  scf.execute_region {
    cf.br ^bb1
  ^bb1:
    vyre.async_wait %t
    scf.yield
  }
  vyre.return
}

// -----

vyre.program @vyre_as_05_between_blocks(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                        %n: index) workgroup [1, 1, 1] {
  scf.execute_region {
    // expected-error @below {{'vyre.async_load' op starts a copy that is in flight between blocks, expected structured control flow [VYRE-AS-05]; fix: use 'scf.if' and 'scf.for'}}
    %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
    cf.br ^bb1
  ^bb1:
    vyre.async_wait %t
    scf.yield
  }
  vyre.return
}

// -----

vyre.program @vyre_as_06_exit(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                              %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  // expected-note @below {{the copy}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-error @below {{'vyre.exit_if' op may leave while a copy is still pending, expected 'vyre.async_wait' (AsyncWait) before it [VYRE-AS-06]; fix: wait for the token first, or start the copy after the exit}}
  vyre.exit_if %c
  vyre.async_wait %t
  vyre.return
}

// -----

// The copy is pending in the branch, up to its yield.
vyre.program @vyre_as_06_exit_in_branch(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                        %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  // expected-note @below {{the copy}}
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  scf.if %c {
    vyre.async_wait %t
    vyre.exit_if %c
  } else {
    // expected-error @below {{'vyre.exit_if' op may leave while a copy is still pending}}
    vyre.exit_if %c
    vyre.async_wait %t
  }
  vyre.return
}

// -----

// The copy that a loop carries is pending in the whole body before its wait,
// also in loops inside.
vyre.program @vyre_as_06_exit_in_loop(%in: !vyre.buffer<4xi32, read>, %out: !vyre.buffer<4xi32, write>,
                                      %n: index, %m: i32) workgroup [1, 1, 1] {
  %c = arith.trunci %m : i32 to i1
  %one = arith.constant 1 : index
  %t = vyre.async_load %in[%n], %out[%n], %n : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, write>
  // expected-note @below {{the copy}}
  %last = scf.for %k = %one to %n step %one iter_args(%here = %t) -> !vyre.token {
    scf.for %l = %one to %n step %one {
      // expected-error @below {{'vyre.exit_if' op may leave while a copy is still pending}}
      vyre.exit_if %c
    }
    scf.yield %here : !vyre.token
  }
  vyre.async_wait %last
  vyre.return
}
