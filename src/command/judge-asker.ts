import { eventRules } from '../policy/event-rules.ts';
import { problem } from '../problem/problem.ts';
import type { AskedRepository, Asker } from './ask.ts';
import { type CommandResult, done, fromGithub, refuse } from './command-result.ts';
import type { CommandTools } from './command-tools.ts';

/**
 * Whether somebody may have something done: people with write permission, which GitHub is asked for at this moment, and bots that
 * the policy trusts. What the payload says of the sender (`author_association`) is not looked at: it is no permission.
 *
 * @param what completes "… takes write permission": `a re-run`
 */
export async function judgeAsker(
  repository: AskedRepository,
  { login, isBot }: Asker,
  what: string,
  { github, policy }: Pick<CommandTools, 'github' | 'policy'>,
): Promise<CommandResult> {
  if (isBot) {
    const isTrusted = eventRules(policy(), repository.fullName).trustedBots.includes(login);
    return isTrusted ? done : refuse(problem('command.bot', { login, what }));
  }
  const read = await github.readPermission(repository, login);
  if (!read.ok) return fromGithub(read.failure);
  const permission = read.value;
  if (permission === 'write' || permission === 'admin') return done;
  return refuse(problem('command.not-permitted', { login, permission, what }));
}
