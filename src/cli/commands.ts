import type { Command } from './command.ts';
import { explain } from './explain/explain.ts';
import { run } from './run/run.ts';
import { schedule } from './schedule/schedule.ts';
import { validate } from './validate/validate.ts';

/** Every command, in the order in which people are told of them. */
export const commands: readonly Command[] = [validate, explain, schedule, run];
