// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sets of accesses, see the header.
//
//===----------------------------------------------------------------------===//

#include "BarrierSets.h"

#include <tuple>

using namespace mlir;
using namespace mlir::vyre;

/// With more different accesses of one group, any element counts.
constexpr unsigned kMaxAccessesOfGroup = 16;

static AccessGroup getGroup(const SharedAccess &access) {
  return {access.buffer.getAsOpaquePointer(),
          access.acquires() || access.releases()};
}

/// At least as strong as both.
static std::optional<Order> join(std::optional<Order> a,
                                 std::optional<Order> b) {
  if (!a || !b)
    return std::nullopt;
  return *a == *b ? *a : std::max({*a, *b, Order::AcqRel});
}

/// What two accesses of one group do together, at any element.
static void mergeInto(SharedAccess &all, const SharedAccess &access) {
  all.index = std::nullopt;
  all.guard = 0;
  all.reads |= access.reads;
  all.writes |= access.writes;
  if (all.sums != access.sums)
    all.sums = std::nullopt;
  all.order = join(all.order, access.order);
}

/// Adds the places of `b`, if it is not another access.
static void mergePlaces(FlowAccess &a, const FlowAccess &b) {
  if (b.number < a.number) {
    a = b;
  } else if (b.number == a.number) {
    a.first = std::min(a.first, b.first);
    a.last = std::max(a.last, b.last);
  }
}

static void mergeInto(MergedAccess &all, const SharedAccess &access,
                      const FlowAccess &places) {
  mergeInto(all.access, access);
  mergePlaces(all.lowest, places);
}

//===----------------------------------------------------------------------===//
// Sets
//===----------------------------------------------------------------------===//

static auto getKey(const FlowAccess &access) {
  return std::tie(access.number, access.crossed);
}

/// Makes one access of those of a group that are too many.
void AccessSet::limit(const BarrierFlow &flow) {
  if (merged.empty() && accesses.size() <= kMaxAccessesOfGroup)
    return;
  llvm::SmallDenseMap<AccessGroup, unsigned, 8> counts;
  for (size_t i = 0; i < accesses.size(); ++i)
    if (i == 0 || accesses[i - 1].number != accesses[i].number)
      ++counts[getGroup(flow.accesses[accesses[i].number])];
  auto find = [&](AccessGroup group) {
    return llvm::find_if(
        merged, [&](const MergedAccess &each) { return each.group == group; });
  };
  llvm::erase_if(accesses, [&](const FlowAccess &access) {
    const SharedAccess &shared = flow.accesses[access.number];
    AccessGroup group = getGroup(shared);
    auto all = find(group);
    if (all == merged.end()) {
      if (counts.lookup(group) <= kMaxAccessesOfGroup)
        return false;
      merged.push_back({group, shared, access});
      all = std::prev(merged.end());
    }
    mergeInto(*all, shared, access);
    return true;
  });
}

AccessSet::Ref AccessSet::make(ArrayRef<FlowAccess> accesses,
                               const BarrierFlow &flow) {
  if (accesses.empty())
    return nullptr;
  auto set = std::make_shared<AccessSet>();
  llvm::append_range(set->accesses, accesses);
  llvm::sort(set->accesses, [](const FlowAccess &a, const FlowAccess &b) {
    return std::tie(a.number, a.first) < std::tie(b.number, b.first);
  });
  size_t size = 0;
  for (const FlowAccess &access : set->accesses)
    if (size != 0 && getKey(set->accesses[size - 1]) == getKey(access))
      mergePlaces(set->accesses[size - 1], access);
    else
      set->accesses[size++] = access;
  set->accesses.truncate(size);
  set->limit(flow);
  return set;
}

