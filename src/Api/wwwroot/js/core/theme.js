const system = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;

export const themeChanged = new EventTarget();

export function currentTheme() {
  return root.dataset.theme ?? (system.matches ? 'dark' : 'light');
}

/** The value of a custom property of the style sheet, for drawings that can't use CSS. */
export function cssColor(name) {
  return getComputedStyle(root).getPropertyValue(name).trim();
}

export function setUpThemeButton(button) {
  const show = () => {
    const dark = currentTheme() === 'dark';
    button.textContent = dark ? '☀' : '☾';
    button.setAttribute('aria-label', dark ? 'Switch to light colours' : 'Switch to dark colours');
    themeChanged.dispatchEvent(new Event('change'));
  };
  button.addEventListener('click', () => {
    root.dataset.theme = currentTheme() === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem('theme', root.dataset.theme);
    } catch {
      // Storage is switched off in this browser: the choice lasts until the page is closed.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}
