import type { Command, Option } from 'commander';
import { CliError, exitCode } from '../exit.ts';

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a completion script: source <(sippy completion bash)')
    .argument('<shell>', 'bash, zsh or fish')
    .action((shell: string) => {
      process.stdout.write(completionScript(shell, program));
    });
}

/** A script that completes commands and options, made from the commands themselves. */
export function completionScript(shell: string, program: Command): string {
  const names = program.commands.map((command) => command.name());
  const words = (command: Command) =>
    [...command.commands.map((sub) => sub.name()), ...command.options.map(longName), '--help']
      .filter(Boolean)
      .join(' ');
  const cases = program.commands
    .map((command) => `    ${command.name()}) words="${words(command)}" ;;`)
    .join('\n');
  const bash = `_sippy() {
  local words="${[...names, ...program.options.map(longName)].join(' ')}"
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${names.join(' ')}"
  COMPREPLY=($(compgen -W "$words" -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _sippy sippy
`;
  if (shell === 'bash') return bash;
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash}`;
  if (shell === 'fish')
    return program.commands
      .map(
        (command) =>
          `complete -c sippy -n __fish_use_subcommand -a ${command.name()} -d '${command.description().replaceAll("'", '')}'`,
      )
      .join('\n')
      .concat('\n');
  throw new CliError(`"${shell}" is none of bash, zsh and fish`, exitCode.usage);
}

function longName(option: Option): string {
  return option.long ?? '';
}
