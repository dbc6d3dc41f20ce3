/**
 * The two versions of expr-lang that Argo runs: 1.15 for the filters of EventSources (Argo Events 1.9: v1.15.5, compiled without
 * an environment), 1.17 for WorkflowEventBindings (Argo Workflows 4.1: v1.17.8, compiled against the environment's types).
 */
export type Dialect = '1.15' | '1.17';
