/** What can be chosen for this screen. */
import { Button } from '@sippy/ui/components/button';
import { Checkbox } from '@sippy/ui/components/checkbox';
import { ConfirmDialog } from '@sippy/ui/components/confirm-dialog';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import { Select } from '@sippy/ui/components/select';
import { Sheet } from '@sippy/ui/components/sheet';
import { type Language, languageNames, languages, setLanguage } from '@sippy/ui/text/text';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKitchen, useSetting } from '../board/kitchen.tsx';
import { kitchenThemes, sizes } from '../settings/settings.ts';
import styles from './settings-sheet.module.css';

/** The settings, and the way out. */
export interface SettingsSheetProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  deviceName: string;
  staffName?: string | undefined;
  onLeave(): void;
}

/** The settings of this screen; each takes effect at once and is kept. */
export function SettingsSheet(props: SettingsSheetProps) {
  const { open, onOpenChange } = props;
  const { t } = useTranslation('kds');
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t('settings.title')}>
      <div className={styles.form}>
        <Stations />
        <Looks />
        <Leave {...props} />
      </div>
    </Sheet>
  );
}

function Stations() {
  const { t } = useTranslation('kds');
  const { settings, stations, shownStations } = useKitchen();
  const shown = shownStations.map(({ stationId }) => stationId);
  const choose = (stationId: string, isChosen: boolean) => {
    const next = isChosen ? [...shown, stationId] : shown.filter((id) => id !== stationId);
    // All of them is no choice: stations that come later are shown too.
    settings.setState({ stationIds: next.length === stations.length ? [] : next });
  };
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('settings.stations')}</legend>
      <p className={styles.hint}>{t('settings.stationsHint')}</p>
      {stations.map(({ stationId, name }) => (
        <Checkbox
          key={stationId}
          label={name}
          checked={shown.includes(stationId)}
          disabled={shown.length === 1 && shown[0] === stationId}
          onChange={(isChosen) => choose(stationId, isChosen)}
        />
      ))}
    </fieldset>
  );
}

function Looks() {
  const { t, i18n } = useTranslation('kds');
  const { settings } = useKitchen();
  return (
    <>
      <Select
        label={t('settings.size')}
        hint={t('settings.sizeHint')}
        value={useSetting('size')}
        options={sizes.map((value) => ({
          value,
          label: value === 'auto' ? t('settings.sizeAuto') : t('settings.sizePercent', { percent: value }),
        }))}
        onChange={(size) => settings.setState({ size })}
      />
      <SegmentedControl
        label={t('settings.theme')}
        showLabel
        wide
        value={useSetting('theme')}
        options={kitchenThemes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
        onChange={(theme) => settings.setState({ theme })}
      />
      <Select
        label={t('settings.language')}
        value={i18n.language as Language}
        options={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChange={(language) => void setLanguage(language, i18n)}
      />
    </>
  );
}

function Leave({ deviceName, staffName, onLeave }: SettingsSheetProps) {
  const { t } = useTranslation('kds');
  const [asks, setAsks] = useState(false);
  return (
    <div className={styles.group}>
      <p className={styles.hint}>{t('settings.device', { name: deviceName })}</p>
      {staffName ? (
        <Button onClick={onLeave}>{t('bar.signOut', { name: staffName })}</Button>
      ) : (
        <Button variant="quiet" onClick={() => setAsks(true)}>
          {t('settings.forget')}
        </Button>
      )}
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title={t('settings.forget')}
        description={t('settings.forgetHint')}
        confirmLabel={t('settings.forgetConfirm')}
        danger
        onConfirm={onLeave}
      />
    </div>
  );
}
