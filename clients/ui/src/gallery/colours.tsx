import { classes } from '../style/classes.ts';
import { useTranslation } from '../text/text.ts';
import colours from './colours.module.css';
import styles from './gallery.module.css';
import { Section, Specimen } from './specimen.tsx';

const plain = ['paper', 'surface', 'sunken', 'accent', 'ok', 'warn', 'danger'] as const;
const categories = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const sizes = ['3xl', '2xl', 'xl', 'l', 'm', 's'] as const;

/** The colours and sizes of type. */
export function Colours() {
  const { t, i18n } = useTranslation('gallery');
  const swatch = (name: string, label: string) => (
    <div key={name} className={styles.swatch}>
      <span className={classes(styles.colour, colours[name])} />
      <span>{label}</span>
    </div>
  );
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Section title={t('sections.colours')}>
      <Specimen wide>
        <div className={styles.swatches}>{plain.map((name) => swatch(name, t(`colour.${name}`)))}</div>
      </Specimen>
      <Specimen wide>
        <div className={styles.swatches}>
          {categories.map((each) =>
            swatch(`category${each}`, t('category', { number: number.format(each) })),
          )}
        </div>
      </Specimen>
      <Specimen wide>
        {sizes.map((size) => (
          <p key={size} className={classes(styles.sample, styles[`tokenText-${size}`])}>
            {t('sample')}
          </p>
        ))}
      </Specimen>
    </Section>
  );
}
