# Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Prints a module with one kernel for every cell of
#
#   {RAW, WAR, WAW, RAR} x {straight, if, loop-carried, nested loop, unknown op}
#     x {same buffer, may alias, no alias, other space}
#     x {no, a narrower, an equal, a wider barrier beside}
#
# with what vyre-elide-barriers must leave, and why. The barrier in question is
# of scope workgroup. On its one side invocation i accesses element i, on the
# other element 63 - i of its workgroup; invocation i never meets itself there.
# Barriers with `keep` make loops free of races and are not counted.
#
# A graph @main(%a, %b, %c) runs all kernels.

KINDS = ("RAW", "WAR", "WAW", "RAR")
FLOWS = ("straight", "if", "loop", "nested", "unknown")
RELATIONS = ("same", "may_alias", "no_alias", "other_space")
BESIDE = {"alone": "", "narrower": "vyre.barrier subgroup acq_rel",
          "equal": "vyre.barrier workgroup acq_rel",
          "wider": "vyre.barrier grid"}
BARRIER = "vyre.barrier workgroup acq_rel"
KEEP = BARRIER + " keep"
ANY = "vyre.barrier {{workgroup acq_rel$|subgroup acq_rel$|grid$}}"


def expectation(kind, flow, relation, beside):
    """(the barrier that must remain or None, why)"""
    if flow == "unknown":
        why = "an op of which nothing is known may touch what was touched before"
        if beside == "wider":
            return "vyre.barrier grid", why + ", in other workgroups as well"
        return BARRIER, why
    if kind == "RAR":
        return None, "two loads need no order"
    if relation == "no_alias":
        return None, "no dispatch passes one buffer for both"
    if relation == "other_space":
        return None, "storage and workgroup memory are different memory"
    why = "%s of different invocations on %s" % (
        kind, "one buffer" if relation == "same" else
        "what is one buffer in a dispatch")
    if beside == "narrower":
        why += "; a subgroup barrier does not order it"
    if beside == "equal":
        why += "; one of the two barriers is enough"
    if beside == "wider":
        why += "; inside a workgroup, so no grid barrier is needed"
    return BARRIER, why


def access(kind, first, buffer):
    """The first or second access of a hazard."""
    writes = kind[0 if first else 2] == "W"
    # Kinds name what comes second first: RAW reads after a write.
    if kind in ("RAW", "WAR"):
        writes = (kind == "RAW") == first
    index = "%mine" if first else "%other"
    if buffer == "%m":
        index = "%l" if first else "%mirror"
    kind_of = "!wg" if buffer == "%m" else "!b"
    if writes:
        value = "%i" if first else "%j"
        return ["vyre.store %s, %s[%s] : %s" % (value, buffer, index, kind_of)]
    name = "%v" if first else "%w"
    return ["%s = vyre.load %s[%s] : %s" % (name, buffer, index, kind_of),
            "vyre.store %s, %%c[%%mine] : !b" % name]


def body(kind, flow, relation, beside):
    second = {"same": "%p", "may_alias": "%q", "no_alias": "%q",
              "other_space": "%m"}[relation]
    x, y = access(kind, True, "%p"), access(kind, False, second)
    barriers = [line for line in (BESIDE[beside], BARRIER) if line]
    nest = lambda head, lines: [head] + ["  " + line for line in lines] + ["}"]
    if flow == "straight":
        return x + barriers + y
    if flow == "unknown":
        return x + barriers + nest("scf.if %never {",
                                   ['vyre.trap "never", %c0 : index'])
    if flow == "if":
        return sum((nest("scf.if %some {", lines)
                    for lines in (x, barriers, y)), [])
    if flow == "nested":
        x = nest("scf.for %s = %c0 to %n step %c1 {", x)
    return nest("scf.for %r = %c0 to %n step %c1 {", y + [KEEP] + x + barriers)


print("""\
!b = !vyre.buffer<256xi32, read_write>
!wg = !vyre.buffer<64xi32, workgroup>
""")
calls = []
for kind in KINDS:
    for flow in FLOWS:
        for relation in RELATIONS:
            for beside in BESIDE:
                name = "_".join((kind.lower(), flow, relation, beside))
                remains, why = expectation(kind, flow, relation, beside)
                print("// %s: %s." % ("Kept" if remains else "Removed", why))
                print("// CHECK-LABEL: @%s(" % name)
                print("// CHECK-NOT:     " + ANY)
                if remains:
                    print("// CHECK:         %s{{$}}" % remains)
                    print("// CHECK-NOT:     " + ANY)
                print("// CHECK:         vyre.return")
                print("vyre.program @%s(%%p: !b, %%q: !b, %%c: !b, %%n: index) "
                      "workgroup [64, 1, 1] {" % name)
                for line in ["%c0 = arith.constant 0 : index",
                             "%c1 = arith.constant 1 : index",
                             "%c63 = arith.constant 63 : index",
                             "%c64 = arith.constant 64 : index",
                             "%c100 = arith.constant 100 : i32",
                             "%m = vyre.workgroup_alloc : !wg",
                             "%l = vyre.local_id x",
                             "%g = vyre.workgroup_id x",
                             "%mirror = arith.subi %c63, %l : index",
                             "%base = arith.muli %g, %c64 : index",
                             "%mine = arith.addi %base, %l : index",
                             "%other = arith.addi %base, %mirror : index",
                             "%i = arith.index_castui %mine : index to i32",
                             "%j = arith.addi %i, %c100 : i32",
                             "%some = arith.cmpi ne, %n, %c0 : index",
                             "%never = arith.cmpi eq, %n, %c0 : index"] + body(
                                 kind, flow, relation, beside):
                    print("  " + line)
                print("  vyre.return\n}\n")
                pair = "%a, %a" if relation == "may_alias" else "%a, %b"
                calls.append("vyre.dispatch @%s groups [%%two] (%s, %%c, %%n) "
                             ": (!b, !b, !b, index)" % (name, pair))
print("vyre.graph @main(%a: !b, %b: !b, %c: !b) {")
print("  %two = arith.constant 2 : index\n  %n = arith.constant 3 : index")
for call in calls:
    print("  " + call)
print("  vyre.return\n}")
