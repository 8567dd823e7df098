import { h } from '../core/dom.js';
import { boxPicture } from './box-picture.js';
import { classColour, classMap, isPicture, picture } from './pixels.js';

const legendShown = 8;

/** What can be looked at of a row: its images, the masks beside them, what a network gives back; or null. */
export function samplePictures(sample, { image_columns: images }, imageUrl) {
  const { truth, prediction: said, frame } = sample;
  const boxed = frame && boxPicture(sample, imageUrl(sample.part, sample.row, frame.column));
  const label = (column) => `${column} of row ${sample.row + 1}`;
  const seen = [
    ...images.filter((column) => column !== frame?.column)
      .map((column) => [column, h('img', { class: 'thumb', src: imageUrl(sample.part, sample.row, column), alt: label(column), loading: 'lazy' })]),
    ...Object.entries(sample.inputs).filter(([, value]) => isPicture(value)).map(([column, value]) => [column, picture(value, label(column))]),
  ];
  const heads = said.outputs ? Object.entries(said.outputs).map(([name, each]) => [`${name}: `, truth?.outputs?.[name], each]) : [['', truth, said]];
  const answers = heads.flatMap(([name, wanted, given]) => [
    ...maps(name, wanted, given),
    // Both in one scale, or they could not be compared.
    ...(isPicture(given.output) ? [
      isPicture(wanted?.output) && [`${name}wanted`, picture(wanted.output, `${name}What the network was to give`)],
      [`${name}given back`, picture(given.output, `${name}What the network gives back`, wanted?.output)],
    ] : []),
  ]).filter(Boolean);
  const all = [...seen, ...answers];
  if (all.length === 0) return boxed ?? null;
  return h('div', { class: 'looked-at' }, boxed,
    h('div', { class: 'pictures', style: { '--pictures': String(Math.min(all.length, 3)) } },
      answers.length === 0 ? all.map(([, element]) => element) : all.map(([name, element]) => h('figure', {}, element, h('figcaption', {}, name)))),
    heads.map(([, wanted, given]) => legend(wanted, given)));
}

function maps(name, wanted, given) {
  return [['true', wanted], ['predicted', given]].filter(([, each]) => isPicture(each?.positions))
    .map(([kind, each]) => [`${name}${kind}`, classMap(each.positions, `${name}${kind} classes by position: ${shares(each)}`)]);
}

/** A mask in words: its classes by the share of positions they have. */
function shares({ positions, classes }) {
  const all = positions.flat();
  const counts = new Map();
  for (const code of all) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, legendShown).map(([code, times]) => `${nameOf(classes, code)} ${((times / all.length) * 100).toFixed(0)} %`).join(', ');
}

const nameOf = (classes, code) => (code < 0 ? 'not labelled' : classes?.[code] ?? String(code));

/** The colours of the classes that are to be seen. */
function legend(wanted, given) {
  if (!isPicture(given.positions)) return null;
  const codes = [...new Set([...(wanted?.positions ?? []), ...given.positions].flat())].sort((a, b) => a - b);
  return h('ul', { class: 'class-legend' }, codes.slice(0, legendShown).map((code) =>
    h('li', {}, h('i', { 'aria-hidden': 'true', style: { '--swatch': `rgb(${classColour(code).join(' ')})` } }), nameOf(given.classes, code))),
  codes.length > legendShown && h('li', {}, `and ${codes.length - legendShown} more`));
}
