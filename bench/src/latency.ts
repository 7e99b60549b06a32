/** Latencies of one run, in milliseconds. */
export interface Latency {
  p50: number;
  p99: number;
  max: number;
}

/** Percentiles of measured durations. */
export function percentiles(durationsMs: readonly number[]): Latency {
  const sorted = Float64Array.from(durationsMs).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Least, middle and greatest of several rounds. */
export function spread(values: readonly number[]): { min: number; median: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    min: sorted[0] ?? Number.NaN,
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
}
