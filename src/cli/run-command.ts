import { parseArgs } from 'node:util';
import { nearestName } from '../problem/nearest-name.ts';
import { type Command, type CommandInput, exitCodes, type Terminal } from './command.ts';

/** Finds the command that the arguments name, reads its options and runs it; answers the exit code. */
export async function runCommand(
  argv: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.write(listCommands(commands));
    return name === undefined ? exitCodes.misused : exitCodes.fine;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    const near = nearestName(
      name,
      commands.map((each) => each.name),
    );
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
    terminal.complain(`There is no command "${name}".${hint} argo-events-app --help lists them.\n`);
    return exitCodes.misused;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.write(`argo-events-app ${command.name} ${command.usage}\n`);
    return exitCodes.fine;
  }
  const read = readInput(rest, command);
  if (!read.ok) {
    terminal.complain(`${read.reason}\nargo-events-app ${command.name} ${command.usage}\n`);
    return exitCodes.misused;
  }
  return await command.run(read.input, terminal);
}

function readInput(
  args: readonly string[],
  { options }: Command,
): { ok: true; input: CommandInput } | { ok: false; reason: string } {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { ok: true, input: { positionals: parsed.positionals, options: { ...parsed.values } } };
  } catch (thrown) {
    return { ok: false, reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function listCommands(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((each) => each.name.length));
  const lines = commands.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}`);
  return ['argo-events-app COMMAND', '', ...lines, '', 'argo-events-app COMMAND --help tells more.', ''].join('\n');
}
