import { h } from '../core/dom.js';
import { chosenFiles, droppedFiles } from './files.js';

/** A place to drop files and folders on, with buttons for those who don't drag. */
export function dropZone(take) {
  const fileInput = h('input', { type: 'file', multiple: true, class: 'visually-hidden', tabindex: '-1', 'aria-hidden': 'true', data: { testid: 'file-input' }, on: { change: () => take(chosenFiles(fileInput)) } });
  const folderInput = h('input', { type: 'file', webkitdirectory: true, class: 'visually-hidden', tabindex: '-1', 'aria-hidden': 'true', on: { change: () => take(chosenFiles(folderInput)) } });
  const zone = h('div', { class: 'drop card', data: { testid: 'drop-zone' }, on: {
    dragover: (event) => {
      event.preventDefault();
      zone.classList.add('over');
    },
    dragleave: () => zone.classList.remove('over'),
    drop: async (event) => {
      event.preventDefault();
      zone.classList.remove('over');
      take(await droppedFiles(event.dataTransfer));
    },
  } },
  h('p', { class: 'drop-title' }, 'Drop files or a folder here'),
  h('p', { class: 'quiet' }, 'CSV, TSV, Parquet, JSONL, text, NumPy, IDX, images in folders by class, COCO, VOC; also packed as zip, tar or gz. Give training and test data together if you have both.'),
  h('div', { class: 'actions' },
    h('button', { type: 'button', class: 'primary', on: { click: () => fileInput.click() } }, 'Choose files'),
    h('button', { type: 'button', on: { click: () => folderInput.click() } }, 'Choose a folder')),
  fileInput, folderInput);
  return zone;
}
