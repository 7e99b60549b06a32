import { SippyError } from '@sippy/sdk/web';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { useToasts } from '../components/toast.tsx';
import type { Connection } from '../connection/connection.ts';
import { ConnectionBanner } from '../patterns/connection-banner.tsx';
import { ErrorNotice } from '../patterns/error-notice.tsx';
import { useTranslation } from '../text/text.ts';
import { Section, Specimen } from './specimen.tsx';

const cut = { online: false, since: new Date('2026-11-21T07:14:07Z') };
const away: Connection = {
  state: () => cut,
  subscribe: () => () => {},
  report() {},
  start() {},
  stop() {},
};
const refused = new SippyError('PERMISSION_DENIED', '', { reason: 'PERMISSION_MISSING' });

/** What the screen says by itself. */
export function Messages() {
  const { t } = useTranslation('gallery');
  const { show } = useToasts();
  return (
    <Section title={t('sections.messages')}>
      <Specimen stack wide>
        <Banner>{t('message.info')}</Banner>
        <Banner tone="ok">{t('message.ok')}</Banner>
        <Banner tone="warn" action={<Button>{t('action.show')}</Button>}>
          {t('message.warn')}
        </Banner>
        <ErrorNotice error={refused} onRetry={() => {}} />
        <ConnectionBanner connection={away} stillWorks={t('message.offline')} zone="Europe/Paris" />
      </Specimen>
      <Specimen wide>
        <Button onClick={() => show({ text: t('message.removed'), undo: () => {} })}>
          {t('message.removed')}
        </Button>
        <Button onClick={() => show({ text: t('message.saved'), tone: 'ok' })}>{t('message.saved')}</Button>
        <Button onClick={() => show({ text: t('message.soldOut'), tone: 'warn' })}>
          {t('message.soldOut')}
        </Button>
        <Button onClick={() => show({ text: t('message.failed'), tone: 'danger', forMs: 0 })}>
          {t('message.failed')}
        </Button>
      </Specimen>
    </Section>
  );
}
