import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

/** The environment variable that marks every process started for a step. */
export const marker = 'ARGO_EVENTS_DEV_CLUSTER';

/**
 * Makes sure that no step outlives the cluster, however the cluster ends: a small process that is told every step's process
 * group and kills all that are left when its standard input closes. What has left its group is found by its environment.
 */
export interface Reaper {
  /** The marker's value. */
  id: string;
  watch(group: number): void;
  forget(group: number): void;
  /** Kills what is left, and waits for it. */
  close(): Promise<void>;
}

const script = `
trap '' INT TERM HUP
groups=' '
while read -r line; do
  group=\${line#?}
  case $line in
    +*) groups="$groups$group " ;;
    -*) case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -9 -- "-$group"; done
for file in $(grep -lsa "$1" /proc/[0-9]*/environ); do
  process=\${file#/proc/}
  kill -9 "\${process%%/*}"
done
exit 0
`;

export function createReaper(): Reaper {
  const id = randomUUID();
  let child: ChildProcess | undefined;

  function tell(line: string): void {
    if (child === undefined) {
      // Its own session: a Ctrl-C in the terminal must not end it before the steps.
      child = spawn('sh', ['-c', script, 'reaper', `${marker}=${id}`], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.stdin?.on('error', () => undefined);
    }
    child.stdin?.write(`${line}\n`);
  }

  return {
    id,
    watch: (group) => tell(`+${group}`),
    forget: (group) => tell(`-${group}`),
    async close() {
      const ending = child;
      child = undefined;
      if (ending === undefined || ending.exitCode !== null) return;
      const exited = once(ending, 'exit');
      ending.stdin?.end();
      await exited;
    },
  };
}
