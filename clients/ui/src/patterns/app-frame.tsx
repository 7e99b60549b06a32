import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import type { i18n } from 'i18next';
import { type ReactNode, useEffect, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { type ToastPlace, ToastProvider } from '../components/toast.tsx';
import { showTheme } from '../style/theme.ts';
import { directionOf } from '../text/text.ts';
import { ErrorBoundary } from './error-boundary.tsx';

/** Around every client: its words and their direction, its theme, toasts, and a screen for what nobody expected. */
export function AppFrame(props: { text: i18n; toasts?: ToastPlace; children: ReactNode }) {
  const { text, toasts = 'below', children } = props;
  const language = useReadyLanguage(text);
  useEffect(showTheme, []);
  if (!language) return null;
  return (
    <I18nextProvider i18n={text}>
      <CSPProvider disableStyleElements>
        <DirectionProvider direction={directionOf(language)}>
          <ErrorBoundary>
            <ToastProvider place={toasts}>{children}</ToastProvider>
          </ErrorBoundary>
        </DirectionProvider>
      </CSPProvider>
    </I18nextProvider>
  );
}

/** The language once its words are there; until then nothing is shown rather than words of another. */
function useReadyLanguage(text: i18n): string | undefined {
  const ready = () => (text.isInitialized ? text.language : undefined);
  const [language, setLanguage] = useState(ready);
  useEffect(() => {
    const changed = () => setLanguage(ready());
    changed();
    text.on('initialized', changed);
    text.on('languageChanged', changed);
    return () => {
      text.off('initialized', changed);
      text.off('languageChanged', changed);
    };
  });
  return language;
}
