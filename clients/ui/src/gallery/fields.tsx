import { useState } from 'react';
import { Select } from '../components/select.tsx';
import { TextArea } from '../components/text-area.tsx';
import { TextField } from '../components/text-field.tsx';
import { useTranslation } from '../text/text.ts';
import { Section, Specimen } from './specimen.tsx';

/** Fields: empty, with a hint, wrong, disabled. */
export function Fields() {
  const { t } = useTranslation('gallery');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('sam@example');
  const [amount, setAmount] = useState('12.50');
  const [note, setNote] = useState('');
  const [milk, setMilk] = useState<'whole' | 'oat' | 'soy'>();
  const milks = [
    { value: 'whole', label: t('choice.whole') },
    { value: 'oat', label: t('choice.oat') },
    { value: 'soy', label: t('choice.soy'), disabled: true },
  ] as const;
  const select = { options: milks, value: milk, onChange: setMilk, placeholder: t('field.choose') };
  return (
    <Section title={t('sections.fields')}>
      <Specimen stack>
        <TextField label={t('field.name')} hint={t('field.nameHint')} value={name} onChange={setName} />
        <TextField
          label={t('field.email')}
          error={t('field.emailError')}
          type="email"
          dir="ltr"
          value={email}
          onChange={setEmail}
        />
      </Specimen>
      <Specimen stack>
        <TextField
          label={t('field.amount')}
          before="€"
          inputMode="decimal"
          value={amount}
          onChange={setAmount}
        />
        <TextField label={t('field.locked')} value="Europe/Paris" onChange={() => {}} disabled />
        <TextArea label={t('field.note')} value={note} onChange={setNote} />
      </Specimen>
      <Specimen stack>
        <Select label={t('field.milk')} {...select} />
        <Select label={t('field.milk')} error={t('field.chooseError')} {...select} />
        <Select label={t('field.milk')} disabled {...select} value="oat" />
      </Specimen>
    </Section>
  );
}
