import { rememberCompiled } from '../../cache/remember-compiled.ts';
import { toOutput } from '../go-value/bytes.ts';
import type { World } from '../go-value/call.ts';
import type { GoFunction } from '../go-value/go-function.ts';
import type { GoValue } from '../go-value/value.ts';
import { refusedFunctions } from '../sprig/refused-functions.ts';
import { sprigFunctions } from '../sprig/sprig-functions.ts';
import { integerMethods } from '../sprig/time/integer-methods.ts';
import type { WorkAllowance } from '../work/work-allowance.ts';
import { builtins } from './builtins/builtins.ts';
import { copyData } from './copy-data.ts';
import { type Execution, exhausted, startExecution } from './execute/execution.ts';
import { walkList } from './execute/walk.ts';
import { locateFailure } from './locate-failure.ts';
import type { Statement } from './parse/node.ts';
import { mainName, parseTemplate } from './parse/parse-template.ts';

const maxTemplateLength = 16_384;

/** A template ready to run, or why it is none. */
export type TemplateCompilation = { ok: true; template: Template } | { ok: false; message: string };

export interface Template {
  /** The functions that it names, each once. */
  functions: ReadonlySet<string>;
  /**
   * Prints the template; fails in Go's words, never throws. The data is not changed.
   *
   * @param data what `.` is: for Argo Events' templates a map with `Input`
   * @param world the time and randomness that functions such as `now` and `uuidv4` take; without them those functions fail
   * @param work what may be spent altogether, where less than the rendering's own limit
   */
  render(
    data: GoValue,
    world?: World,
    work?: WorkAllowance,
  ): { ok: true; text: string } | { ok: false; message: string };
}

/** Further functions for a template, by their names; they go before those that every template has. */
export interface TemplateOptions {
  functions?: Readonly<Record<string, GoFunction>>;
}

const compileStandard = rememberCompiled((text) => compile(text, {}));
const standardFunctions = new Map(Object.entries({ ...builtins, ...sprigFunctions }));

/**
 * Compiles a template of Go's text/template language with sprig's functions, as Argo Events 1.9 does. Length, output, steps,
 * nesting and the size of values are limited; what reads the environment, the network or secrets of the machine is refused.
 * A bounded number of compiled templates is kept.
 *
 * @example
 * const compilation = compileTemplate('{{ .Input.ref | trimPrefix "refs/heads/" }}');
 * if (compilation.ok) compilation.template.render(new Map([['Input', new Map([['ref', 'refs/heads/main']])]])); // main
 */
export function compileTemplate(text: string, options: TemplateOptions = {}): TemplateCompilation {
  const isKept = options.functions === undefined && text.length <= maxTemplateLength;
  return isKept ? compileStandard(text) : compile(text, options.functions ?? {});
}

function compile(text: string, more: Readonly<Record<string, GoFunction>>): TemplateCompilation {
  if (text.length > maxTemplateLength) {
    return { ok: false, message: `a template has at most ${maxTemplateLength} characters` };
  }
  const extra = Object.entries(more);
  const functions = extra.length === 0 ? standardFunctions : new Map([...standardFunctions, ...extra]);
  let changesData = false;
  const named = new Set<string>();
  const parsed = parseTemplate(text, {
    has: (name) => {
      named.add(name);
      changesData ||= functions.get(name)?.changesArguments === true;
      return functions.has(name);
    },
    refusal: (name) => refusedFunctions.get(name),
  });
  if (!parsed.ok) return parsed;
  const { templates } = parsed;
  const language = { functions, integerMethods };
  const main = templates.get(mainName) ?? [];
  return {
    ok: true,
    template: {
      functions: named,
      render: (data, world = {}, work) => {
        // Events are shared by all templates.
        const own = changesData ? copyData(data) : data;
        const execution = startExecution({ language, templates, templateName: mainName, world, work }, own);
        walkAll(execution, own, main);
        if (execution.failure !== undefined) return { ok: false, message: locateFailure(text, execution.failure) };
        return { ok: true, text: toOutput(execution.output) };
      },
    },
  };
}

function walkAll(execution: Execution, data: GoValue, statements: Statement[]): void {
  try {
    walkList(execution, { value: data, isInterface: false }, statements);
  } catch (thrown) {
    if (thrown !== exhausted) throw thrown;
  }
}
