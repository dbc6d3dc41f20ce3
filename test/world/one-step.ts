/** A Workflow of one step that runs this shell script; `parameters` are the arguments that it declares. */
export function oneStep(script: string, parameters: string[] = [], metadata: object = { generateName: 'ci-' }): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata,
    spec: {
      entrypoint: 'main',
      arguments: { parameters: parameters.map((name) => ({ name })) },
      templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['sh', '-c'], args: [script] } }],
    },
  });
}
