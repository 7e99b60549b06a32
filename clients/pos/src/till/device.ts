import { createConnection } from '@sippy/ui/connection/connection';
import { createDeviceStore } from '@sippy/ui/device/device';

/** The gateway, which this page came from. */
export const gatewayUrl = location.origin;

/** The device that this browser is. */
export const deviceStore = createDeviceStore(gatewayUrl);

/** Whether the server answers. */
export const connection = createConnection();
