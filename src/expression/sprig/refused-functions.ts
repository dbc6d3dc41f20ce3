/** Functions of sprig that templates do not have here, and why. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ['env', 'function "env" is not offered here: templates see no environment variables'],
  ['expandenv', 'function "expandenv" is not offered here: templates see no environment variables'],
  ['getHostByName', 'function "getHostByName" is not offered here: templates reach no network'],
]);
