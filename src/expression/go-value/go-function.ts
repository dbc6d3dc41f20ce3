import type { Call } from './call.ts';
import { type Argument, type ParameterType, type ParameterTypes, parameterTypes } from './parameter-types.ts';
import type { GoValue } from './value.ts';

/** A function that templates can call. */
export interface GoFunction {
  takes: readonly ParameterType[];
  /** The type of any number of further arguments. */
  rest?: ParameterType;
  /**
   * Called with as many arguments as it takes, each of its type. Undefined is what Go calls an invalid value: it prints
   * `<no value>`. After `call.fail` the result does not matter.
   */
  call: (args: readonly Argument[], call: Call) => GoValue | undefined;
  /** True when it changes a map that it is given. */
  changesArguments?: true;
}

type Parameters<Types extends readonly ParameterType[]> = { -readonly [At in keyof Types]: ParameterTypes[Types[At]] };

/** A function that takes exactly these. */
export function fixed<const Types extends readonly ParameterType[]>(
  takes: Types,
  call: (args: Parameters<Types>, call: Call) => GoValue | undefined,
): GoFunction {
  return { takes, call: (args, context) => call(readAll(takes, args), context) };
}

/** A function that takes these and then any number of one type. */
export function variadic<const Types extends readonly ParameterType[], const Rest extends ParameterType>(
  takes: Types,
  rest: Rest,
  call: (args: Parameters<Types>, rest: ParameterTypes[Rest][], call: Call) => GoValue | undefined,
): GoFunction {
  return {
    takes,
    rest,
    call: (args, context) => {
      const others = args.slice(takes.length).map((argument) => readOne(rest, argument));
      return call(readAll(takes, args), others, context);
    },
  };
}

/** The arguments have been checked against the types by whoever calls, so that this only changes their form. */
function readAll<const Types extends readonly ParameterType[]>(
  takes: Types,
  args: readonly Argument[],
): Parameters<Types> {
  return takes.map((type, at) => readOne(type, args[at])) as Parameters<Types>;
}

function readOne<Type extends ParameterType>(type: Type, argument: Argument): ParameterTypes[Type] {
  const { read, nil } = parameterTypes[type];
  const value = argument === undefined || argument === null ? undefined : read(argument);
  return (value ?? (argument === null && type === 'value' ? null : nil)) as ParameterTypes[Type];
}
