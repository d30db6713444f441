/** "median 1.90, p95 2.41" of some numbers; zeros where there are none. */
export function quantiles(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const median = sorted[sorted.length >> 1] ?? 0;
  return `median ${median.toFixed(2)}, p95 ${p95.toFixed(2)}`;
}
