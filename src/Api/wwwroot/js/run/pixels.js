import { h } from '../core/dom.js';
import { cssColor } from '../core/theme.js';

const smallestSide = 4;

/** Whether nested numbers look like a picture: [height][width] or [height][width][1, 3 or 4]. */
export function isPicture(value) {
  if (!Array.isArray(value) || value.length < smallestSide || !Array.isArray(value[0]) || value[0].length < smallestSide) return false;
  const pixel = value[0][0];
  return typeof pixel === 'number' || (Array.isArray(pixel) && [1, 3, 4].includes(pixel.length) && typeof pixel[0] === 'number');
}

/** Numbers as a picture, from the smallest (dark) to the largest; of `scaleOf`, if it is to be shown as that is. */
export function picture(rows, label, scaleOf = rows) {
  const [least, most] = range(scaleOf.flat(2));
  const scale = 255 / ((most - least) || 1);
  return draw(rows, label, (pixel) => {
    const channels = Array.isArray(pixel) ? pixel : [pixel];
    const at = (i) => ((channels[i] ?? channels[0]) - least) * scale;
    return channels.length >= 3 ? [at(0), at(1), at(2)] : [at(0), at(0), at(0)];
  });
}

/** Classes by position, each in a colour; what is not labelled is black. */
export function classMap(rows, label) {
  const colours = new Map();
  const colourOf = (code) => {
    if (!colours.has(code)) colours.set(code, classColour(code));
    return colours.get(code);
  };
  return draw(rows, label, colourOf);
}

/** The colour of a class in a map. */
export function classColour(code) {
  if (code < 0) return [0, 0, 0];
  return code === 0 ? [32, 36, 48] : rgb(cssColor(`--line-${((code - 1) % 8) + 1}`));
}

function draw(rows, label, colour) {
  const [height, width] = [rows.length, rows[0].length];
  const canvas = h('canvas', { class: 'thumb', width, height, role: 'img', 'aria-label': label });
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  rows.forEach((row, y) => row.forEach((pixel, x) => image.data.set([...colour(pixel), 255], 4 * (y * width + x))));
  context.putImageData(image, 0, 0);
  return canvas;
}

function range(numbers) {
  return numbers.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
