import { SegmentedControl } from '@sippy/ui/components/segmented';
import { TextField } from '@sippy/ui/components/text-field';
import { useTranslation } from 'react-i18next';

/** Most letters of a note to the kitchen. */
const noteLength = 200;

/** Note to the kitchen and course. */
export function NoteAndCourse(props: {
  note: string;
  course: number;
  onChange(change: { note?: string; course?: number }): void;
}) {
  const { t } = useTranslation('pos');
  return (
    <>
      <TextField
        label={t('product.note')}
        hint={t('product.noteHint')}
        value={props.note}
        maxLength={noteLength}
        autoComplete="off"
        data-note=""
        onChange={(note) => props.onChange({ note })}
      />
      <SegmentedControl
        label={t('product.course')}
        showLabel
        value={props.course}
        options={[0, 2, 3].map((value) => ({
          value,
          label: value === 0 ? t('product.courseNow') : t('product.courseLater', { number: value }),
        }))}
        onChange={(course) => props.onChange({ course })}
      />
    </>
  );
}
