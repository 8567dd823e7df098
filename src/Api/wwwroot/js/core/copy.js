import { h } from './dom.js';

const shownFor = 2500;

/**
 * A button that copies a text. Where there is no clipboard (plain HTTP, or not allowed) `fallback`, the element that shows the text, is selected; without
 * one the text is shown to be copied by hand.
 */
export function copyButton(label, text, fallback, testid) {
  const button = h('button', { type: 'button', data: { testid }, on: { click: copy } }, label);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = 'Copied';
    } catch {
      // No clipboard here: one key is to be enough all the same.
      const shown = fallback ?? h('pre', { class: 'code', tabindex: '0' }, text());
      if (!fallback) button.parentElement.after(shown);
      getSelection().selectAllChildren(shown);
      button.textContent = 'Selected: press Ctrl+C';
      if (!fallback) button.disabled = true;
    }
    setTimeout(() => { button.textContent = label; button.disabled = false; }, shownFor);
  }
  return button;
}
