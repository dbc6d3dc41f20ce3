import { marshalAsGo } from '../../event/marshal-as-go.ts';
import { type EngineAnswer, type EngineLimits, failProgram } from '../evaluation.ts';
import { readEventData } from '../read-event-data.ts';
import { compileJq, type JqReply, runJqOnce } from './ask-jq.ts';
import { bindExpressions } from './bind-expressions.ts';
import { findAbsentWord } from './find-absent-word.ts';
import type { JqEngine } from './load-jq-engine.ts';
import { makePrelude } from './prelude.ts';
import { spellOut } from './spell-out.ts';

const notAnObject = 'jq transformation output must be a JSON object';
const noOutput = 'no output available from the jq command execution';

/** Says of the first output whether it is an object that JSON can hold; numbers that it cannot are an error in Go. */
const judge = `if type != "object" then ["other"] elif any(.. | numbers; isnan or isinfinite) then ["number"] else ["object", .] end`;

/**
 * Runs a jq program on event data. Argo Events 1.9 (gojq): its first output, which must be an object, is the event's new data.
 * `now` is what the program takes for the present, in milliseconds since 1970.
 */
export function runJq(
  engine: JqEngine,
  asked: { program: string; data: string; now: number },
  limits: Pick<EngineLimits, 'outputBytes'>,
): EngineAnswer {
  if (asked.data === '') return { ok: true, data: '' };
  const absent = findAbsentWord(asked.program);
  if (absent !== undefined) return failProgram(`not defined: ${absent}`);
  const read = readEventData(asked.data);
  if (!read.ok) return read;

  const prelude = makePrelude(asked.now / 1000);
  const compiled = compile(engine, prelude, asked.program);
  if (!compiled.ok) return failProgram(compiled.message);
  const ran = runJqOnce(
    engine,
    marshalAsGo(read.object),
    `${prelude}__input | {} as $ENV | first(${compiled.program}\n\n) | ${judge}`,
  );
  if (!ran.ok) return failProgram(`${notAnObject}; the program failed: ${ran.message}`);
  const [first = ''] = ran.output.split('\n', 1);
  if (first === '') return failProgram(noOutput);
  const [kind, object] = JSON.parse(first) as [string, unknown];
  if (kind === 'other') return failProgram(notAnObject);
  if (kind === 'number') return failProgram('json: unsupported value: NaN');
  return finishObject(object, read.isNull, limits.outputBytes);
}

/**
 * On no input a program is only compiled. Once it is well-formed alone, it cannot close the parentheses that are put around it.
 */
function compile(
  engine: JqEngine,
  prelude: string,
  program: string,
): { ok: true; program: string } | Extract<JqReply, { ok: false }> {
  const bound = bindExpressions(program);
  const reply = compileJq(engine, prelude + bound);
  if (reply.ok) return { ok: true, program: bound };
  const spelled = spellOut(bound);
  if (spelled === bound) return reply;
  return compileJq(engine, prelude + spelled).ok ? { ok: true, program: spelled } : reply;
}

/** Go reads `null` as a map that is not there; nothing added to it, it is written as `null` again. */
function finishObject(object: unknown, wasNull: boolean, outputBytes: number): EngineAnswer {
  const data = marshalAsGo(object);
  if (wasNull && data === '{}') return { ok: true, data: 'null' };
  return Buffer.byteLength(data) > outputBytes ? { ok: false, reason: 'output' } : { ok: true, data };
}
