import { Money } from '../patterns/money.tsx';
import { useTranslation } from '../text/text.ts';
import styles from './gallery.module.css';
import { Section, Specimen } from './specimen.tsx';

const price = { currencyCode: 'EUR', minor: 475n };

/** What is printed: what carries `data-print`, and nothing else. */
export function Paper() {
  const { t } = useTranslation('gallery');
  return (
    <Section title={t('sections.paper')}>
      <Specimen name={t('paper.intro')} wide>
        <div className={styles.receipt} data-print>
          <strong>{t('paper.receipt')}</strong>
          <dl>
            <dt>{t('list.latte')}</dt>
            <dd>
              <Money amount={price} />
            </dd>
          </dl>
        </div>
      </Specimen>
    </Section>
  );
}
