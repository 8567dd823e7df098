import { LineChart } from '../charts/line-chart.js';
import { h } from '../core/dom.js';
import { metricName } from '../core/format.js';

const first = ['loss', 'accuracy'];
const epochAxis = { name: 'epoch', format: (x) => String(Math.round(x * 100) / 100) };

/** A chart per metric, training and validation in one; loss and accuracy first, what comes later below. */
export class Curves {
  element = h('section', { class: 'charts', 'aria-label': 'Curves' }, h('p', { class: 'quiet wide' }, 'The curves begin with the first epoch that ends.'));

  #charts = new Map();

  update(metrics) {
    const names = new Set(metrics.names.map((name) => name.replace(/^val_/, '')));
    const ordered = [...first.filter((name) => names.has(name)), ...[...names].filter((name) => !first.includes(name)).sort()];
    if (ordered.length > 0) this.element.querySelector('p.quiet')?.remove();
    for (const name of ordered) {
      if (!this.#charts.has(name)) {
        const chart = new LineChart({ name, title: metricName(name) });
        if (!first.includes(name)) chart.element.classList.add('minor');
        this.#charts.set(name, chart);
        this.element.append(chart.element);
      }
      const lines = [[name, 'training'], [`val_${name}`, 'validation']].filter(([key]) => metrics.points(key).length > 0);
      this.#charts.get(name).update(lines.map(([key, part]) => ({
        key,
        label: lines.length > 1 || key.startsWith('val_') || first.includes(name) ? part : metricName(name).toLowerCase(),
        metric: name,
        points: metrics.points(key).map((point) => ({ x: point.epoch, epoch: point.epoch, value: point.value })),
      })), epochAxis);
    }
  }

  dispose() {
    this.#charts.forEach((chart) => chart.dispose());
  }
}
