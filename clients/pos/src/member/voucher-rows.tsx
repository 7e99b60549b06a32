import { IconButton } from '@sippy/ui/components/icon-button';
import { say } from '@sippy/ui/components/live-region';
import { useToasts } from '@sippy/ui/components/toast';
import { Money } from '@sippy/ui/patterns/money';
import { useQueryClient } from '@tanstack/react-query';
import Ticket from 'lucide-react/icons/ticket';
import X from 'lucide-react/icons/x';
import type { PricedCartVoucher } from '../cart/price-cart.ts';
import type { Ask } from '../sell/use-ask.ts';
import { useMemberText } from '../text-member/text.ts';
import { useTill } from '../till/till.tsx';
import { removeVoucher } from './change-vouchers.ts';
import { refreshVouchers } from './use-vouchers.ts';
import { orTold } from './voucher-problem.ts';
import styles from './voucher-rows.module.css';

/** Vouchers on the sale as rows of its sums: what each takes off, or why it takes off nothing, and the way to take it off. */
export function VoucherRows(props: { vouchers: readonly PricedCartVoucher[]; ask: Ask['ask'] }) {
  const { vouchers, ask } = props;
  const { t, words } = useMemberText();
  const till = useTill();
  const toasts = useToasts();
  const known = useQueryClient();
  const { currencyCode } = till;
  const takeOff = async ({ voucherId, name }: PricedCartVoucher) => {
    const tell = (text: string) => toasts.show({ text, tone: 'danger', forMs: 8000 });
    const done = await ask(() => orTold(removeVoucher(till, voucherId), words, tell));
    if (done) say(t('vouchers.tookOff', { name }));
    await refreshVouchers(known);
  };
  return vouchers.map((voucher) => (
    <div key={voucher.voucherId} className={styles.row}>
      <dt className={styles.words}>
        <Ticket className={styles.icon} aria-hidden />
        <span>
          {voucher.name}
          {voucher.misfit && <span className={styles.why}>{t(`misfit.${voucher.misfit}`)}</span>}
        </span>
      </dt>
      <dd className={styles.amount}>
        <Money amount={{ currencyCode, minor: -voucher.amount }} />
        <IconButton
          label={t('vouchers.takeOffNamed', { name: voucher.name })}
          icon={<X aria-hidden />}
          onClick={() => void takeOff(voucher)}
        />
      </dd>
    </div>
  ));
}
