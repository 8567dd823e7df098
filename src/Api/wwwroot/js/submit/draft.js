const name = 'draft';

/** What was being written when the page was left; empty when nothing was. */
export function loadDraft() {
  try {
    return sessionStorage.getItem(name) ?? '';
  } catch {
    // Storage is switched off in this browser: drafts are not kept.
    return '';
  }
}

export function saveDraft(text) {
  try {
    if (text) sessionStorage.setItem(name, text);
    else sessionStorage.removeItem(name);
  } catch {
    // Storage is switched off or full: drafts are not kept.
  }
}
