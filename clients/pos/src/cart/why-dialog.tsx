import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { formatMoney } from '@sippy/ui/format/money';
import { useTranslation } from 'react-i18next';
import { useTill } from '../till/till.tsx';
import type { PricedCart } from './price-cart.ts';
import { type WhyStep, whySteps } from './why.ts';
import styles from './why-dialog.module.css';

/** Why the cart, or one line of it, costs what it costs: each amount with the rule that made it. */
export function WhyDialog(props: { priced: PricedCart; lineId: string; onClose(): void }) {
  const { t, i18n } = useTranslation('pos');
  const { currencyCode } = useTill();
  const { priced, lineId } = props;
  const money = (minor: bigint) => formatMoney({ currencyCode, minor }, i18n.language);
  const lines = priced.lines.filter((line) => lineId === '' || line.lineId === lineId);
  const total = lineId === '' ? priced.totals.total : (lines[0]?.total ?? 0n);
  const words = ({ key, name, quantity, percent, base }: WhyStep) =>
    t(`why.rule.${key}`, {
      name,
      quantity,
      percent:
        percent === undefined
          ? ''
          : new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 2 }).format(
              percent / 100,
            ),
      base: base === undefined ? '' : money(base),
    });
  const part = (title: string, id: string) => {
    const steps = whySteps(priced.trace, id);
    if (steps.length === 0) return null;
    return (
      <section key={id} className={styles.part}>
        <h3>{title}</h3>
        <dl>
          {steps.map((step, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have nothing but their order
            <div key={i} className={styles.step} data-sum={step.key.endsWith('_TOTAL') || undefined}>
              <dt>{words(step)}</dt>
              <dd>{money(step.amount)}</dd>
            </div>
          ))}
        </dl>
      </section>
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={t('why.title', { amount: money(total) })}
      footer={
        <Button variant="primary" onClick={props.onClose}>
          {t('why.close')}
        </Button>
      }
    >
      {lines.map((line) => part([line.name, line.variantName].filter(Boolean).join(', '), line.lineId))}
      {lineId === '' && part(t('why.order'), '')}
    </Dialog>
  );
}
