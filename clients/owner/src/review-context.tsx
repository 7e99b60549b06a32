import { type Sippy, SippyError } from '@sippy/sdk/web';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewedCafe } from './access.ts';

/** At which café points are looked after, and through whom it is asked. */
export interface ReviewOf {
  readonly sippy: Sippy;
  readonly cafe: ReviewedCafe;
}

const Context = createContext<ReviewOf | undefined>(undefined);

/** Gives it to what stands in it. */
export const ReviewProvider = Context.Provider;

/** The café that is looked at; only below a `ReviewProvider`. */
export function useReview(): ReviewOf {
  const review = useContext(Context);
  if (!review) throw new Error('no café is chosen here');
  return review;
}

/** Names change seldom. */
const nameStaleMs = 300_000;
/** How it is refused to name somebody who is no customer of the owner's. */
const nameless: ReadonlySet<string> = new Set(['NOT_FOUND', 'PERMISSION_DENIED']);
/** Of an id, as much as tells two people on a page apart. */
const shortOf = (id: string) => id.slice(-6);

/** Name of a member; of another owner's customer, or of one who was forgotten, the end of the pseudonym. */
export function MemberName({ customerId }: { customerId: string }) {
  const { t } = useTranslation('owner');
  const { sippy, cafe } = useReview();
  const { organisationId } = cafe;
  const { data } = useQuery({
    queryKey: ['member', organisationId, customerId],
    queryFn: async () => {
      try {
        return (
          (await sippy.customer.getCustomer({ organisationId, customerId })).customer?.profile?.name ?? ''
        );
      } catch (error) {
        // Whoever is a customer of another owner's alone has no name here.
        if (error instanceof SippyError && nameless.has(error.code)) return '';
        throw error;
      }
    },
    staleTime: nameStaleMs,
  });
  return <bdi>{data || t('review.member', { id: shortOf(customerId) })}</bdi>;
}

/** Name of a member of staff, by what names them or their account; of others the end of the id. */
export function StaffName({ id }: { id: string }) {
  const { t } = useTranslation('owner');
  const { sippy, cafe } = useReview();
  const { organisationId } = cafe;
  const { data } = useQuery({
    queryKey: ['staff-names', organisationId],
    queryFn: async () => {
      const { staff } = await sippy.staff.listStaff({
        ...{ organisationId, includeDeactivated: true, page: { pageSize: 200 } },
      });
      const { caller } = await sippy.auth.getMe({});
      const names = staff.flatMap(({ staffId, userId, name }) => [
        [staffId, name] as const,
        [userId, name] as const,
      ]);
      const me = caller?.$case === 'user' ? [[caller.value.userId, caller.value.name] as const] : [];
      return new Map([...me, ...names].filter(([key]) => key !== ''));
    },
    staleTime: nameStaleMs,
  });
  if (id === '') return <>{t('review.nobody')}</>;
  return <bdi>{data?.get(id) || t('review.person', { id: shortOf(id) })}</bdi>;
}
