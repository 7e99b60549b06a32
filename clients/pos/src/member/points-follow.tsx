import { useMemberText } from '../text-member/text.ts';

/** Says that the member's card was noted, and what comes of it. */
export function PointsFollow() {
  const { t } = useMemberText();
  return <p role="status">{t('noted.paid')}</p>;
}
