import {
  type Device,
  DeviceKind,
  Role,
  type StaffMember,
  StaffStatus,
  type User,
} from '@sippy/proto/auth/v1/auth';
import type { Right } from '../domain/rights.ts';
import type { DeviceRecord } from '../store/devices.ts';
import type { StaffRecord } from '../store/staff.ts';
import type { UserRow } from '../store/users.ts';

/** An account as an answer shows it. */
export function userMessage(user: UserRow): User {
  const { userId, email, name, createdTime } = user;
  return { userId, email, name, verifiedTime: user.verifiedTime ?? undefined, createTime: createdTime };
}

/** A member of staff as an answer shows them, with the rights that the caller may see. */
export function staffMessage(staff: StaffRecord, rights: readonly Right[] = staff.rights): StaffMember {
  return {
    staffId: staff.staffId,
    organisationId: staff.organisationId,
    userId: staff.userId ?? '',
    name: staff.name,
    email: staff.email ?? '',
    status: StaffStatus[staff.status],
    rights: rights.map((right) => ({
      cafeId: right.cafeId ?? '',
      role: Role[right.role],
      extraPermissions: [...right.extraPermissions],
    })),
    hasPin: staff.hasPin,
    pinLockedTime: staff.pinLockedTime ?? undefined,
    version: staff.version,
    createTime: staff.createdTime,
  };
}

/** A device as an answer shows it. */
export function deviceMessage(device: DeviceRecord): Device {
  const { deviceId, organisationId, cafeId, name, kind } = device;
  return {
    deviceId,
    organisationId,
    cafeId,
    name,
    kind: DeviceKind[kind],
    pairTime: device.pairedTime,
    lastUsedTime: device.lastUsedTime ?? undefined,
    revokeTime: device.revokedTime ?? undefined,
  };
}
