import { type Database, statement, type Transaction, withScope } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { PrismaClient } from '../../gen/prisma/client.ts';
import { type DeviceKindName, type Permission, rolesWith } from '../domain/permissions.ts';
import { digestOf } from '../domain/tokens.ts';
import { type DeviceFact, devicePaired, deviceRevoked } from '../messages/facts.ts';

/** A device with everything that is shown of it. */
export interface DeviceRecord extends DeviceFact {
  name: string;
  pairedTime: Date;
  lastUsedTime: Date | null;
  revokedTime: Date | null;
}

/** What a pairing code stands for. */
export interface PairingOffer {
  organisationId: string;
  cafeId: string;
  deviceName: string;
  deviceKind: DeviceKindName;
}

/** A member of staff as a device shows them. */
export interface DeviceStaffRow {
  staffId: string;
  name: string;
  hasPin: boolean;
  pinLocked: boolean;
}

type DeviceRow = Omit<DeviceRecord, 'lastUsedTime'>;

const COLUMNS = `device_id as "deviceId", organisation_id as "organisationId", cafe_id as "cafeId", name, kind, version,
  paired_time as "pairedTime", revoked_time as "revokedTime"`;

const offerSql = statement<object>(
  'auth_offer_pairing',
  `insert into pairing_code (code_hash, organisation_id, cafe_id, device_name, device_kind, caller, request_id, expires_time)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict on constraint pairing_code_request do update set code_hash = excluded.code_hash,
     device_name = excluded.device_name, device_kind = excluded.device_kind, expires_time = excluded.expires_time`,
);

const takeOfferSql = statement<PairingOffer>(
  'auth_take_pairing_offer',
  `delete from pairing_code where code_hash = $1 and expires_time > $2
   returning organisation_id as "organisationId", cafe_id as "cafeId", device_name as "deviceName",
     device_kind as "deviceKind"`,
);

const insertDeviceSql = statement<DeviceRow>(
  'auth_insert_device',
  `insert into device (device_id, organisation_id, cafe_id, name, kind, paired_time) values ($1, $2, $3, $4, $5, $6)
   returning ${COLUMNS}`,
);

const revokeDeviceSql = statement<DeviceRow>(
  'auth_revoke_device',
  `update device set revoked_time = $2, version = version + 1 where device_id = $1 and revoked_time is null
   returning ${COLUMNS}`,
);

const findDeviceSql = statement<DeviceRow>(
  'auth_find_device',
  `select ${COLUMNS} from device where device_id = $1`,
);

const deviceStaffSql = statement<DeviceStaffRow>(
  'auth_device_staff',
  `select s.staff_id as "staffId", s.name, p.staff_id is not null as "hasPin",
     p.locked_time is not null or coalesce(p.failed_count, 0) >= $3 as "pinLocked"
   from staff s left join staff_pin p using (staff_id)
   where s.organisation_id = $1 and s.status = 'ACTIVE'
     and exists (select from staff_right r where r.staff_id = s.staff_id and (r.cafe_id = $2 or r.cafe_id is null)
       and ($4::text is null or r.role = any ($5::text[]) or $4 = any (r.extra_permissions)))
   order by s.name, s.staff_id limit 500`,
);

/** Keeps a pairing code; a second one for the same request of the same caller takes the place of the first. */
export async function offerPairing(
  db: Database,
  scope: Scope,
  offer: PairingOffer & { code: string; caller: string; requestId: string; expires: Date },
): Promise<void> {
  const { organisationId, cafeId, deviceName, deviceKind, caller, requestId, expires } = offer;
  const params = [
    digestOf(offer.code),
    organisationId,
    cafeId,
    deviceName,
    deviceKind,
    caller,
    requestId,
    expires,
  ];
  await db.command(scope, offerSql, params);
}

/** Uses a pairing code; undefined if it does not work. */
export async function takeOfferIn(
  tx: Transaction,
  code: string,
  now: Date,
): Promise<PairingOffer | undefined> {
  const [row] = await tx.query(takeOfferSql, [digestOf(code), now]);
  return row;
}

/** Adds a device, and says so. */
export async function insertDeviceIn(
  tx: Transaction,
  deviceId: string,
  offer: PairingOffer,
  now: Date,
): Promise<DeviceRecord> {
  const params = [deviceId, offer.organisationId, offer.cafeId, offer.deviceName, offer.deviceKind, now];
  const [row] = await tx.query(insertDeviceSql, params);
  if (!row) throw new Error('an insert returned nothing');
  await tx.append([devicePaired(row)]);
  return { ...row, lastUsedTime: now };
}

/** Revokes a device, and says so; false if it was revoked before. */
export async function revokeDeviceIn(tx: Transaction, deviceId: string, now: Date): Promise<boolean> {
  const [row] = await tx.query(revokeDeviceSql, [deviceId, now]);
  if (row) await tx.append([deviceRevoked(row)]);
  return row !== undefined;
}

/** A device that is still paired. */
export async function findPairedDevice(db: Database, deviceId: string): Promise<DeviceFact | undefined> {
  const [row] = await db.read(serviceScope, findDeviceSql, [deviceId]);
  return row && row.revokedTime === null ? row : undefined;
}

/** Active staff with a right at the device's café, by name; where a permission is named, those who hold it there. */
export function staffOfDevice(
  db: Database,
  scope: Scope,
  device: { organisationId: string; cafeId: string },
  maxTries: number,
  permission?: Permission,
): Promise<DeviceStaffRow[]> {
  const roles = permission && rolesWith(permission);
  return db.read(scope, deviceStaffSql, [
    device.organisationId,
    device.cafeId,
    maxTries,
    permission ?? null,
    roles ?? null,
  ]);
}

const shown = {
  sessions: {
    where: { kind: 'DEVICE' },
    select: { lastUsedTime: true },
    orderBy: { lastUsedTime: 'desc' },
    take: 1,
  },
} as const;

type Shown = Awaited<ReturnType<typeof oneShown>>;

function oneShown(prisma: PrismaClient, deviceId: string) {
  return prisma.device.findFirst({ where: { deviceId }, include: shown });
}

function recordOf({ sessions, kind, ...row }: NonNullable<Shown>): DeviceRecord {
  return {
    ...row,
    kind: kind === 'KITCHEN_DISPLAY' ? 'KITCHEN_DISPLAY' : 'POS',
    lastUsedTime: sessions[0]?.lastUsedTime ?? null,
  };
}

/** The device with this id, as far as the scope can see. */
export function findDevice(
  prisma: PrismaClient,
  scope: Scope,
  deviceId: string,
): Promise<DeviceRecord | undefined> {
  return withScope(scope, async () => {
    const row = await oneShown(prisma, deviceId);
    return row ? recordOf(row) : undefined;
  });
}

/** The devices of a café by name; one more than the page holds, if there are more. */
export function listDevices(
  prisma: PrismaClient,
  scope: Scope,
  filter: { cafeId: string; includeRevoked: boolean },
  page: Page<readonly ['text', 'uuid']>,
): Promise<DeviceRecord[]> {
  const [name, deviceId] = page.after ?? [];
  return withScope(scope, async () => {
    const rows = await prisma.device.findMany({
      where: {
        cafeId: filter.cafeId,
        ...(!filter.includeRevoked && { revokedTime: null }),
        ...(name !== undefined &&
          deviceId !== undefined && { OR: [{ name: { gt: name } }, { name, deviceId: { gt: deviceId } }] }),
      },
      include: shown,
      orderBy: [{ name: 'asc' }, { deviceId: 'asc' }],
      take: page.size + 1,
    });
    return rows.map(recordOf);
  });
}
