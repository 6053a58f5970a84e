import { h } from './dom.ts';

/** A button that changes between dark and light; it begins with what the system has. */
export function themeButton(): HTMLElement {
  let isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const button = h('button', { type: 'button', 'aria-pressed': String(isDark) }, 'Dark');
  button.addEventListener('click', () => {
    isDark = !isDark;
    button.setAttribute('aria-pressed', String(isDark));
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  });
  return button;
}
