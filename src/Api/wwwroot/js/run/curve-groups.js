const plain = 'Scores';
const byName = (a, b) => a.localeCompare(b, 'en', { numeric: true });

/**
 * Metrics by what stands before the last `/` of their name, those without one first and called scores; within a group `first` first, then by name.
 * Only metrics that have all words of `find` in their name.
 */
export function groupMetrics(names, first, find = '') {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map();
  for (const metric of names) {
    if (!words.every((word) => metric.toLowerCase().includes(word))) continue;
    const name = metric.includes('/') ? metric.slice(0, metric.lastIndexOf('/')) : plain;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(metric);
  }
  const rank = (metric) => (first.includes(metric) ? first.indexOf(metric) : first.length);
  return [...groups].sort(([a], [b]) => (b === plain) - (a === plain) || byName(a, b))
    .map(([name, metrics]) => ({ name, metrics: metrics.sort((a, b) => rank(a) - rank(b) || byName(a, b)) }));
}
