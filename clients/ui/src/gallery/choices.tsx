import Coffee from 'lucide-react/icons/coffee';
import ShoppingBag from 'lucide-react/icons/shopping-bag';
import { useState } from 'react';
import { Checkbox } from '../components/checkbox.tsx';
import { SegmentedControl } from '../components/segmented.tsx';
import { Switch } from '../components/switch.tsx';
import { Tabs } from '../components/tabs.tsx';
import { useTranslation } from '../text/text.ts';
import { Section, Specimen } from './specimen.tsx';

/** Things to choose among, and to switch on and off. */
export function Choices() {
  const { t } = useTranslation('gallery');
  const [kind, setKind] = useState<'here' | 'away' | 'pickup'>('here');
  const [tab, setTab] = useState<'coffee' | 'tea' | 'bakery'>('coffee');
  const [shot, setShot] = useState(true);
  const [decaf, setDecaf] = useState(false);
  const [sound, setSound] = useState(true);
  const [lock, setLock] = useState(false);
  return (
    <Section title={t('sections.choices')}>
      <Specimen stack>
        <SegmentedControl
          label={t('choice.kind')}
          showLabel
          wide
          value={kind}
          onChange={setKind}
          options={[
            { value: 'here', label: t('choice.here'), icon: <Coffee aria-hidden /> },
            { value: 'away', label: t('choice.away'), icon: <ShoppingBag aria-hidden /> },
            { value: 'pickup', label: t('choice.pickup'), disabled: true },
          ]}
        />
        <Tabs
          label={t('action.show')}
          value={tab}
          onChange={setTab}
          tabs={(['coffee', 'tea', 'bakery'] as const).map((value) => ({
            value,
            label: t(`choice.${value}`),
            content: t(`choice.${value}`),
            disabled: value === 'bakery',
          }))}
        />
      </Specimen>
      <Specimen>
        <div>
          <Checkbox label={t('choice.all')} mixed checked={false} onChange={() => {}} />
          <Checkbox label={t('choice.extraShot')} checked={shot} onChange={setShot} />
          <Checkbox label={t('choice.decaf')} checked={decaf} onChange={setDecaf} />
          <Checkbox label={t('choice.syrup')} checked disabled onChange={() => {}} />
        </div>
      </Specimen>
      <Specimen stack>
        <div>
          <Switch
            label={t('choice.sound')}
            hint={t('choice.soundHint')}
            checked={sound}
            onChange={setSound}
          />
          <Switch label={t('choice.lock')} checked={lock} onChange={setLock} />
          <Switch label={t('choice.lock')} checked disabled onChange={() => {}} />
        </div>
      </Specimen>
    </Section>
  );
}
