import { DeviceKind } from '@sippy/proto/web/auth/v1/auth';
import { type Command, Option } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { outputOf } from '../program.ts';

type Kind = 'pos' | 'kitchen';

const kinds = {
  pos: { kind: DeviceKind.POS, name: 'Till' },
  kitchen: { kind: DeviceKind.KITCHEN_DISPLAY, name: 'Kitchen display' },
} as const;

/** `sippy devices`: what is paired with a café, and codes to pair more. */
export function addDevicesCommands(program: Command): void {
  const devices = program.command('devices').description('devices of a café');
  devices
    .command('code')
    .description('make a code that pairs one till or kitchen display; it holds for ten minutes')
    .argument('<cafe-id>')
    .addOption(
      new Option('--kind <kind>', 'what the device is for').choices(Object.keys(kinds)).default('pos'),
    )
    .option('--name <name>', 'name of the device; "Till" or "Kitchen display" if left out')
    .action(async (cafeId: string, { kind, name }: { kind: Kind; name?: string }, command: Command) => {
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const device = { kind: kinds[kind].kind, name: name ?? kinds[kind].name };
        const { code, expireTime } = await sippy.device.createPairingCode({ cafeId, ...device });
        outputOf(command).record({ code, name: device.name, expires: expireTime });
      });
    });
  devices
    .command('list')
    .description('list the devices that are paired')
    .argument('<cafe-id>')
    .action(async (cafeId: string, _: object, command: Command) => {
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const { devices: paired } = await sippy.device.listDevices({ cafeId, page: { pageSize: 200 } });
        const rows = paired.map((device) => ({
          name: device.name,
          kind: device.kind.replace('DEVICE_KIND_', '').toLowerCase(),
          paired: device.pairTime,
          last_used: device.lastUsedTime,
          device_id: device.deviceId,
        }));
        outputOf(command).rows(rows, { empty: 'No device is paired with this café.' });
      });
    });
}
