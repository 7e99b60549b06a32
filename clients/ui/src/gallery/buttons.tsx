import Pencil from 'lucide-react/icons/pencil';
import Plus from 'lucide-react/icons/plus';
import Search from 'lucide-react/icons/search';
import Trash2 from 'lucide-react/icons/trash-2';
import { Button } from '../components/button.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { Kbd } from '../components/kbd.tsx';
import { useTranslation } from '../text/text.ts';
import { Section, Specimen } from './specimen.tsx';

const variants = ['primary', 'secondary', 'quiet', 'danger'] as const;

/** Buttons: as they are, busy, disabled; sizes; icons. */
export function Buttons() {
  const { t } = useTranslation('gallery');
  return (
    <Section title={t('sections.buttons')}>
      {variants.map((variant) => (
        <Specimen key={variant} name={t(`state.${variant}`)}>
          <Button variant={variant}>{t('action.charge')}</Button>
          <Button variant={variant} busy>
            {t('action.charge')}
          </Button>
          <Button variant={variant} disabled>
            {t('action.charge')}
          </Button>
        </Specimen>
      ))}
      <Specimen name={t('state.icons')}>
        <Button icon={<Plus aria-hidden />}>{t('action.add')}</Button>
        <Button variant="quiet" icon={<Search aria-hidden />}>
          {t('action.search')} <Kbd>/</Kbd>
        </Button>
        <IconButton label={t('action.search')} icon={<Search aria-hidden />} />
        <IconButton label={t('action.more')} icon={<Pencil aria-hidden />} variant="secondary" />
        <IconButton label={t('action.remove')} icon={<Trash2 aria-hidden />} variant="danger" />
        <IconButton label={t('action.remove')} icon={<Trash2 aria-hidden />} disabled />
      </Specimen>
      <Specimen name={t('state.sizes')} wide>
        <Button>{t('action.keep')}</Button>
        <Button size="l">{t('action.newOrder')}</Button>
        <Button variant="primary" size="xl">
          {t('action.charge')}
        </Button>
        <Button variant="primary" size="xl" busy>
          {t('action.charge')}
        </Button>
        <IconButton label={t('action.add')} icon={<Plus aria-hidden />} variant="secondary" size="l" />
      </Specimen>
    </Section>
  );
}
