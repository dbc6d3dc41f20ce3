import {
  type BudgetLimits,
  type Clock,
  createInstallationBudget,
  type InstallationBudget,
} from './installation-budget.ts';

const maxBudgets = 2000;

/** One budget an installation, made on demand; idle ones are let go when there are many. The App itself is `0`. */
export function createInstallationBudgets(
  limits: BudgetLimits,
  clock: Clock,
): (installationId: number) => InstallationBudget {
  const budgets = new Map<number, InstallationBudget>();
  return (installationId) => {
    const known = budgets.get(installationId);
    if (known !== undefined) {
      return known;
    }
    if (budgets.size >= maxBudgets) {
      dropIdle(budgets);
    }
    const budget = createInstallationBudget(limits, clock);
    budgets.set(installationId, budget);
    return budget;
  };
}

function dropIdle(budgets: Map<number, InstallationBudget>): void {
  for (const [id, budget] of budgets) {
    if (budget.isIdle()) {
      budgets.delete(id);
    }
  }
}
