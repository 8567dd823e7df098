import { h } from '../core/dom.js';

const choices = {
  format: ['csv', 'parquet', 'idx', 'numpy', 'images', 'coco', 'voc', 'jsonl', 'text', 'cifar_binary'],
  delimiter: [[',', 'comma'], ['\t', 'tab'], [';', 'semicolon'], ['|', 'bar'], [' ', 'blank']],
  quote: [['"', '"'], ["'", "'"], ['', 'none']],
  header: ['true', 'false'],
  decimal: ['.', ','],
  encoding: ['utf-8', 'utf-16', 'utf-16be', 'windows-1252', 'iso-8859-1'],
};
const always = ['format', 'delimiter', 'header', 'decimal', 'encoding'];
const tables = ['delimiter', 'header', 'decimal', 'quote'];

/** What was detected, each with a control that overrides it. `options` is the object that goes with the request. */
export function detectionForm(header, options, changed) {
  const found = new Map([['format', { value: header.format, confidence: 1 }]]);
  for (const each of header.detected ?? []) if (!found.has(each.option) || each.option === 'format') found.set(each.option, each);
  const names = [...new Set([...always, ...found.keys()])].filter((name) => choices[name] && (!tables.includes(name) || header.format === 'csv') && (name !== 'encoding' || ['csv', 'text', 'jsonl'].includes(header.format)));
  const set = (name, value) => {
    if (value === '') delete options[name];
    else options[name] = name === 'header' ? value === 'true' : value;
    changed();
  };
  return h('div', { class: 'detection', data: { testid: 'detection' } }, names.map((name) => {
    const { value, confidence } = found.get(name) ?? {};
    const label = value === undefined ? 'detected' : `${shown(name, value)} (detected${confidence < 0.995 ? `, ${Math.round(confidence * 100)} % sure` : ''})`;
    const select = h('select', { id: `option-${name}`, data: { testid: `option-${name}` }, on: { change: () => set(name, decode(select.value)) } },
      h('option', { value: '' }, label), choices[name].map((choice) => {
        const [key, text] = Array.isArray(choice) ? choice : [choice, choice];
        return h('option', { value: `=${key}` }, text);
      }));
    if (options[name] !== undefined) select.value = `=${options[name]}`;
    return h('div', {}, h('label', { for: `option-${name}` }, name), select);
  }), missing(found.get('missing_values'), options, changed));
}

const decode = (value) => value.replace(/^=/, '');
const shown = (name, value) => (choices[name] ?? []).find((choice) => Array.isArray(choice) && choice[0] === value)?.[1] ?? value;

function missing(found, options, changed) {
  const input = h('input', { id: 'option-missing', type: 'text', placeholder: found?.value || 'empty cells, NA, …', value: options.missing_values?.join(', '), on: { change: () => {
    const texts = input.value.split(',').map((text) => text.trim());
    if (input.value.trim() === '') delete options.missing_values;
    else options.missing_values = texts;
    changed();
  } } });
  return h('div', {}, h('label', { for: 'option-missing' }, 'missing values'), input);
}

/** Which part each file belongs to. */
export function partChoices(names, header, options, changed) {
  if (names.length === 0 || names.length > 20) return null;
  return h('div', { class: 'detection' }, names.map((name, index) => {
    const select = h('select', { id: `part-${index}`, on: { change: () => {
      const parts = { ...options.parts };
      if (select.value === '') delete parts[name];
      else parts[name] = select.value;
      if (Object.keys(parts).length === 0) delete options.parts;
      else options.parts = parts;
      changed();
    } } }, h('option', { value: '' }, 'part by its name'), ['train', 'validation', 'test', 'all'].map((part) => h('option', { value: part }, part)));
    select.value = options.parts?.[name] ?? '';
    return h('div', {}, h('label', { for: `part-${index}`, class: 'clip' }, name), select);
  }));
}
