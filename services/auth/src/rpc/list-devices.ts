import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListDevicesRequest, ListDevicesResponse } from '@sippy/proto/auth/v1/device_service';
import type { AuthContext } from '../context.ts';
import { deviceMessage } from '../messages/answers.ts';
import { listDevices as readDevices } from '../store/devices.ts';

/** Lists the devices of a café by name. */
export const listDevices =
  (ctx: AuthContext): Rpc<ListDevicesRequest, ListDevicesResponse> =>
  async ({ cafeId, includeRevoked, page: asked }, call) => {
    const list = `devices:${cafeId}:${includeRevoked}`;
    const page = decodePage(asked, list, ['text', 'uuid']);
    const found = await readDevices(ctx.prisma, call.scope, { cafeId, includeRevoked }, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (device) => [device.name, device.deviceId]);
    return { devices: rows.map(deviceMessage), pageInfo: { nextPageToken } };
  };
