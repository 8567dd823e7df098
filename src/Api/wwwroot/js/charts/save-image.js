import { h } from '../core/dom.js';
import { cssColor } from '../core/theme.js';

/** Saves what a chart shows as a PNG with the page's background. */
export function saveImage(chart, name) {
  const url = chart?.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: cssColor('--surface') });
  if (url) h('a', { href: url, download: `${name}.png` }).click();
}

/** The button for it. */
export function saveButton(title, save) {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': `Save ${title} as image`, title: 'Save as image', on: { click: save } }, '⤓');
}
