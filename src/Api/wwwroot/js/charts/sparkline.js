const namespace = 'http://www.w3.org/2000/svg';
const [width, height, edge] = [240, 72, 4];

/** A small plot of what came before, what followed and what was foretold; for a picture of one row. `parts` are `{ kind, from, values }`. */
export function sparkline(parts, label) {
  const values = parts.flatMap((part) => part.values).filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const last = Math.max(...parts.map((part) => part.from + part.values.length - 1), 1);
  const x = (place) => (edge + (place / last) * (width - 2 * edge)).toFixed(1);
  const y = (value) => (height - edge - ((value - least) / ((most - least) || 1)) * (height - 2 * edge)).toFixed(1);
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, class: 'sparkline', role: 'img', 'aria-label': label });
  for (const part of parts) {
    const own = part.values.map((value, i) => (Number.isFinite(value) ? `${x(part.from + i)},${y(value)}` : null)).filter(Boolean);
    // What comes after the known steps goes on from the last of them.
    const before = parts[0].values.at(-1);
    const points = part.from > 0 && Number.isFinite(before) ? [`${x(part.from - 1)},${y(before)}`, ...own] : own;
    if (points.length > 1) svg.append(element('polyline', { points: points.join(' '), class: part.kind }));
    if (part.kind !== 'before') for (const point of own) svg.append(element('circle', { cx: point.split(',')[0], cy: point.split(',')[1], r: 2.5, class: part.kind }));
  }
  return svg;
}

function element(name, attributes) {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
