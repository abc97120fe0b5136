/** The six specialists, in the order in which they are offered. */
export const AGENTS = [
  { id: 'behavioral', name: 'Behavioural' },
  { id: 'coding', name: 'Coding' },
  { id: 'technical', name: 'Technical' },
  { id: 'system_design', name: 'System design' },
  { id: 'architect', name: 'Architecture' },
  { id: 'product_manager', name: 'Product' },
] as const;

export type AgentId = (typeof AGENTS)[number]['id'];

/** What a specialist is called; a newer server's by its id. */
export function agentName(id: string): string {
  return AGENTS.find((agent) => agent.id === id)?.name ?? id.replaceAll('_', ' ');
}

/** The colour of a specialist, for the property `--hue`. */
export function agentHue(id: string): string {
  return AGENTS.some((agent) => agent.id === id) ? `var(--${id})` : 'var(--ink-soft)';
}