AccessSet::Ref AccessSet::unite(const Ref &a, const Ref &b,
                                const BarrierFlow &flow) {
  if (!a || !b || a == b)
    return a ? a : b;
  auto set = std::make_shared<AccessSet>();
  set->accesses.reserve(a->accesses.size() + b->accesses.size());
  auto left = a->accesses.begin(), right = b->accesses.begin();
  while (left != a->accesses.end() && right != b->accesses.end()) {
    if (getKey(*left) == getKey(*right)) {
      set->accesses.push_back(*left++);
      mergePlaces(set->accesses.back(), *right++);
    } else {
      set->accesses.push_back(getKey(*left) < getKey(*right) ? *left++
                                                             : *right++);
    }
  }
  set->accesses.append(left, a->accesses.end());
  set->accesses.append(right, b->accesses.end());
  set->merged = a->merged;
  for (const MergedAccess &each : b->merged) {
    auto all = llvm::find_if(set->merged, [&](const MergedAccess &other) {
      return each.group == other.group;
    });
    if (all == set->merged.end())
      set->merged.push_back(each);
    else
      mergeInto(*all, each.access, each.lowest);
  }
  set->limit(flow);
  return set;
}

AccessSet::Ref AccessSet::outside(const Ref &set, unsigned loopDepth,
                                  const BarrierFlow &flow) {
  if (!set)
    return set;
  SmallVector<FlowAccess, 0> accesses = set->accesses;
  for (FlowAccess &access : accesses)
    access.crossed = std::min(access.crossed, loopDepth);
  Ref result = make(accesses, flow);
  if (set->merged.empty())
    return result;
  auto all = std::make_shared<AccessSet>();
  all->merged = set->merged;
  return unite(result, all, flow);
}

//===----------------------------------------------------------------------===//
// What a search finds
//===----------------------------------------------------------------------===//

/// What synchronises, or may, is in the order of both kinds of memory.
static bool isOf(Memory memory, const SharedAccess &access) {
  return memory == Memory::All || access.isUnknown() || access.acquires() ||
         access.releases() ||
         access.isWorkgroup == (memory == Memory::Workgroup);
}

void FlowCollector::add(const FlowAccess &access, Distance distance) {
  const SharedAccess &shared = flow.accesses[access.number];
  if (!isOf(memory, shared))
    return;
  unsigned place = isBefore() ? access.last : access.first;
  auto [entry, isNew] = found.try_emplace(access.number, Found{place, {}});
  if (isNew)
    ++groups[getGroup(shared)].count;
  Found &each = entry->second;
  each.place = nearest(each.place, place);
  addUncovered(each.distances, distance.over(access.crossed, /*isBack=*/false));
}

void FlowCollector::add(const AccessSet::Ref &set, Distance distance) {
  if (!set)
    return;
  for (const FlowAccess &access : set->accesses)
    add(access, distance);
  for (const MergedAccess &each : set->merged) {
    if (!isOf(memory, each.access))
      continue;
    Group &group = groups[each.group];
    if (group.merged)
      mergeInto(*group.merged, each.access, each.lowest);
    else
      group.merged = each;
  }
}

FlowSet FlowCollector::finish(std::deque<SharedAccess> &storage) {
  FlowSet result;
  auto numbers = llvm::to_vector(llvm::make_first_range(found));
  llvm::sort(numbers);
  for (unsigned number : numbers) {
    const SharedAccess &access = flow.accesses[number];
    const Found &each = found.find(number)->second;
    Group &group = groups[getGroup(access)];
    FlowAccess places = {number, each.place, each.place};
    if (group.merged || group.count > kMaxAccessesOfGroup) {
      if (!group.merged)
        group.merged = MergedAccess{getGroup(access), access, places};
      mergeInto(*group.merged, access, places);
      continue;
    }
    for (Distance distance : each.distances)
      result.push_back({&access, flow.ops[each.place], distance});
  }
  // The order of the program decides, not that of the search.
  SmallVector<MergedAccess *, 4> merged;
  for (auto &[key, group] : groups)
    if (group.merged)
      merged.push_back(&*group.merged);
  llvm::sort(merged, [](const MergedAccess *a, const MergedAccess *b) {
    return a->lowest.number < b->lowest.number;
  });
  for (const MergedAccess *each : merged)
    result.push_back(
        {&storage.emplace_back(each->access),
         flow.ops[isBefore() ? each->lowest.last : each->lowest.first],
         Distance()});
  return result;
}
