// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Medians, spreads and intervals of measured times.
//
// The speed of a shared machine drifts by tens of percent within seconds, so
// two series are compared round by round: entries of the same index were taken
// within a few milliseconds of each other. The ratio of two series is the
// median of the ratios of their rounds, and its interval comes from resampling
// rounds (percentile bootstrap).
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_BENCH_STATISTICS_H
#define VYRE_BENCH_STATISTICS_H

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vyre::bench {

/// The value below which `fraction` of the samples lie, interpolated.
inline double quantile(std::vector<double> samples, double fraction) {
  std::sort(samples.begin(), samples.end());
  double position = fraction * (samples.size() - 1);
  size_t below = static_cast<size_t>(position);
  size_t above = std::min(below + 1, samples.size() - 1);
  double weight = position - below;
  return samples[below] * (1 - weight) + samples[above] * weight;
}

inline double median(const std::vector<double> &samples) {
  return quantile(samples, 0.5);
}

struct Interval {
  double low = 0;
  double high = 0;
};

struct Ratio {
  double median = 0;
  Interval interval; ///< 95 %.
};

/// The median of measured ratios. The same ratios give the same interval.
inline Ratio estimate(const std::vector<double> &ratios) {
  constexpr unsigned kResamples = 2000;
  std::vector<double> resample(ratios.size()), medians;
  uint64_t state = 0x9e3779b97f4a7c15;
  for (unsigned r = 0; r < kResamples; ++r) {
    for (double &sample : resample) {
      // xorshift64
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      sample = ratios[(state >> 11) % ratios.size()];
    }
    medians.push_back(median(resample));
  }
  return {median(ratios), {quantile(medians, 0.025), quantile(medians, 0.975)}};
}

/// How much longer `ours` takes than `theirs`, round by round.
inline Ratio compare(const std::vector<double> &ours,
                     const std::vector<double> &theirs) {
  std::vector<double> ratios(ours.size());
  for (size_t i = 0; i < ours.size(); ++i)
    ratios[i] = ours[i] / theirs[i];
  return estimate(ratios);
}

} // namespace vyre::bench

#endif // VYRE_BENCH_STATISTICS_H
