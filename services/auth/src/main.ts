import { openMailServer } from '@sippy/kit/mail-server';
import { defineService, implement } from '@sippy/kit/service';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { DeviceServiceDefinition } from '@sippy/proto/auth/v1/device_service';
import { StaffServiceDefinition } from '@sippy/proto/auth/v1/staff_service';
import { authConfig } from './config.ts';
import { type AuthContext, authContext } from './context.ts';
import { pruneJob } from './jobs/prune.ts';
import { sendMailJob } from './jobs/send-mail.ts';
import { tellEndedJob } from './jobs/tell-ended.ts';
import { acceptInvitation } from './rpc/accept-invitation.ts';
import { changePassword } from './rpc/change-password.ts';
import { changePin } from './rpc/change-pin.ts';
import { createPairingCode } from './rpc/create-pairing-code.ts';
import { createStaff } from './rpc/create-staff.ts';
import { deactivateStaff } from './rpc/deactivate-staff.ts';
import { erasePersonalData } from './rpc/erase-personal-data.ts';
import { exportPersonalData } from './rpc/export-personal-data.ts';
import { forgotPassword } from './rpc/forgot-password.ts';
import { getJwks } from './rpc/get-jwks.ts';
import { getMe } from './rpc/get-me.ts';
import { getStaff } from './rpc/get-staff.ts';
import { getUser } from './rpc/get-user.ts';
import { grantRole } from './rpc/grant-role.ts';
import { inviteStaff } from './rpc/invite-staff.ts';
import { listDeviceStaff } from './rpc/list-device-staff.ts';
import { listDevices } from './rpc/list-devices.ts';
import { listRoles } from './rpc/list-roles.ts';
import { listSessions } from './rpc/list-sessions.ts';
import { listStaff } from './rpc/list-staff.ts';
import { login } from './rpc/login.ts';
import { logout } from './rpc/logout.ts';
import { pairDevice } from './rpc/pair-device.ts';
import { proveUser } from './rpc/prove-user.ts';
import { provisionUser } from './rpc/provision-user.ts';
import { reactivateStaff } from './rpc/reactivate-staff.ts';
import { refreshToken } from './rpc/refresh-token.ts';
import { register } from './rpc/register.ts';
import { resendVerification } from './rpc/resend-verification.ts';
import { resetPassword } from './rpc/reset-password.ts';
import { revokeDevice } from './rpc/revoke-device.ts';
import { revokeSession } from './rpc/revoke-session.ts';
import { setPin } from './rpc/set-pin.ts';
import { signInWithPin } from './rpc/sign-in-with-pin.ts';
import { unlockPin } from './rpc/unlock-pin.ts';
import { updateStaff } from './rpc/update-staff.ts';
import { verifyEmail } from './rpc/verify-email.ts';

const accounts = (ctx: AuthContext) =>
  implement(AuthServiceDefinition, {
    register: register(ctx),
    verifyEmail: verifyEmail(ctx),
    resendVerification: resendVerification(ctx),
    login: login(ctx),
    refreshToken: refreshToken(ctx),
    logout: logout(ctx),
    forgotPassword: forgotPassword(ctx),
    resetPassword: resetPassword(ctx),
    changePassword: changePassword(ctx),
    getMe: getMe(ctx),
    listSessions: listSessions(ctx),
    revokeSession: revokeSession(ctx),
    getJwks: getJwks(ctx),
    exportPersonalData: exportPersonalData(ctx),
    erasePersonalData: erasePersonalData(ctx),
    proveUser: proveUser(ctx),
    getUser: getUser(ctx),
    provisionUser: provisionUser(ctx),
    grantRole: grantRole(ctx),
  });

const staff = (ctx: AuthContext) =>
  implement(StaffServiceDefinition, {
    createStaff: createStaff(ctx),
    inviteStaff: inviteStaff(ctx),
    acceptInvitation: acceptInvitation(ctx),
    getStaff: getStaff(ctx),
    listStaff: listStaff(ctx),
    updateStaff: updateStaff(ctx),
    deactivateStaff: deactivateStaff(ctx),
    reactivateStaff: reactivateStaff(ctx),
    setPin: setPin(ctx),
    unlockPin: unlockPin(ctx),
    changePin: changePin(ctx),
    listRoles: listRoles(),
  });

const devices = (ctx: AuthContext) =>
  implement(DeviceServiceDefinition, {
    createPairingCode: createPairingCode(ctx),
    pairDevice: pairDevice(ctx),
    listDevices: listDevices(ctx),
    revokeDevice: revokeDevice(ctx),
    listDeviceStaff: listDeviceStaff(ctx),
    signInWithPin: signInWithPin(ctx),
  });

/** Accounts, sessions and tokens; staff and their rights; devices and PINs. */
export const service = defineService({
  name: 'auth',
  config: authConfig,
  migrations: new URL('../prisma/migrations/', import.meta.url),
  async start(host) {
    const ctx = await authContext(host);
    const server = openMailServer(host.config);
    return {
      services: [accounts(ctx), staff(ctx), devices(ctx)],
      jobs: [tellEndedJob(host), sendMailJob(host, ctx, server), pruneJob(ctx)],
      async stop() {
        server.close();
        await ctx.prisma.$disconnect();
      },
    };
  },
});
