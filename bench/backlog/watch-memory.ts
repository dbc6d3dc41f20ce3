import { readFileSync } from 'node:fs';

export interface MemoryWatch {
  /** The largest since it began or was last asked, in MiB; nothing where the system does not say. */
  takeLargest(): number | undefined;
  stop(): void;
}

const everyMs = 50;

/** Looks at how much of a process is resident; Linux alone says it of another process. */
export function watchMemory(pid: number): MemoryWatch {
  let largest: number | undefined;

  function look(): void {
    const resident = readResident(pid);
    if (resident !== undefined) largest = Math.max(largest ?? 0, resident);
  }

  look();
  const timer = setInterval(look, everyMs);
  return {
    takeLargest() {
      look();
      const taken = largest;
      largest = undefined;
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}

function readResident(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch {
    return undefined;
  }
}
