import { tarOf } from './tar.js';

const mostSingle = 20;

/** Files of a drop with the folders they lie in: `[{ name, file }]`. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ name: file.name, file }));
  const files = [];
  for (const entry of entries) await walk(entry, '', files);
  return files;
}

/** Files of a file or folder input. */
export const chosenFiles = (input) => [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));

async function walk(entry, folder, files) {
  const name = folder + entry.name;
  if (entry.isFile) {
    files.push({ name, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a hundred at a time, and none at the end.
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const inner of batch) await walk(inner, `${name}/`, files);
  }
}

const litter = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/;

/** What is sent: files one by one, or as one archive when they are many or lie in folders. */
export function toSources(files) {
  const wanted = files.filter(({ name }) => !litter.test(name));
  if (wanted.length <= mostSingle && wanted.every(({ name }) => !name.includes('/'))) {
    return wanted.map(({ name, file }) => ({ name, blob: file, key: `${name} ${file.size} ${file.lastModified}` }));
  }
  wanted.sort((a, b) => (a.name < b.name ? -1 : 1));
  const top = wanted[0].name.split('/')[0];
  const total = wanted.reduce((sum, { file }) => sum + file.size, 0);
  const newest = Math.max(...wanted.map(({ file }) => file.lastModified));
  const title = wanted.every(({ name }) => name.startsWith(`${top}/`)) ? top : 'files';
  return [{ name: `${title}.tar`, blob: tarOf(wanted), key: `${title} ${wanted.length} ${total} ${newest}`, count: wanted.length }];
}

/** `Sales 2024.csv` → `sales-2024`: what a dataset may be called. */
export function suggestName(fileName) {
  const stem = fileName.split('/').pop().split('.')[0].toLowerCase().replace(/[-_](train|test|val|validation)$/, '');
  return stem.replace(/[^a-z0-9_]+/g, '-').replace(/^[-_]+|[-_]+$/g, '').slice(0, 64);
}
