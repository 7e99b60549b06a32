import Coffee from 'lucide-react/icons/coffee';
import Receipt from 'lucide-react/icons/receipt-text';
import Trash2 from 'lucide-react/icons/trash-2';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { List, ListRow } from '../components/list.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { Spinner } from '../components/spinner.tsx';
import { Money } from '../patterns/money.tsx';
import { useTranslation } from '../text/text.ts';
import { Section, Specimen } from './specimen.tsx';

const price = { currencyCode: 'EUR', minor: 475n };

/** Lists, badges, and what stands where nothing is yet. */
export function Lists() {
  const { t } = useTranslation('gallery');
  return (
    <Section title={t('sections.lists')}>
      <Specimen stack>
        <List label={t('list.orders')}>
          <ListRow
            leading={<Coffee aria-hidden />}
            title={t('list.latte')}
            detail={t('list.table')}
            trailing={<Money amount={price} />}
            onPress={() => {}}
          />
          <ListRow
            title={t('list.croissant')}
            trailing={<Money amount={price} />}
            selected
            onPress={() => {}}
            actions={<IconButton label={t('action.remove')} icon={<Trash2 aria-hidden />} variant="danger" />}
          />
          <ListRow title={t('list.latte')} trailing={<Money amount={price} />} disabled onPress={() => {}} />
        </List>
      </Specimen>
      <Specimen stack>
        <div>
          <EmptyState
            icon={<Receipt aria-hidden />}
            title={t('list.emptyTitle')}
            action={<Button variant="primary">{t('action.newOrder')}</Button>}
          >
            {t('list.emptyText')}
          </EmptyState>
        </div>
      </Specimen>
      <Specimen name={t('state.tones')}>
        <Badge>{t('list.cancelled')}</Badge>
        <Badge tone="info">{t('list.new')}</Badge>
        <Badge tone="ok">{t('list.paid')}</Badge>
        <Badge tone="warn">{t('list.open')}</Badge>
        <Badge tone="danger">{t('list.late')}</Badge>
      </Specimen>
      <Specimen name={t('state.loading')} stack>
        <Skeleton lines={3} />
        <Skeleton />
        <div>
          <Spinner size="s" /> <Spinner /> <Spinner size="l" />
        </div>
      </Specimen>
    </Section>
  );
}
