import { connect, SippyError } from '@sippy/sdk/web';
import type { DeviceStore } from '../device/device.ts';
import { PairScreen } from '../patterns/pair-screen.tsx';
import { useTranslation } from '../text/text.ts';
import styles from './gallery.module.css';
import { Section, Specimen } from './specimen.tsx';

/** A device that is never paired: every code is refused. */
const unpaired: DeviceStore = {
  sippy: connect({ url: location.origin }),
  state: () => ({ paired: false }),
  subscribe: () => () => {},
  pair: () => Promise.reject(new SippyError('NOT_FOUND', '', { reason: 'PAIRING_CODE_INVALID' })),
  forget() {},
};

/** The first screen of a new device. */
export function Pairing() {
  const { t } = useTranslation('gallery');
  return (
    <Section title={t('sections.pairing')}>
      <Specimen wide>
        <div className={styles.framed}>
          <PairScreen store={unpaired} appName="Sippy" />
        </div>
      </Specimen>
    </Section>
  );
}
