import { saveButton } from '../charts/save-image.js';
import { h } from '../core/dom.js';
import { number } from '../core/format.js';
import { cssColor } from '../core/theme.js';

const [shownSide, mostSide, line, captionLine] = [336, 800, 2, 20];
const dashes = { truth: [], said: [7, 4] };
const words = { truth: 'true', said: 'predicted' };

/** The image of a row as the network saw it, with the true boxes (solid) and the predicted ones (dashed) over it, their numbers below, and a button that saves both. */
export function boxPicture(sample, url) {
  const { frame } = sample;
  const side = Math.max(frame.width, frame.height);
  const scale = side < shownSide ? Math.floor(shownSide / side) : Math.min(1, mostSide / side);
  const rows = boxesOf(sample);
  const title = `row ${sample.row + 1} of ${sample.part}`;
  const canvas = h('canvas', { class: 'boxed', width: Math.round(frame.width * scale), height: Math.round(frame.height * scale), role: 'img',
    'aria-label': `${frame.column} of ${title}: ${rows.map(inWords).join('; ') || 'no box'}`, data: { testid: 'boxes', scale } });
  const image = new Image();
  const draw = () => drawBoxes(canvas, image, frame, scale, rows);
  image.addEventListener('load', draw);
  // Without its image a row still has its boxes.
  image.addEventListener('error', draw);
  image.src = url;
  return h('figure', { class: 'box-picture' }, canvas,
    h('figcaption', {}, h('ul', { class: 'box-list' }, rows.map((row) => h('li', { class: row.kind }, h('i', { 'aria-hidden': 'true' }), h('span', {}, inWords(row))))),
      saveButton(`boxes of ${title}`, () => save(canvas, rows, `boxes-${sample.part}-${sample.row + 1}`))));
}

/** True boxes first; each predicted one with what it shares with the true one in its place. */
function boxesOf({ truth, prediction }) {
  const all = (kind, boxes) => (boxes ?? []).map((box) => ({ kind, box }));
  const [outputs, truths] = [prediction.outputs ? Object.values(prediction.outputs) : [prediction], truth?.outputs ? Object.values(truth.outputs) : [truth]];
  return [...truths.flatMap((each) => all('truth', each?.boxes)), ...outputs.flatMap((each) => all('said', each.boxes))];
}

function inWords({ kind, box }) {
  const shown = (value) => number(Math.round(value * 10) / 10);
  const iou = kind === 'truth' ? '' : box.iou === undefined || box.iou === null ? ', no true box' : `, IoU\u00a0${box.iou.toFixed(2)}`;
  return `${words[kind]}${box.class ? ` ${box.class}` : ''}: x\u00a0${shown(box.x)}, y\u00a0${shown(box.y)}, ${shown(box.width)}\u00a0×\u00a0${shown(box.height)}${iou}`;
}

function drawBoxes(canvas, image, { shown, width, height }, scale, rows) {
  const context = canvas.getContext('2d');
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = scale < 1;
  if (image.naturalWidth > 0) {
    const [across, down] = [(width * scale) / shown.width, (height * scale) / shown.height];
    context.drawImage(image, -shown.x * across, -shown.y * down, image.naturalWidth * across, image.naturalHeight * down);
  }
  for (const { kind, box } of rows) {
    outline(context, kind, () => context.strokeRect(box.x * scale, box.y * scale, Math.max(box.width, 0) * scale, Math.max(box.height, 0) * scale));
  }
}

/** A dark line below makes it stand out from whatever it lies on. */
function outline(context, kind, stroke) {
  context.setLineDash(dashes[kind]);
  for (const [style, thick] of [['rgb(0 0 0 / 70%)', line + 2], [cssColor(`--box-${kind}`), line]]) {
    [context.strokeStyle, context.lineWidth] = [style, thick];
    stroke();
  }
}

/** The picture with its numbers below, on the page's background. */
function save(picture, rows, name) {
  const canvas = h('canvas', { width: Math.max(picture.width, shownSide), height: picture.height + captionLine * rows.length + 8 });
  const context = canvas.getContext('2d');
  context.fillStyle = cssColor('--surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  context.font = '13px sans-serif';
  rows.forEach((row, i) => {
    const y = picture.height + 4 + captionLine * (i + 0.5);
    outline(context, row.kind, () => { context.beginPath(); context.moveTo(6, y); context.lineTo(40, y); context.stroke(); });
    context.fillStyle = cssColor('--text');
    context.fillText(inWords(row), 48, y + 4, canvas.width - 54);
  });
  h('a', { href: canvas.toDataURL('image/png'), download: `${name}.png` }).click();
}
