import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { SegmentedControl } from '../components/segmented.tsx';
import { LanguageAndTheme } from '../patterns/language-and-theme.tsx';
import { useTranslation } from '../text/text.ts';
import { Buttons } from './buttons.tsx';
import { Choices } from './choices.tsx';
import { Colours } from './colours.tsx';
import { Fields } from './fields.tsx';
import styles from './gallery.module.css';
import { Lists } from './lists.tsx';
import { Messages } from './messages.tsx';
import { Numbers } from './numbers.tsx';
import { Overlays } from './overlays.tsx';
import { Pairing } from './pairing.tsx';
import { Paper } from './paper.tsx';
import { Section, Specimen } from './specimen.tsx';

const sizes = [100, 150, 200] as const;

/** Every component in every state, with switches for language, colours and text size. */
export function Gallery() {
  const { t, i18n } = useTranslation('gallery');
  const [size, setSize] = useState<number>(100);
  const [pairing, setPairing] = useState(false);
  if (pairing) return <Pairing />;
  return (
    <main className={styles.gallery}>
      <header className={styles.top}>
        <div>
          <h1 className={styles.title}>{t('title')}</h1>
          <p className={styles.intro}>{t('intro')}</p>
        </div>
        <div className={styles.switches}>
          <LanguageAndTheme />
          <SegmentedControl
            label={t('textSize')}
            showLabel
            wide
            value={size}
            options={sizes.map((value) => ({
              value,
              label: new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(value / 100),
            }))}
            onChange={(next) => {
              setSize(next);
              document.documentElement.style.fontSize = `${next}%`;
            }}
          />
        </div>
      </header>
      <Colours />
      <Buttons />
      <Fields />
      <Choices />
      <Numbers />
      <Lists />
      <Messages />
      <Overlays />
      <Section title={t('sections.pairing')}>
        <Specimen wide>
          <Button onClick={() => setPairing(true)}>{t('sections.pairing')}</Button>
        </Specimen>
      </Section>
      <Paper />
    </main>
  );
}
