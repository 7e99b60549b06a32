import { SippyError } from '@sippy/sdk/web';
import { deviceStore } from './device.ts';
import { keptQuery } from './kept-query.ts';

const minuteMs = 60_000;

/** The café that the till stands in. */
export const cafeQuery = (cafeId: string) =>
  keptQuery(
    `cafe.${cafeId}`,
    async () => {
      const { cafe } = await deviceStore.sippy.cafe.getCafe({ cafeId });
      if (!cafe) throw new SippyError('INTERNAL', 'The answer holds no café.');
      return cafe;
    },
    minuteMs,
  );

/** Who can sign in on the till. */
export const staffQuery = (deviceId: string) =>
  keptQuery(
    `staff.${deviceId}`,
    async () => (await deviceStore.sippy.device.listDeviceStaff({})).staff,
    minuteMs,
  );

/** What each role may do. */
export const rolesQuery = () =>
  keptQuery('roles', async () => (await deviceStore.sippy.staff.listRoles({})).roles, 10 * minuteMs);

/** Who may do something at the till's café. */
export const allowedStaffQuery = (deviceId: string, permission: string) =>
  keptQuery(
    `staff.${deviceId}.${permission}`,
    async () => (await deviceStore.sippy.device.listDeviceStaff({ permission })).staff,
    minuteMs,
  );
