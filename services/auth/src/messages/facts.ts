import type { NameOf } from '@sippy/kit/enum-names';
import type { NewEvent } from '@sippy/kit/events';
import { DeviceKind, Role, SessionKind, StaffStatus } from '@sippy/proto/auth/v1/auth';
import {
  DevicePaired,
  DeviceRevoked,
  SessionEnd,
  SessionRevoked,
  StaffCreated,
  StaffPinChanged,
  StaffUpdated,
  UserCreated,
  UserErased,
  UserPasswordChanged,
  UserVerified,
} from '@sippy/proto/auth/v1/auth_event';
import type { DeviceKindName } from '../domain/permissions.ts';
import type { Right } from '../domain/rights.ts';
import type { SessionKindName } from '../domain/session-life.ts';

/** Why a session ended. */
export type SessionEndName = NameOf<typeof SessionEnd>;

const user = (type: string, id: string, version: bigint, payload: Uint8Array): NewEvent => ({
  type,
  aggregate: { type: 'user', id, version },
  payload,
});

/** user.created */
export function userCreated(userId: string): NewEvent {
  return user('user.created', userId, 1n, UserCreated.encode({ userId }).finish());
}

/** user.erased */
export function userErased(userId: string, version: bigint): NewEvent {
  return user('user.erased', userId, version, UserErased.encode({ userId }).finish());
}

/** user.verified */
export function userVerified(userId: string, version: bigint): NewEvent {
  return user('user.verified', userId, version, UserVerified.encode({ userId }).finish());
}

/** user.password_changed */
export function passwordChanged(userId: string, version: bigint, reset: boolean): NewEvent {
  return user(
    'user.password_changed',
    userId,
    version,
    UserPasswordChanged.encode({ userId, reset }).finish(),
  );
}

/** session.revoked; a session has two versions, open and ended. */
export function sessionRevoked(
  session: {
    sessionId: string;
    kind: SessionKindName;
    userId: string | null;
    staffId: string | null;
    deviceId: string | null;
    organisationId: string | null;
    cafeId: string | null;
  },
  end: SessionEndName,
): NewEvent {
  const subjectId = session.userId ?? session.staffId ?? session.deviceId ?? '';
  return {
    type: 'session.revoked',
    aggregate: { type: 'session', id: session.sessionId, version: 2n },
    organisationId: session.organisationId ?? undefined,
    cafeId: session.cafeId ?? undefined,
    payload: SessionRevoked.encode({
      sessionId: session.sessionId,
      kind: SessionKind[session.kind],
      subjectId,
      end: SessionEnd[end],
    }).finish(),
  };
}

/** What the facts about staff tell. */
export interface StaffFact {
  staffId: string;
  organisationId: string;
  userId: string | null;
  status: 'ACTIVE' | 'DEACTIVATED';
  rights: readonly Right[];
  version: bigint;
}

/** staff.created */
export function staffCreated(staff: StaffFact): NewEvent {
  const { staffId, organisationId } = staff;
  const payload = StaffCreated.encode({
    staffId,
    organisationId,
    userId: staff.userId ?? '',
    rights: staff.rights.map(rightMessage),
  }).finish();
  return {
    type: 'staff.created',
    aggregate: { type: 'staff', id: staffId, version: staff.version },
    organisationId,
    payload,
  };
}

/** staff.updated */
export function staffUpdated(staff: StaffFact): NewEvent {
  const { staffId, organisationId } = staff;
  const payload = StaffUpdated.encode({
    staffId,
    organisationId,
    userId: staff.userId ?? '',
    status: StaffStatus[staff.status],
    rights: staff.rights.map(rightMessage),
  }).finish();
  return {
    type: 'staff.updated',
    aggregate: { type: 'staff', id: staffId, version: staff.version },
    organisationId,
    payload,
  };
}

/** staff.pin_changed; `version` is that of the PIN. */
export function pinChanged(
  pin: { staffId: string; organisationId: string; version: bigint },
  change: { set: boolean; locked: boolean },
): NewEvent {
  return {
    type: 'staff.pin_changed',
    aggregate: { type: 'staff_pin', id: pin.staffId, version: pin.version },
    organisationId: pin.organisationId,
    payload: StaffPinChanged.encode({ staffId: pin.staffId, ...change }).finish(),
  };
}

/** What the facts about devices tell. */
export interface DeviceFact {
  deviceId: string;
  organisationId: string;
  cafeId: string;
  kind: DeviceKindName;
  version: bigint;
}

/** device.paired */
export function devicePaired(device: DeviceFact): NewEvent {
  return deviceEvent(
    'device.paired',
    device,
    DevicePaired.encode({ deviceId: device.deviceId, kind: DeviceKind[device.kind] }).finish(),
  );
}

/** device.revoked */
export function deviceRevoked(device: DeviceFact): NewEvent {
  return deviceEvent('device.revoked', device, DeviceRevoked.encode({ deviceId: device.deviceId }).finish());
}

function deviceEvent(type: string, device: DeviceFact, payload: Uint8Array): NewEvent {
  const { organisationId, cafeId, version } = device;
  return {
    type,
    aggregate: { type: 'device', id: device.deviceId, version },
    organisationId,
    cafeId,
    payload,
  };
}

function rightMessage(right: Right) {
  return {
    cafeId: right.cafeId ?? '',
    role: Role[right.role],
    extraPermissions: [...right.extraPermissions],
  };
}
