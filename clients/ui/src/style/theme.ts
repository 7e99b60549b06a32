/** Which colours this browser shows. Kept in its storage; `system` follows the machine. */
const storageKey = 'sippy.theme';

/** The themes in the order in which they are offered. */
export const themes = ['system', 'light', 'dark', 'contrast'] as const;

/** One of the themes. */
export type Theme = (typeof themes)[number];

/** The theme that was chosen on this browser. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === kept) ?? 'system';
}

/** Shows the theme and keeps the choice. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
  showTheme();
}

/** Shows the theme that was chosen; without a choice, more contrast where the machine asks for it. */
export function showTheme(): void {
  const chosen = chosenTheme();
  const shown = chosen === 'system' && matchMedia('(prefers-contrast: more)').matches ? 'contrast' : chosen;
  const { dataset } = document.documentElement;
  if (shown === 'system') delete dataset.theme;
  else dataset.theme = shown;
}
