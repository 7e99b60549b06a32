import { addAuditCommand } from './commands/audit.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addDevicesCommands } from './commands/devices.ts';
import { addDlqCommand } from './commands/dlq.ts';
import { addEventsCommand } from './commands/events.ts';
import { addImportCommand } from './commands/import.ts';
import { addLoginCommands } from './commands/login.ts';
import { addMemberCommands } from './commands/member.ts';
import { addMenuCommands } from './commands/menu.ts';
import { addOrderCommands } from './commands/order.ts';
import { addPointsCommands } from './commands/points.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addSettleCommand } from './commands/settle.ts';
import { addWatchCommand } from './commands/watch.ts';
import { explain } from './exit.ts';
import { createProgram } from './program.ts';

const program = createProgram();
for (const add of [
  addLoginCommands,
  addMenuCommands,
  addDevicesCommands,
  addOrderCommands,
  addMemberCommands,
  addPointsCommands,
  addSettleCommand,
  addWatchCommand,
  addImportCommand,
  addReplayCommand,
  addAuditCommand,
  addEventsCommand,
  addDlqCommand,
  addCompletionCommand,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  const { message, code } = explain(error);
  if (message) process.stderr.write(`sippy: ${message}\n`);
  process.exitCode = code;
}
