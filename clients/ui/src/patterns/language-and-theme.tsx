import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SegmentedControl } from '../components/segmented.tsx';
import { Select } from '../components/select.tsx';
import { chosenTheme, setTheme, type Theme, themes } from '../style/theme.ts';
import { type Language, languageNames, languages, setLanguage } from '../text/text.ts';
import styles from './language-and-theme.module.css';

/** The language and the colours of this browser. Both take effect at once and are kept. */
export function LanguageAndTheme() {
  const { t, i18n } = useTranslation('ui');
  const [theme, choose] = useState(chosenTheme);
  return (
    <div className={styles.form}>
      <Select
        label={t('settings.language')}
        value={i18n.language as Language}
        options={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChange={(language) => void setLanguage(language, i18n)}
      />
      <SegmentedControl
        label={t('settings.theme')}
        showLabel
        wide
        value={theme}
        options={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
        onChange={(next: Theme) => {
          setTheme(next);
          choose(next);
        }}
      />
    </div>
  );
}
