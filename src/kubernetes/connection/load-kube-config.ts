import { registerHooks } from 'node:module';

/** All that the reading of kubeconfigs takes from client-node's generated API, and uses only to make clients of it. */
const stub = 'data:text/javascript,export const createConfiguration = undefined, ServerConfiguration = undefined;';

/**
 * client-node's reading of kubeconfigs without its generated API: classes for every kind of Kubernetes, of which the app uses none
 * and which take 50 MB of memory as soon as they are loaded (2.0.1). They stand in for themselves by nothing while it is loaded.
 */
export async function loadKubeConfig() {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === './gen/index.js' && context.parentURL?.endsWith('/client-node/dist/config.js')
        ? { url: stub, shortCircuit: true }
        : next(specifier, context),
  });
  try {
    const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
    const { HttpMethod, RequestContext } = await import('@kubernetes/client-node/dist/gen/http/http.js');
    return { KubeConfig, HttpMethod, RequestContext };
  } finally {
    hooks.deregister();
  }
}
