import type { Sippy } from '@sippy/sdk/web';
import { Select } from '@sippy/ui/components/select';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewedCafe } from './access.ts';
import { Adjustments } from './adjustments.tsx';
import { HeldEarnings } from './held-earnings.tsx';
import styles from './page.module.css';
import { ReviewProvider } from './review-context.tsx';

/** What a manager looks at every day at a café: orders that have not earned at once, and points that were given or taken by hand. */
export function Review({ sippy, cafes }: { sippy: Sippy; cafes: readonly ReviewedCafe[] }) {
  const { t } = useTranslation('owner');
  const [chosen, setChosen] = useState<string>();
  const cafe = cafes.find(({ cafeId }) => cafeId === chosen) ?? cafes[0];
  if (!cafe) return null;
  return (
    <ReviewProvider value={{ sippy, cafe }} key={cafe.cafeId}>
      <div className={styles.section}>
        {cafes.length > 1 && (
          <Select
            label={t('cafes.name')}
            value={cafe.cafeId}
            options={cafes.map(({ cafeId, label }) => ({ value: cafeId, label }))}
            onChange={setChosen}
          />
        )}
        <HeldEarnings />
        <Adjustments />
      </div>
    </ReviewProvider>
  );
}
