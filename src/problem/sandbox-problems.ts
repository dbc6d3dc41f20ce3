/** Problems of the room `sandbox`: scripts and jq programs that fail or want more than they may have. */
export const sandboxProblems = {
  'sandbox.program-failed': {
    message: 'The {program} failed: {reason}',
    hint: 'Scripts are Lua 5.1 (no `goto`) without os, io, load and require; jq must give one object. Try it with this event’s data.',
  },
  'sandbox.time-limit': {
    message: 'The {program} did not end within {limit} ms.',
    hint: 'Look for a loop that does not end, or for a pattern that backtracks; do heavy work in the Workflow.',
  },
  'sandbox.memory-limit': {
    message: 'The {program} wanted more than {limit} MiB of memory.',
    hint: 'Take only the fields that are needed from the event, and build no long texts or lists.',
  },
  'sandbox.output-limit': {
    message: 'The {program} made more than {limit} bytes of event data.',
    hint: 'Return only what the triggers use.',
  },
  'sandbox.depth-limit': {
    message: 'The event’s data is nested deeper than a {program} may read: 500 levels.',
    hint: 'No event of GitHub is. Look at what sends this event.',
  },
  'sandbox.input-limit': {
    message: 'The event’s data is {bytes} bytes; a {program} reads at most {limit}.',
    hint: 'Filter by `data` or `exprs` instead: they read one path and take events of any size.',
  },
  'sandbox.program-length': {
    message: 'The {program} has {length} characters; at most {limit} are allowed.',
    hint: 'Move the work into the Workflow; a filter or transform only chooses and reshapes.',
  },
  'sandbox.busy': {
    message: 'The {program} was not run: {limit} others of this repository were waiting.',
    hint: 'Many events came at once, or its scripts are slow. The event is tried again.',
  },
  'sandbox.crashed': {
    message: 'The {program} broke the engine that ran it ({reason}).',
    hint: 'It is too deep or too large for its engine. Make it simpler; other programs are not affected.',
  },
  'sandbox.closed': {
    message: 'The {program} was not run: the app is stopping.',
    hint: 'The event is kept and is handled after the start.',
  },
} as const;
