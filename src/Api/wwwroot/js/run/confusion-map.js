import { h, setText } from '../core/dom.js';
import { count } from '../core/format.js';
import { cssColor, themeChanged } from '../core/theme.js';

/**
 * A confusion matrix of many classes as a picture, a square a cell. What is under the pointer, or at the place that the arrow keys have gone to, is said
 * in words.
 */
export function confusionMap(counts, label) {
  const size = counts.length;
  const scale = Math.max(1, Math.round(480 / size));
  const canvas = h('canvas', {
    width: size * scale, height: size * scale, tabindex: '0', role: 'application', data: { testid: 'confusion-map' },
    'aria-label': `Confusion matrix of ${size} classes: rows are the true class, columns the predicted one. Arrow keys go from cell to cell.`,
  });
  const words = h('p', { class: 'sub', role: 'status', data: { testid: 'confusion-cell' } }, 'Point at a cell, or go there with the arrow keys.');
  const totals = counts.map((row) => row.reduce((sum, value) => sum + value, 0));
  let [row, column] = [0, 0];

  function draw() {
    if (!canvas.isConnected && canvas.dataset.drawn) return themeChanged.removeEventListener('change', draw);
    canvas.dataset.drawn = 'true';
    const context = canvas.getContext('2d');
    context.fillStyle = cssColor('--sunken');
    context.fillRect(0, 0, canvas.width, canvas.height);
    counts.forEach((values, truth) => values.forEach((value, said) => {
      if (value === 0) return;
      context.globalAlpha = 0.15 + 0.85 * Math.sqrt(value / (totals[truth] || 1));
      context.fillStyle = cssColor(truth === said ? '--accent' : '--bad');
      context.fillRect(said * scale, truth * scale, scale, scale);
    }));
    context.globalAlpha = 1;
    return undefined;
  }

  function say() {
    setText(words, `true ${label(row)}, predicted ${label(column)}: ${count(counts[row][column])} of ${count(totals[row])}`);
  }

  canvas.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect();
    const place = (from, length) => Math.max(0, Math.min(size - 1, Math.floor((from / length) * size)));
    [row, column] = [place(event.clientY - box.top, box.height), place(event.clientX - box.left, box.width)];
    say();
  });
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    [row, column] = [row + step[0], column + step[1]].map((place) => Math.max(0, Math.min(size - 1, place)));
    say();
  });
  themeChanged.addEventListener('change', draw);
  draw();
  return h('figure', { class: 'confusion-map' }, h('figcaption', { class: 'sub' }, 'Confusion matrix of the test part: downwards the true class, across the predicted one'), canvas, words);
}
