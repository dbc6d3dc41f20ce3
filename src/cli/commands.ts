import type { Command } from './command.ts';
import { decisions } from './decisions/decisions.ts';
import { deliveries } from './deliveries/deliveries.ts';
import { explain } from './explain/explain.ts';
import { run } from './run/run.ts';
import { schedule } from './schedule/schedule.ts';
import { validate } from './validate/validate.ts';
import { resume, retry } from './workflow/go-on.ts';
import { stop, suspend, terminate } from './workflow/halt.ts';
import { resubmit } from './workflow/resubmit.ts';
import { submit } from './workflow/submit.ts';

/** Every command, in the order in which people are told of them. */
export const commands: readonly Command[] = [
  validate,
  explain,
  schedule,
  run,
  submit,
  resubmit,
  retry,
  suspend,
  resume,
  stop,
  terminate,
  deliveries,
  decisions,
];
